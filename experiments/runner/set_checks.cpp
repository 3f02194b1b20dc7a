#include "experiments/runner/set_checks.h"

#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/command_line/console.h"
#include "experiments/planning/expected_marks.h"
#include "experiments/planning/set_record.h"
#include "experiments/sweep/catalog.h"
#include "framework/loop/set_demands.h"

namespace xil {
namespace {

/// The runs on each set, in the order of the first of each; by set_key(). Of runs that differ in their seeds only, the
/// first.
std::vector<std::pair<std::string, std::vector<RunParams>>> runs_by_set(const RunList& all,
                                                                        std::span<const std::size_t> to_do) {
  std::vector<std::pair<std::string, std::vector<RunParams>>> sets;
  std::map<std::string, std::size_t> places;
  std::set<std::size_t> seen;
  for (const std::size_t index : to_do) {
    if (!seen.insert(all.group(index)).second) continue;
    RunParams run = all[index];
    const auto [place, fresh] = places.try_emplace(set_key(run.dataset), sets.size());
    if (fresh) sets.push_back({place->first, {}});
    sets[place->second].second.push_back(std::move(run));
  }
  return sets;
}

/// Refuses what only the set itself tells to be impossible. Loads it if a run asks anything of it.
void check_demands(const std::vector<RunParams>& runs, const Catalog& all, RunEnvironment& environment) {
  std::shared_ptr<const Dataset> dataset;  // splits of one set have pools of one size
  for (const RunParams& run : runs) {
    const StrategyTraits traits = all.traits(run.strategy);
    if (run.oracle.class_regions.empty() && traits.explained == 0) continue;
    if (dataset == nullptr) dataset = environment.dataset(run);
    check_set_demands(run, traits, *dataset);
  }
}

}  // namespace

void check_sets(const SweepTarget& target, std::span<const std::size_t> to_do, RunEnvironment& environment) {
  const SetRecords known = read_set_records(target.out);
  const Catalog all = catalog();
  for (const auto& [key, runs] : runs_by_set(target.sweep.runs, to_do)) {
    const auto before = known.find(key);
    const SetRecord* kept = before == known.end() ? nullptr : &before->second;
    const auto record = environment.look_at_set(runs.front(), kept);
    for (const RunParams& run : runs) check_loss_regions(run, all.traits(run.strategy), record ? &*record : kept);
    check_demands(runs, all, environment);
    if (!record) continue;
    keep_set_record(target.out, key, *record);
    for (const std::string& finding : record->findings) say("warning: {}: {}\n", runs.front().dataset.name, finding);
  }
  std::fflush(stdout);
}

}  // namespace xil
