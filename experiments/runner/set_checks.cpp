#include "experiments/runner/set_checks.h"

#include <cstdio>
#include <set>
#include <string>

#include "experiments/command_line/console.h"
#include "experiments/planning/set_record.h"

namespace xil {

void check_sets(const SweepTarget& target, std::span<const std::size_t> to_do, RunEnvironment& environment) {
  const SetRecords known = read_set_records(target.out);
  std::set<std::string> seen;
  for (const std::size_t index : to_do) {
    const RunParams& run = target.sweep.runs[index];
    const std::string key = set_key(run.dataset);
    if (!seen.insert(key).second) continue;
    const auto before = known.find(key);
    const auto record = environment.look_at_set(run, before == known.end() ? nullptr : &before->second);
    if (!record) continue;
    keep_set_record(target.out, key, *record);
    for (const std::string& finding : record->findings) say("warning: {}: {}\n", run.dataset.name, finding);
  }
  std::fflush(stdout);
}

}  // namespace xil
