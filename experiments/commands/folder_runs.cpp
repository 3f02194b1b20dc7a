#include "experiments/commands/folder_runs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <sstream>

#include "analysis/quality/quality.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/chosen_runs.h"
#include "experiments/planning/asked_tests.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_identity.h"
#include "experiments/sweep/source_conflicts.h"
#include "framework/core/base/error.h"

namespace xil {

namespace {

std::vector<LabelledRun> chosen(const FolderRuns& all, bool complete) {
  std::vector<LabelledRun> runs;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    if (all.is_complete(i) == complete) runs.push_back(all.labelled[i]);
  }
  return runs;
}

/// Only what is read as a run file of its own name may stand under a run's name.
void refuse_foreign_files(FolderRuns& runs, const Catalog& all, ReadingDepth depth) {
  const std::vector<std::size_t> complete = complete_runs(runs.progress);
  std::vector<std::string> ids;
  for (const std::size_t i : complete) ids.push_back(runs.folder.runs.run_ids[i]);
  runs.readings = KeptReadings(runs.folder.path).read(ids, FileOrigin::Unknown, depth);
  for (std::size_t k = 0; k < complete.size(); ++k) {
    const std::size_t i = complete[k];
    const ReadRun& read = runs.readings[k];
    try {
      require(read.reading.has_value(), "{}", read.refusal);
      require_run(runs.labelled[i].file, read.reading->summary.header, runs.folder.runs.runs[i], all);
    } catch (const Error& error) {
      runs.refused.emplace(i, error.what());
    }
  }
}

/// Digests of sources by run id.
std::map<std::string, std::string> sources_of(const FolderRuns& runs) {
  std::map<std::string, std::string> sources;
  const std::vector<std::size_t> complete = complete_runs(runs.progress);
  for (std::size_t k = 0; k < complete.size(); ++k) {
    if (const auto& reading = runs.readings[k].reading)
      sources[runs.folder.runs.run_ids[complete[k]]] = reading->source;
  }
  return sources;
}

FolderRuns read_sound_runs(const Arguments& arguments, ReadingDepth depth) {
  const Catalog all = catalog();
  const RunChoice choice(arguments);
  const std::filesystem::path out = results_folder(arguments.positional.front(), all);
  FolderRuns runs{read_out_folder(out, all), {}, {}, {}, {}};
  runs.labelled = label_folder(runs.folder);
  const std::size_t all_runs = runs.labelled.size();
  leave_out(runs.folder, runs.labelled, choice);
  if (runs.labelled.size() < all_runs)
    runs.why_fewer = fmt::format("{} of the folder's {} runs were left out by --only or --exclude",
                                 all_runs - runs.labelled.size(), all_runs);
  runs.progress = read_status(out, runs.folder.runs, all);
  refuse_foreign_files(runs, all, depth);
  require(runs.progress.count(RunStatus::Complete) > 0, "{}: no run is complete yet ({})", out.string(),
          counts_text(runs.progress));
  if (!runs.refused.empty() && runs.complete().empty()) fail("{}", runs.refused.begin()->second);
  std::set<std::string> unread;
  for (const auto& [index, why] : runs.refused) unread.insert(runs.folder.runs.run_ids[index]);
  const std::map<std::string, std::string> sources = sources_of(runs);
  const auto conflicts = source_conflicts(out, runs.folder.runs, unread, &sources);
  require(conflicts.empty(), "{}: {}", out.string(), fmt::join(conflicts, "; "));
  return runs;
}

}  // namespace

std::vector<double> false_alarm_rates(const Arguments& arguments) {
  const auto given = arguments.value("false-alarms");
  if (!given) return QualityOptions().false_alarms;
  std::set<double> rates;
  std::istringstream words(*given + ",");
  for (std::string word; std::getline(words, word, ',');) {
    double rate = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), rate);
    refuse_unless(read.ec == std::errc{} && read.ptr == word.data() + word.size() && rate > 0 && rate < 1,
                  "--false-alarms takes shares between 0 and 1 with commas between, such as .01,.05, not '{}'", *given);
    rates.insert(rate);
  }
  constexpr std::size_t kMost = 8;
  refuse_unless(rates.size() <= kMost, "--false-alarms takes at most {} shares, not {}", kMost, rates.size());
  return {rates.begin(), rates.end()};
}

