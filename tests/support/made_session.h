#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/core/interfaces/session.h"
#include "framework/store/runs/item_regions.h"

// A session that is small enough to be worked through by hand.
namespace xil::made {

struct Seconds {
  double look = 0, reasons = 0, region = 0;
};

inline SessionAnswer answer(std::int64_t round, ItemId item, int predicted, int given, Verdict verdict,
                            const Seconds& seconds) {
  SessionAnswer row;
  row.round = round;
  row.item = item;
  row.predicted = predicted;
  row.given_label = given;
  row.verdict = verdict;
  row.look_s = seconds.look;
  row.reasons_s = seconds.reasons;
  row.region_s = seconds.region;
  return row;
}

/// Ones in a row of a picture of 8 x 8.
inline Region bar(int row, int left, int width) {
  Region region(8, 8);
  for (int column = left; column < left + width; ++column) region.at(row, column) = 1;
  return region;
}

/// Item 2 has a defect of four pixels, item 3 a confounder of two.
inline std::map<ItemId, ItemRegions> regions() { return {{2, {bar(3, 2, 4), {}}}, {3, {{}, bar(6, 1, 2)}}}; }

/// Six answers in two rounds, one item of them set aside; one look for practice and one for comparison.
inline Session session(const std::string& expert = "P01") {
  Session made;
  made.expert = expert;
  auto& rows = made.answers;
  rows.push_back(answer(0, 20, 1, 1, Verdict::RightReasons, {100, 100, 100}));
  rows.back().practice = true;
  rows.push_back(answer(1, 1, 1, 1, Verdict::RightReasons, {2, 1, 0}));
  rows.push_back(answer(1, 2, 0, 1, Verdict::WrongLabel, {5, 0, 4}));
  rows.back().strokes = 2;
  rows.back().defect = bar(3, 2, 2);  // half of it
  rows.push_back(answer(1, 3, 0, 0, Verdict::WrongReasons, {3, 1, 6}));
  rows.back().strokes = 1;
  rows.back().idle_s = 30;
  rows.back().wrong = bar(6, 1, 2);
  rows.push_back(answer(1, 1, 1, 1, Verdict::NotJudged, {7, 0, 0}));
  rows.back().comparison = true;
  rows.push_back(answer(2, 4, 1, 1, Verdict::RightReasons, {4, 2, 0}));
  rows.push_back(answer(2, 5, 1, kNoLabel, Verdict::Unsure, {8, 0, 0}));
  rows.push_back(answer(2, 6, 1, 0, Verdict::WrongLabel, {9, 0, 0}));
  for (const auto name : kTlxQuestions) made.questionnaire.push_back({"tlx", std::string(name), 40});
  return made;
}

/// The looks that the answers belong to, with the true labels of items 1 to 6.
inline std::vector<ShownRecord> looks() {
  const std::map<ItemId, int> labels = {{1, 1}, {2, 1}, {3, 0}, {4, 0}, {5, 1}, {6, 0}};
  std::vector<ShownRecord> shown;
  for (const SessionAnswer& answer : session().answers) {
    if (answer.practice || answer.comparison) continue;
    ShownRecord& look = shown.emplace_back();
    look.round = answer.round;
    look.item = look.of = answer.item;
    look.true_label = labels.at(answer.item);
    look.given_label = answer.given_label;
    look.predicted = answer.predicted;
    look.verdict = answer.verdict;
  }
  return shown;
}

}  // namespace xil::made
