#include "analysis/quality/test_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/statistics/detection.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"

namespace xil {
namespace {

/// The value of dataset.ok_class; empty where the configuration does not have it.
std::string configured_ok_class(const std::string& config) {
  const Value all = parse_json(config, "config");
  const Value* dataset = all.find("dataset");
  const Value* given = dataset == nullptr ? nullptr : dataset->find("ok_class");
  const auto* name = given == nullptr ? nullptr : given->get<std::string>();
  return name == nullptr ? std::string() : *name;
}

/// Whether the items of the first class have no defect type, and those of all others have one.
bool only_first_is_untyped(const TestPredictions& test) {
  bool all = !test.labels.empty(), any_first = false;
  for (std::size_t i = 0; i < test.labels.size(); ++i) {
    all = all && test.types[i].empty() == (test.labels[i] == 0);
    any_first = any_first || test.labels[i] == 0;
  }
  return all && any_first;
}

/// The average precision as the rounds log it.
double logged_precision(const TestPredictions& test, const ClassRoles& roles) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < roles.names.size(); ++k) {
    if (roles.only_defect() && roles.only_defect() != k) continue;
    const DetectionQuestion question = is_of_class(test, k);
    const double precision = mean_precision(detection_steps(question.scores, question.is_positive));
    if (std::isnan(precision)) continue;
    sum += precision;
    ++count;
  }
  return count == 0 ? kUndefined : sum / static_cast<double>(count);
}

void compare_with_log(const RunData& run, const TestPredictions& test, const ClassRoles& roles,
                      std::vector<std::string>& notes) {
  constexpr double kTolerance = 1e-6;
  const auto* logged = run.summary.rounds.find("average_precision");
  const double own = logged_precision(test, roles);
  if (logged == nullptr || logged->empty() || std::isnan(logged->back()) || std::isnan(own)) return;
  if (std::abs(logged->back() - own) <= kTolerance) return;
  notes.push_back(
      fmt::format("{}: run {} logged an average precision of {:.6f}, and its probabilities give {:.6f}: another class "
                  "may have counted as defect; the figures for quality assurance show the latter",
                  run.run.dataset, run.summary.header.run_id, logged->back(), own));
}

struct UsablePredictions {
  TestPredictions test;
  ClassRoles roles;
};

/// The predictions of a run; nothing, and a note, where they cannot be used.
std::optional<UsablePredictions> usable(const RunData& run, std::vector<std::string>& notes) {
  const auto left_out = [&](const std::string& why) {
    notes.push_back(fmt::format("{}: run {} is left out of the figures for quality assurance: {}", run.run.dataset,
                                run.summary.header.run_id, why));
  };
  try {
    TestPredictions test = run.predictions ? *run.predictions : read_final_predictions(run.run.file);
    const auto is_number = [](float value) { return std::isfinite(value); };
    if (test.items.empty()) {
      left_out("it has no test items");
    } else if (!std::ranges::all_of(test.probabilities.values, is_number)) {
      left_out("its last predictions are no numbers");
    } else {
      ClassRoles roles = class_roles(test, run.summary.header.config);
      return UsablePredictions{std::move(test), std::move(roles)};
    }
  } catch (const Error& error) {
    left_out(error.what());
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> ClassRoles::only_defect() const {
  if (names.size() != 2 || !ok) return std::nullopt;
  return 1 - *ok;
}

ClassRoles class_roles(const TestPredictions& test, const std::string& config) {
  ClassRoles roles{test.class_names, std::nullopt};
  const std::string given = configured_ok_class(config);
  if (given == "none") return roles;
  const auto named = std::ranges::find(roles.names, given);
  if (named != roles.names.end()) {
    roles.ok = static_cast<std::size_t>(named - roles.names.begin());
  } else if (roles.names.size() == 2 || roles.names.front() == "ok" || roles.names.front() == "good" ||
             only_first_is_untyped(test)) {
    roles.ok = 0;
  }
  return roles;
}

std::optional<TestResults> read_test_results(const Blocks& blocks, std::vector<std::string>& notes) {
  TestResults results{&blocks, {}, {}};
  for (const auto& of_strategy : blocks.runs) {
    auto& row = results.runs.emplace_back();
    for (const RunData* run : of_strategy) {
      auto& place = row.emplace_back();
      std::optional<UsablePredictions> found = usable(*run, notes);
      if (!found) continue;
      if (results.roles.names.empty()) results.roles = found->roles;
      if (found->roles.names != results.roles.names || found->roles.ok != results.roles.ok) {
        notes.push_back(
            fmt::format("{}: run {} is left out of the figures for quality assurance: its classes are not "
                        "those of the other runs",
                        blocks.dataset, run->summary.header.run_id));
        continue;
      }
      compare_with_log(*run, found->test, results.roles, notes);
      place = std::move(found->test);
    }
  }
  if (results.roles.names.empty()) return std::nullopt;
  return results;
}

std::vector<std::size_t> predicted_classes(const TestPredictions& test) {
  std::vector<std::size_t> predicted;
  for (std::size_t i = 0; i < test.probabilities.rows; ++i) predicted.push_back(argmax(test.probabilities.row(i)));
  return predicted;
}

DetectionQuestion is_of_class(const TestPredictions& test, std::size_t k) {
  DetectionQuestion question;
  for (std::size_t i = 0; i < test.labels.size(); ++i) {
    question.scores.push_back(test.probabilities.at(i, k));
    question.is_positive.push_back(test.labels[i] == k ? 1 : 0);
  }
  return question;
}

DetectionQuestion has_defect(const TestPredictions& test, const ClassRoles& roles) {
  if (const auto defect = roles.only_defect()) return is_of_class(test, *defect);
  DetectionQuestion question = is_of_class(test, *roles.ok);
  for (double& score : question.scores) score = 1 - score;
  for (std::uint8_t& positive : question.is_positive) positive = 1 - positive;
  return question;
}

std::vector<WrongItem> most_wrong(const TestPredictions& test, std::size_t count) {
  const std::vector<std::size_t> predicted = predicted_classes(test);
  std::vector<WrongItem> wrong;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    if (predicted[i] != test.labels[i])
      wrong.push_back({i, test.labels[i], predicted[i], test.probabilities.at(i, predicted[i])});
  }
  std::ranges::stable_sort(wrong, std::greater<>(), &WrongItem::probability);
  if (wrong.size() > count) wrong.resize(count);
  return wrong;
}

}  // namespace xil