std::vector<PublishedRow> published_rows(const FolderRuns& all, std::string_view metric) {
  std::map<std::string, const LabelledRun*> by_id;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) by_id[all.folder.runs.run_ids[i]] = &all.labelled[i];
  std::vector<PublishedRow> rows;
  for (const PublishedValue& value : all.folder.runs.published) {
    if (!metric.empty() && value.metric != metric) continue;
    std::set<std::pair<std::string, std::string>> conditions;
    for (const std::string& id : value.run_ids) {
      const auto run = by_id.find(id);
      if (run != by_id.end()) conditions.emplace(run->second->dataset, run->second->strategy);
    }
    for (const auto& [dataset, strategy] : conditions)
      rows.push_back({dataset, strategy, value.metric, value.value, value.deviation, value.source});
  }
  return rows;
}

namespace {

/// Whether the run was finished, and its file was removed since: an attempt that came later shows it, or that there is
/// none.
bool was_removed(const RunState& state, bool is_there) {
  for (std::size_t i = 0; i < state.attempts.size(); ++i) {
    if (state.attempts[i].state != AttemptState::Complete) continue;
    const double end = std::floor(state.attempts[i].started_unix + state.attempts[i].seconds);
    const auto later =
        std::ranges::subrange(state.attempts.begin() + static_cast<std::ptrdiff_t>(i) + 1, state.attempts.end());
    if (!is_there || std::ranges::any_of(later, [&](const Attempt& one) { return one.started_unix >= end; }))
      return true;
  }
  return false;
}

}  // namespace

std::vector<AskedTest> asked_tests_of(const FolderRuns& all) {
  std::vector<AskedState> states;
  std::vector<std::string> known(all.labelled.size());
  std::vector<std::uint8_t> removed;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    const bool is_complete = all.is_complete(i);
    const bool failed = all.progress.states[i].status == RunStatus::Failed || all.refused.contains(i);
    const RunState& state = all.progress.states[i];
    removed.push_back(was_removed(state, state.status == RunStatus::Complete) ? 1 : 0);
    states.push_back(is_complete ? AskedState::Complete : failed ? AskedState::Failed : AskedState::Absent);
  }
  const std::vector<std::size_t> places = complete_runs(all.progress);
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (all.is_complete(places[k])) known[places[k]] = known_sweeps_of(all.readings[k].reading->summary.header);
  }
  return asked_tests(all.folder.frozen, {all.folder.runs.run_ids, all.labelled, states, known, removed, all.why_fewer});
}

std::vector<LabelledRun> FolderRuns::complete() const { return chosen(*this, true); }
std::vector<LabelledRun> FolderRuns::incomplete() const { return chosen(*this, false); }

std::vector<RunData> FolderRuns::data() const {
  std::vector<RunData> all;
  const std::vector<std::size_t> places = complete_runs(progress);
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (!is_complete(places[k])) continue;
    const RunReading& reading = *readings[k].reading;
    const LabelledRun& run = labelled[places[k]];
    const bool has_session = !run.expert.empty() && reading.unread.empty();  // whose tables a child has tried
    all.push_back({run, reading.summary, reading.shown, reading.start,
                   has_session ? read_session_summary(run.file) : std::nullopt, reading.classes, reading.predictions});
  }
  return all;
}

Missing missing_policy(const Arguments& arguments) {
  const auto missing = arguments.value("missing");
  refuse_unless(!missing || *missing == "drop" || *missing == "error", "--missing takes error or drop, not '{}'",
                missing.value_or(""));
  return missing && *missing == "drop" ? Missing::Drop : Missing::Error;
}

FolderRuns read_folder_runs(const Arguments& arguments) {
  FolderRuns runs = read_sound_runs(arguments, ReadingDepth::Rounds);
  if (!runs.refused.empty()) fail("{}", runs.refused.begin()->second);
  return runs;
}

FolderRuns read_drawable_runs(const Arguments& arguments) {
  return read_sound_runs(arguments, ReadingDepth::Everything);
}

int tell_refused(const FolderRuns& all) {
  for (const auto& [index, why] : all.refused) say_to(stderr, "xil: error: {}\n", why);
  return all.refused.empty() ? 0 : 1;
}

}  // namespace xil
