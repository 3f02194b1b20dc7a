#include "experiments/runner/source_check.h"

#include <fmt/format.h>

#include <set>

#include "experiments/sweep/catalog.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "experiments/sweep/source_key.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/store/files/sweep_store.h"

namespace xil {
namespace {

/// The largest number of splits of other seeds that are dealt again.
constexpr std::size_t kMostPastSplits = 4;

/// Two runs with the same key must have the same digest of their split: wherever their files lie, packed or not.
std::string split_key(const RunParams& run) {
  Value params = without_later_defaults(run.dataset);
  for (const std::string_view place : kPlaceKeys) params.erase(place);
  return sha256(fmt::format("{} {} {}", run.dataset.name, to_json(params), run.split_stream())).substr(0, 16);
}

[[noreturn]] void refuse_changed(const std::filesystem::path& out, const RunParams& run, std::string_view what,
                                 const std::string& earlier, const std::string& now) {
  fail(
      "dataset '{}' is not what earlier runs in {} used ({}: digest {}, now {}): restore its files, then add "
      "--retry-failed, or give the changed set another --out",
      run.dataset.name, out.string(), what, earlier.substr(0, 12), now.substr(0, 12));
}

void hold_to(const std::filesystem::path& out, const RunParams& run, std::string_view what, const std::string& key,
             const std::string& digest) {
  if (const auto earlier = conflicting_digest(out, key, digest)) refuse_changed(out, run, what, *earlier, digest);
}

/// The dataset with the split of another run; null if it can no longer be dealt, from which nothing follows.
std::shared_ptr<const Dataset> dealt_again(RunEnvironment& environment, const RunParams& run) try {
  return environment.dataset(run);
} catch (const Error&) {
  return nullptr;
}

/// The runs of all sweeps that the folder keeps; empty if one of them cannot be read.
RunList frozen_runs(const std::filesystem::path& out) try {
  return read_known_runs(out, catalog());
} catch (const Error&) {
  return {};
}

/// Compares the present set with the splits of runs that earlier versions of xil have made.
void check_past_splits(const std::filesystem::path& out, RunEnvironment& environment, const RunParams& run,
                       const std::string& source) {
  std::set<std::string> seen = {split_key(run)};
  for (const RunParams& other : frozen_runs(out)) {
    const std::string key = split_key(other);
    if (seen.size() > kMostPastSplits) return;
    if (source_key(other.dataset) != source || seen.contains(key)) continue;
    const auto earlier = fixed_digest(out, key);
    if (!earlier) continue;
    seen.insert(key);
    RunParams here = other;
    for (const std::string_view place : kPlaceKeys) {  // uses the present place of the files
      if (const Value* now = run.dataset.params.find(place)) here.dataset.params.set(place, *now);
    }
    const auto dataset = dealt_again(environment, here);
    if (dataset && dataset->info().digest != *earlier) {
      refuse_changed(out, run, fmt::format("with split_seed {}", other.split_stream()), *earlier,
                     dataset->info().digest);
    }
  }
}

}  // namespace

CheckedDataset checked_dataset(const std::filesystem::path& out, RunEnvironment& environment, const RunParams& run) {
  const std::string source = source_key(run.dataset), digest = environment.source_digest(run);
  if (!digest.empty()) {
    if (!fixed_digest(out, source)) check_past_splits(out, environment, run, source);
    hold_to(out, run, "the whole set", source, digest);
  }
  CheckedDataset checked{environment.dataset(run), digest};
  hold_to(out, run, "this split", split_key(run), checked.dataset->info().digest);
  return checked;
}

}  // namespace xil
