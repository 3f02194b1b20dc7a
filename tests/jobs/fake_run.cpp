#include <signal.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "experiments/command_line/job_end.h"
#include "experiments/runner/stop_signals.h"
#include "experiments/runner/sweep_runner.h"
#include "framework/core/base/error.h"
#include "tests/support/fakes.h"

// `xil-run run` with fakes instead of pictures and networks, so that a run takes milliseconds: everything else, from
// MPI to HDF5, is real. The environment says how long a round takes (XIL_FAKE_ROUND_MS) and where a run breaks
// (XIL_FAKE_FAULT = "SEED ROUND WHAT", WHAT one of segv, kill, abort, throw, hang, spin, and hang_explain: in an
// explanation). With XIL_FAKE_ONCE, a file that is made then, it breaks once only. With XIL_FAKE_DRIFT it calculates as
// another type of processor might.
namespace xil {
namespace {

struct Fault {
  std::int64_t seed = -1;
  std::uint32_t round = 0;
  std::string what;
};

Fault read_fault() {
  Fault fault;
  if (const char* text = std::getenv("XIL_FAKE_FAULT"))
    std::istringstream(text) >> fault.seed >> fault.round >> fault.what;
  return fault;
}

/// Whether it did already.
bool broke_before() {
  const char* file = std::getenv("XIL_FAKE_ONCE");
  if (file == nullptr) return false;
  if (std::filesystem::exists(file)) return true;
  std::ofstream(file) << "broken\n";
  return false;
}

void break_by(const std::string& what) {
  if (broke_before()) return;
  if (what == "segv") ::raise(SIGSEGV);
  if (what == "kill") ::raise(SIGKILL);
  if (what == "abort") std::abort();
  if (what.starts_with("hang")) std::this_thread::sleep_for(std::chrono::hours(1));
  for (volatile bool spins = what == "spin"; spins;) {
  }
  fail("this run was told to break");
}

class SlowLearner final : public FakeLearner {
 public:
  SlowLearner(const Dataset& dataset, const RunParams& run) : FakeLearner(dataset), run_(run) {
    if (const char* text = std::getenv("XIL_FAKE_ROUND_MS")) round_ = std::chrono::milliseconds(std::atoi(text));
  }
  FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) override {
    std::this_thread::sleep_for(round_);
    const Fault fault = read_fault();
    if (fault.seed == run_.seed && fault.round == round && fault.what != "hang_explain") break_by(fault.what);
    FitSummary summary = FakeLearner::fit(examples, guide, round);
    set_seed(seed() + (run_.restart == Restart::Warm ? 31 * learnt_ : 0) + static_cast<std::uint64_t>(run_.seed));
    if (std::getenv("XIL_FAKE_DRIFT") != nullptr) set_seed(seed() + 1);
    learnt_ = seed();
    return summary;
  }
  std::vector<Explanation> explain(std::span<const ExplainTask> tasks, std::uint32_t round) override {
    const Fault fault = read_fault();
    if (fault.seed == run_.seed && fault.round == round && fault.what == "hang_explain") break_by(fault.what);
    return FakeLearner::explain(tasks, round);
  }
  std::string checkpoint() const override { return run_.restart == Restart::Warm ? std::to_string(learnt_) : ""; }
  void resume(const std::string& checkpoint) override { set_seed(learnt_ = std::stoull(checkpoint)); }

 private:
  RunParams run_;
  std::uint64_t learnt_ = 0;
  std::chrono::milliseconds round_{0};
};

class FakeRunEnvironment final : public RunEnvironment {
 public:
  std::shared_ptr<const Dataset> dataset(const RunParams&) override { return dataset_; }
  std::unique_ptr<Learner> learner(const RunParams& run, const Dataset& dataset) override {
    return std::make_unique<SlowLearner>(dataset, run);
  }
  std::string device() const override { return "cpu"; }
  std::vector<std::pair<std::string, std::string>> provenance() const override { return {{"torch", "none"}}; }

 private:
  std::shared_ptr<const Dataset> dataset_ = std::make_shared<FakeDataset>(60, 12);
};

int run(const Arguments& arguments) {
  StopSignals signals;
  MpiSession session;
  try {
    return run_sweep(arguments, session, signals,
                     [](const SweepTarget&, const RunOptions&) { return std::make_unique<FakeRunEnvironment>(); });
  } catch (const Error& error) {
    return session.world().rank() == 0 ? report_error("xil-fake") : error.exit_code();
  }
}

constexpr std::array kCommands = {Command{"run", "SWEEP [key=value ...]", "", 1, kAnyNumber, kRunFlags, run}};

}  // namespace
}  // namespace xil

int main(int argc, char** argv) try {
  return xil::tell_end(xil::run_command("xil-fake", xil::kCommands, argc, argv));
} catch (...) {
  return xil::tell_end(xil::report_error("xil-fake"));
}
