#include "experiments/runner/torch_run_environment.h"

#include <fmt/format.h>

#include "experiments/data/dataset_source.h"
#include "experiments/data/feature_files.h"
#include "experiments/data/set_glance.h"
#include "framework/core/base/threads.h"
#include "framework/nn/learner/torch_learner.h"

namespace xil {
namespace {

class TorchRunEnvironment final : public RunEnvironment {
 public:
  TorchRunEnvironment(const std::filesystem::path& features, std::string device)
      : device_(std::move(device)), features_(features), datasets_(node_cache()) {}

  std::shared_ptr<const Dataset> dataset(const RunParams& run) override {
    return datasets_.get(run.dataset, run.split_stream());
  }
  std::string source_digest(const RunParams& run) override { return datasets_.source_digest(run.dataset); }
  std::optional<SetRecord> look_at_set(const RunParams& run, const SetRecord* known) override {
    return glance_at(run.dataset, run.split_stream(), datasets_, known);
  }
  std::unique_ptr<Learner> learner(const RunParams& run, const Dataset& dataset) override {
    return make_torch_learner(run, dataset, device_, &features_);
  }
  std::string device() const override { return device_; }
  std::vector<std::pair<std::string, std::string>> provenance() const override { return {{"torch", torch_version()}}; }

 private:
  std::string device_;
  FeatureFiles features_;
  DatasetSource datasets_;  ///< shared by runs of one dataset and split
};

}  // namespace

void prepare_torch_for(std::int64_t threads, bool warn) {
  const std::size_t cores = usable_cores();
  if (warn && threads > static_cast<std::int64_t>(cores)) {
    fmt::print(
        stderr,
        "warning: {} threads are asked for, and this process may use {} core{}: that is slower than threads={}\n",
        threads, cores, cores == 1 ? "" : "s", cores);
  }
  prepare_torch(static_cast<int>(threads));
}

std::unique_ptr<RunEnvironment> make_torch_run_environment(const std::filesystem::path& features,
                                                           const std::string& device) {
  return std::make_unique<TorchRunEnvironment>(features, device);
}

}  // namespace xil
