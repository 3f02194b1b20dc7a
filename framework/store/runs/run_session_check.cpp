#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "framework/core/base/printable.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_tables.h"

// What the values of /session and /replay must be.
namespace xil {
namespace {

using Sentences = std::vector<std::string>;

constexpr std::size_t kMostNoteBytes = 8000;  // 2000 characters of at most four bytes
constexpr std::size_t kMostNameBytes = 256;

/// What the rows of a session refer to.
struct Setting {
  std::size_t items = 0, classes = 0, pixels = 0;
  double last_round = 0;

  explicit Setting(hid_t file) {
    const TableReader pictures(file, "saliency");
    items = TableReader(file, "items").shape("id").at(0);
    classes = TableReader(file, "test").texts("class").size();
    pixels = pictures.shape("y").at(0) * pictures.shape("x").at(0);
    last_round = read_rounds(file).find("round")->back();
  }
  bool has_round(std::int64_t round) const { return round >= 0 && static_cast<double>(round) <= last_round; }
  bool has_class(std::int64_t label) const { return label >= 0 && static_cast<std::size_t>(label) < classes; }
};

bool is_duration(double seconds) { return std::isfinite(seconds) && seconds >= 0; }

/// Adds a sentence about the first row that is not good.
template <class Record, class IsGood>
void expect(const std::vector<Record>& rows, std::string_view table, std::string_view bad, IsGood&& is_good,
            Sentences& problems) {
  const auto found = std::ranges::find_if_not(rows, is_good);
  if (found != rows.end())
    problems.push_back(fmt::format("/session/{}: row {} has {}.", table, found - rows.begin(), bad));
}

template <class Record>
void check_places(const std::vector<Record>& rows, std::string_view table, const Setting& setting,
                  Sentences& problems) {
  expect(
      rows, table, "an item that /items does not have", [&](const Record& row) { return row.item < setting.items; },
      problems);
  expect(
      rows, table, "a round that the run does not have",
      [&](const Record& row) { return setting.has_round(row.round); }, problems);
}

bool is_value_of(const SessionEvent& event, const Setting& setting) {
  constexpr std::int64_t kMostCode = 255;
  switch (event.action) {
    case SessionAction::Label:
    case SessionAction::Answer:
      return setting.has_class(event.value);
    case SessionAction::Reasons:
      return 0 <= event.value && event.value <= kMostCode;
    case SessionAction::Stroke:
      return 0 <= event.value && static_cast<std::size_t>(event.value) <= setting.pixels;
    case SessionAction::MapSwitch:
      return event.value == 0 || event.value == 1;
    default:
      return true;
  }
}

void check_events(const std::vector<SessionEvent>& events, const Setting& setting, Sentences& problems) {
  check_places(events, "events", setting, problems);
  expect(
      events, "events", "a time that is negative or not finite",
      [](const SessionEvent& event) {
        return is_duration(event.time_unix) && is_duration(event.active_s) && is_duration(event.idle_s);
      },
      problems);
  expect(
      events, "events", "a value that its action cannot have",
      [&](const SessionEvent& event) { return is_value_of(event, setting); }, problems);
}

void check_answers(const std::vector<SessionAnswer>& answers, const Setting& setting, Sentences& problems) {
  check_places(answers, "answers", setting, problems);
  expect(
      answers, "answers", "a class that the run does not have, or a label for an item that was set aside",
      [&](const SessionAnswer& answer) {
        const bool labelled = setting.has_class(answer.given_label);
        const bool set_aside = answer.given_label == kNoLabel;
        if (!setting.has_class(answer.predicted)) return false;
        if (answer.comparison) return labelled || set_aside;  // nothing was asked
        return answer.verdict == Verdict::Unsure ? set_aside : labelled;
      },
      problems);
  expect(
      answers, "answers", "a time that is negative or not finite",
      [](const SessionAnswer& answer) {
        return is_duration(answer.look_s) && is_duration(answer.reasons_s) && is_duration(answer.region_s) &&
               is_duration(answer.idle_s);
      },
      problems);
  expect(
      answers, "answers", "fewer than no strokes", [](const SessionAnswer& answer) { return answer.strokes >= 0; },
      problems);
  expect(
      answers, "answers", fmt::format("a note of more than {} bytes, or one that is not UTF-8", kMostNoteBytes),
      [](const SessionAnswer& answer) { return answer.note.size() <= kMostNoteBytes && is_utf8(answer.note); },
      problems);
}

using Place = std::pair<std::int64_t, ItemId>;

/// The answers that count, by round and item; two of one place are a problem.
std::map<Place, const SessionAnswer*> counted(const std::vector<SessionAnswer>& answers, Sentences& problems) {
  std::map<Place, const SessionAnswer*> found;
  for (const SessionAnswer& answer : answers) {
    if (answer.practice || answer.comparison) continue;
    if (!found.emplace(Place(answer.round, answer.item), &answer).second && problems.empty())
      problems.push_back(
          fmt::format("/session/answers has two answers for item {} in round {}.", answer.item, answer.round));
  }
  return found;
}

void check_looks(const std::vector<SessionAnswer>& answers, const std::vector<ShownRecord>& looks,
                 Sentences& problems) {
  auto unseen = counted(answers, problems);
  const auto due = unseen;
  for (const ShownRecord& look : looks) {
    const auto found = due.find({look.round, look.item});
    if (found == due.end()) continue;
    unseen.erase(found->first);
    const SessionAnswer& answer = *found->second;
    if (look.given_label == answer.given_label && look.verdict == answer.verdict && look.predicted == answer.predicted)
      continue;
    return problems.push_back(fmt::format("/session/answers and /shown differ on item {} in round {}: {} {} and {} {}.",
                                          look.item, look.round, answer.given_label, enum_name(answer.verdict),
                                          look.given_label, enum_name(look.verdict)));
  }
  if (!unseen.empty())
    problems.push_back(
        fmt::format("/session/answers has an answer for item {} in round {}, and /shown has no such look.",
                    unseen.begin()->first.second, unseen.begin()->first.first));
}

bool is_line(const QuestionnaireLine& line) {
  const QuestionnaireScale* scale = find_scale(line.scale);
  if (scale == nullptr || std::ranges::count(scale->questions, line.name) == 0) return false;
  return std::isnan(line.value) || (scale->least <= line.value && line.value <= scale->most);
}

/// Flags are 0 or 1, and what was not drawn has no pixels.
void check_drawn(const TableReader& answers, const std::string& name, Sentences& problems) {
  const auto drew = answers.column<std::uint8_t>("drew_" + name);
  const auto bytes = answers.column<std::uint8_t>(name);
  const std::size_t size = drew.empty() ? 0 : bytes.size() / drew.size();
  for (std::size_t i = 0; i < drew.size(); ++i) {
    const auto row = std::span(bytes).subspan(i * size, size);
    const bool empty = std::ranges::all_of(row, [](std::uint8_t byte) { return byte == 0; });
    if (drew[i] == 1 || (drew[i] == 0 && empty)) continue;
    return problems.push_back(fmt::format("{}: row {} has pixels that nobody drew, or a flag that is neither 0 nor 1.",
                                          answers.path_of(name), i));
  }
}

}  // namespace

std::vector<std::string> problems_of(hid_t file, const Session& session) {
  Sentences problems;
  const Setting setting(file);
  if (session.expert.size() > kMostNameBytes || !is_utf8(session.expert))
    problems.push_back(fmt::format("/session/expert has more than {} bytes or is not UTF-8.", kMostNameBytes));
  check_events(session.events, setting, problems);
  check_answers(session.answers, setting, problems);
  check_looks(session.answers, read_shown_table(TableReader(file, "shown"), schema_of(file)), problems);
  expect(session.questionnaire, "questionnaire", "a question or a value that its scale does not have", is_line,
         problems);
  return problems;
}

std::vector<std::string> problems_of(const ReplayShare& share) {
  Sentences problems;
  if (share.session.size() > kMostNameBytes || !is_printable(share.session))
    problems.emplace_back("/replay/session is no run id.");
  for (const std::int64_t part : {share.answered, share.label_only, share.simulated}) {
    if (part >= 0 && part <= share.asked) continue;
    problems.push_back(fmt::format("/replay counts {} of {} looks.", part, share.asked));
    break;
  }
  return problems;
}

void check_sessions(hid_t file, Sentences& problems) {
  const auto add = [&](Sentences more) { problems.insert(problems.end(), more.begin(), more.end()); };
  if (const auto session = read_session(file, false)) {
    add(problems_of(file, *session));
    const TableReader answers(TableReader(file, kSessionGroup), "answers");
    check_drawn(answers, "defect", problems);
    check_drawn(answers, "wrong", problems);
  }
  if (const auto share = read_replay(file)) add(problems_of(*share));
}

}  // namespace xil
