#include "experiments/planning/folder_facts.h"

#include <algorithm>

#include "experiments/planning/set_record.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/catalogue/foreign_run.h"
#include "framework/store/recorded/run_facts.h"

namespace xil {
namespace {

/// What was read of a run file, with what follows from the run's parameters.
RunFacts facts_in(const RunReading& reading, const RunParams& run, const Catalog& catalog) {
  RunFacts facts = reading.facts;
  facts.undefined = undefined_ones(reading.summary.rounds, metrics_asked_for(run));
  if (!is_known_component(run, "strategy")) return facts;  // what it judges and corrects is not known
  const RunFacts parameters = facts_of(run, catalog.traits(run.strategy));
  facts.judges = parameters.judges;
  facts.corrects = parameters.corrects;
  facts.verdict = parameters.verdict;
  return facts;
}

bool says_anything(const WatchedRun& run) { return !run.unread.empty() || !warnings_of(run.facts).empty(); }

}  // namespace

std::vector<Warning> folder_warnings(const std::filesystem::path& out, const Sweep& sweep,
                                     std::span<const std::size_t> complete, const Catalog& catalog, FileOrigin origin) {
  std::vector<std::string> ids;
  for (const std::size_t run : complete) ids.push_back(sweep.run_ids[run]);
  return folder_warnings(out, sweep, complete, catalog, KeptReadings(out).read(ids, origin));
}

std::vector<Warning> folder_warnings(const std::filesystem::path& out, const Sweep& sweep,
                                     std::span<const std::size_t> complete, const Catalog& catalog,
                                     std::span<const ReadRun> readings) {
  std::vector<WatchedRun> watched;
  for (std::size_t i = 0; i < complete.size(); ++i) {
    const auto& reading = readings[i].reading;
    watched.push_back({"", "", sweep.run_ids[complete[i]],
                       reading ? facts_in(*reading, sweep.runs[complete[i]], catalog) : RunFacts(),
                       readings[i].refusal});
  }
  const SetRecords records = read_set_records(out);
  if (records.empty() && std::ranges::none_of(watched, says_anything)) return {};  // labels take time
  const std::vector<LabelledRun> labels =
      label_runs(sweep.runs, std::vector<std::filesystem::path>(sweep.runs.size()), sweep.labels);
  for (std::size_t i = 0; i < complete.size(); ++i) {
    watched[i].dataset = labels[complete[i]].dataset;
    watched[i].strategy = labels[complete[i]].strategy;
  }
  std::vector<Warning> warnings = set_warnings(sweep, labels, records);
  for (Warning& warning : run_warnings(watched)) warnings.push_back(std::move(warning));
  return warnings;
}

}  // namespace xil
