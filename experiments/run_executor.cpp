#include "experiments/run_executor.h"

#include <fmt/format.h>

#include <fstream>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/loop/interactive_loop.h"
#include "framework/loop/simulated_expert.h"
#include "framework/loop/stopwatch.h"
#include "framework/nn/torch_learner.h"
#include "framework/store/provenance.h"
#include "framework/store/run_file_writer.h"
#include "framework/store/run_state.h"
#include "framework/store/sweep_store.h"
#include "strategies/registry.h"

namespace xil {
namespace {

/// The run's log: lines with the seconds since its start. Losing one is no reason to lose the run.
class LogFile {
 public:
  explicit LogFile(const std::filesystem::path& file) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    stream_.open(file, std::ios::app);
  }
  void line(const std::string& text) { stream_ << fmt::format("{:8.1f} s  {}\n", watch_.seconds(), text) << std::flush; }

 private:
  Stopwatch watch_;
  std::ofstream stream_;
};

RunHeader header_of(const RunParams& run, const std::string& run_id, const std::string& device) {
  RunHeader header;
  header.run_id = run_id;
  header.config = to_json(to_config(run));
  header.dataset = run.dataset.name;
  header.strategy = run.strategy.name;
  header.model = run.model.name;
  header.explainer = run.explainer.name;
  header.seed = run.seed;
  header.provenance = provenance();
  header.provenance.emplace_back("torch", torch_version());
  header.provenance.emplace_back("device", device);
  header.provenance.emplace_back("threads", std::to_string(run.threads));
  return header;
}

/// What two runs must agree on to be held to one digest: wherever their files lie, packed or not.
std::string content_of(const RunParams& run) {
  Value params = run.dataset.params;
  for (const std::string_view place : kPlaceKeys) params.erase(place);
  return fmt::format("{} {} {}", run.dataset.name, to_json(params), run.split_stream());
}

}  // namespace

RunExecutor::RunExecutor(Place place)
    : place_(std::move(place)), journal_(place_.out), features_(place_.out / "features"), datasets_(node_cache()) {}

std::shared_ptr<const Dataset> RunExecutor::dataset_of(const RunParams& run) {
  auto dataset = datasets_.get(run.dataset, run.split_stream());
  const std::string& digest = dataset->info().digest;
  const auto earlier = conflicting_digest(place_.out, sha256(content_of(run)).substr(0, 16), digest);
  require(!earlier, "dataset '{}' is not what earlier runs in {} used (digest {}, now {}): restore its files or give "
                    "another --out",
          run.dataset.name, place_.out.string(), earlier.value_or("").substr(0, 12), digest.substr(0, 12));
  return dataset;
}

void RunExecutor::carry_out(const RunParams& run, const std::string& run_id, const ProgressSink& progress) {
  LogFile log(place_.out / "logs" / (run_id + ".log"));
  log.line(fmt::format("start {} on {} rank {}: {}", run_id, place_.device, place_.rank, to_json(to_config(run))));
  const auto shared = dataset_of(run);
  const Dataset& dataset = *shared;
  for (const std::string& note : dataset.info().notes) log.line("note: " + note);
  const auto strategy = make_strategy(run.strategy);
  const auto learner = make_torch_learner(run, dataset, place_.device, &features_);
  for (const std::string& note : learner->notes()) log.line("note: " + note);
  const SimulatedExpert expert(dataset, run.oracle, run.oracle_stream());
  RunWriterOptions options;
  options.note = [&](const std::string& sentence) { log.line(sentence); };
  if (run.models != ModelRetention::None) options.models = place_.out / "models";
  RunFileWriter writer(header_of(run, run_id, place_.device), options);
  run_loop({run, dataset, *strategy, expert, *learner, writer}, [&](std::int64_t done, std::int64_t total) {
    log.line(fmt::format("round {} of {} done", done - 1, total - 1));
    progress(done, total);
  });
  writer.commit(run_file_path(place_.out, run_id));
  log.line("complete");
}

WorkOutcome RunExecutor::execute(const RunParams& run, const std::string& run_id, const ProgressSink& progress) {
  const Stopwatch watch;
  journal_.started(run_id, place_.rank);
  try {
    carry_out(run, run_id, progress);
  } catch (const std::exception& error) {
    const std::string message = error.what();
    const std::string reason = message.substr(0, message.find('\n'));
    journal_.failed(run_id, place_.rank, watch.seconds(), reason);
    return {false, reason};
  }
  journal_.finished(run_id, place_.rank, watch.seconds());
  return {};
}

}  // namespace xil
