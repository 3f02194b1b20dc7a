#include "analysis/results/run_warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "framework/core/base/json_value.h"

namespace xil {
namespace {

constexpr std::size_t kMostNamed = 6;

/// Runs of which the same is to be said.
struct SameWarning {
  std::vector<const WatchedRun*> runs;
  std::optional<std::pair<double, double>> shares;  ///< the least and the greatest
};

std::string some_names(const std::vector<std::string>& names) {
  if (names.size() <= kMostNamed) return fmt::format("{}", fmt::join(names, ", "));
  const auto first = names.begin();
  return fmt::format("{} and {} more", fmt::join(first, first + kMostNamed, ", "), names.size() - kMostNamed);
}

using Key = std::tuple<WarningKind, std::string, std::string>;  // kind, data set, what

std::map<Key, SameWarning> same_warnings(std::span<const WatchedRun> runs) {
  std::map<Key, SameWarning> groups;
  for (const WatchedRun& run : runs) {
    if (!run.unread.empty()) {
      groups[{WarningKind::Unreadable, run.dataset, "their files cannot be read, the first because: "}].runs.push_back(
          &run);
      continue;
    }
    for (const RunWarning& warning : warnings_of(run.facts)) {
      SameWarning& group = groups[{warning.kind, run.dataset, warning.what}];
      group.runs.push_back(&run);
      if (!warning.share) continue;
      if (!group.shares) group.shares = {*warning.share, *warning.share};
      group.shares->first = std::min(group.shares->first, *warning.share);
      group.shares->second = std::max(group.shares->second, *warning.share);
    }
  }
  return groups;
}

}  // namespace

Warning warning_about(WarningKind kind, std::span<const WatchedRun* const> runs, std::size_t of, std::string what) {
  Warning warning{kind, std::move(what), std::string(remedy_of(kind)), runs.front()->dataset, {}, {}, of};
  std::set<std::string> strategies;
  for (const WatchedRun* run : runs) {
    strategies.insert(run->strategy);
    warning.run_ids.push_back(run->run_id);
  }
  warning.strategies.assign(strategies.begin(), strategies.end());
  return warning;
}

std::vector<Warning> run_warnings(std::span<const WatchedRun> runs) {
  std::map<std::string, std::size_t> of_dataset;
  for (const WatchedRun& run : runs) ++of_dataset[run.dataset];
  std::vector<Warning> warnings;
  for (const auto& [key, group] : same_warnings(runs)) {
    const auto& [kind, dataset, what] = key;
    std::string text = what;
    if (kind == WarningKind::Unreadable) text += group.runs.front()->unread;
    if (group.shares) text.replace(text.find("{}"), 2, percent_text(group.shares->first, group.shares->second));
    warnings.push_back(warning_about(kind, group.runs, of_dataset.at(dataset), std::move(text)));
  }
  return warnings;
}

std::string where_of(const Warning& warning) {
  if (warning.of == 0) return warning.dataset;
  std::string text = fmt::format("{} of {} run{}", warning.run_ids.size(), warning.of, warning.of == 1 ? "" : "s");
  if (!warning.dataset.empty()) text += " on " + warning.dataset;
  if (!warning.strategies.empty()) text += fmt::format(" ({})", some_names(warning.strategies));
  return text;
}

std::string sentence_of(const Warning& warning) {
  return fmt::format("{}: {}; {}", where_of(warning), warning.what, warning.mend);
}

Value warning_json(const Warning& warning) {
  return Value(Value::Map{{"kind", json_value(warning.kind)},
                          {"dataset", text_or_null(warning.dataset)},
                          {"strategies", json_value(warning.strategies)},
                          {"runs", json_value(warning.run_ids.size())},
                          {"of", json_value(warning.of)},
                          {"run_ids", json_value(warning.run_ids)},
                          {"what", Value(warning.what)},
                          {"mend", Value(warning.mend)}});
}

}  // namespace xil
