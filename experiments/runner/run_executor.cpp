#include "experiments/runner/run_executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "experiments/runner/crash_reporter.h"
#include "experiments/runner/pausing_fits.h"
#include "experiments/runner/source_check.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/core/catalogue/architectures.h"
#include "framework/core/catalogue/models.h"
#include "framework/core/cost/cost.h"
#include "framework/core/interfaces/run_paused.h"
#include "framework/loop/interactive_loop.h"
#include "framework/loop/stopwatch.h"
#include "framework/store/files/log_text.h"
#include "framework/store/files/provenance.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/runs/checkpoint.h"
#include "framework/store/runs/fit_checkpoint.h"
#include "framework/store/runs/run_file_writer.h"
#include "strategies/registry.h"

namespace xil {
namespace {

/// A round may take this many times as long as the longest so far.
constexpr double kRoundMargin = 1.2;
/// A process that is killed within a fit loses so much of it.
constexpr double kKeepFitEvery_s = 60;
/// After a signal a fit may go on for so long, or for half of the grace if that is shorter. Then it is paused.
constexpr double kLongestFitAfterSignal_s = 5;
/// A fit is paused so long before the scheduler kills the job.
constexpr double kPauseBeforeKill_s = 3;

/// The run's log: lines with the seconds since its start. If a line cannot be written, the run goes on; if a link
/// stands in the log's place, the run fails.
class LogFile {
 public:
  LogFile(const std::filesystem::path& out, const std::string& run_id) : log_(out / "logs" / (run_id + ".log"), 2) {}
  void line(const std::string& text) { log_.append(fmt::format("{:8.1f} s  {}\n", watch_.seconds(), printable(text))); }

 private:
  Stopwatch watch_;
  LogText log_;
};

RunHeader header_of(const RunParams& run, const std::string& run_id, const RunEnvironment& environment) {
  RunHeader header;
  header.run_id = run_id;
  header.config = to_json(to_config(run));
  header.dataset = run.dataset.name;
  header.strategy = run.strategy.name;
  header.model = run.model.name;
  header.explainer = run.explainer.name;
  header.seed = run.seed;
  header.provenance = provenance();
  for (auto& entry : environment.provenance()) header.provenance.push_back(std::move(entry));
  header.provenance.emplace_back("device", environment.device());
  header.provenance.emplace_back("threads", std::to_string(run.threads));
  return header;
}

/// How a network's input is computed from pixels x of 0 to 255 (framework/nn/networks/tensors.cpp), by its PixelScale.
constexpr std::array<std::string_view, EnumNames<PixelScale>::names.size()> kInputs = {
    "x / 127.5 - 1", "x", "x / 255",
    "(x / 255 - mean) / deviation, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225; grey pictures three times"};

std::string input_of(const ComponentSpec& model) {
  const PixelScale scale = model_params(model)->pixel_scale();
  return fmt::format("{}: {}", enum_name(scale), kInputs.at(static_cast<std::size_t>(scale)));
}

/// The expected seconds of a round before any round has been measured.
double expected_round_s(const RunParams& run) {
  const Catalog all = catalog();
  return kReferenceSecondsPerUnit * expected_cost(run, all.traits(run.strategy)) / rounds_of(run, all);
}

/// During its lifetime, the run is the one that this process is working on.
class RunGuard {
 public:
  RunGuard(ProgressMarker& marker, const RunParams& run, const std::string& run_id) : marker_(marker) {
    marker_.expect_round(expected_round_s(run));
    marker_.begin_run(run_id);
  }
  ~RunGuard() { marker_.end_run(); }
  RunGuard(const RunGuard&) = delete;
  RunGuard& operator=(const RunGuard&) = delete;

 private:
  ProgressMarker& marker_;
};

}  // namespace

/// One attempt at one run.
class RunExecutor::Attempt {
 public:
  Attempt(Context& context, const RunParams& run, const std::string& run_id, const ProgressSink& progress)
      : context_(context), run_(run), run_id_(run_id), progress_(progress), log_(context_.out, run_id) {}

  WorkOutcome carry_out();

 private:
  WorkOutcome work();
  WorkOutcome stopped(const std::string& reason);
  void step(std::string_view what);
  LoopEnd loop(RunFileWriter& writer, const RunHistory* past);
  bool go_on(std::int64_t done, std::int64_t total);
  std::string reason_to_stop(bool job_goes_on) const;
  std::string reason_to_pause();
  RunFileWriter make_writer(const RunHeader& header);

  Context& context_;
  const RunParams& run_;
  const std::string& run_id_;
  const ProgressSink& progress_;
  LogFile log_;
  std::shared_ptr<const Dataset> dataset_;
  std::unique_ptr<Learner> learner_;
  std::optional<FitCheckpoint> fits_;
  std::optional<PausingFits> pausing_fits_;
  std::optional<Stopwatch> since_signal_;  ///< as far as a fit has noticed
  std::unique_ptr<RunExpert> expert_;      // it may use the learner as long as it lives
  std::string source_digest_;
  Stopwatch round_watch_;
  double longest_round_s_ = 0;
  std::string stop_reason_;
};

WorkOutcome RunExecutor::Attempt::carry_out() {
  try {
    return work();
  } catch (const RunPaused& pause) {
    return stopped(pause.what());
  }
}

WorkOutcome RunExecutor::Attempt::stopped(const std::string& reason) {
  log_.line("stopped: " + reason);
  return {WorkEnd::Stopped, reason};
}

WorkOutcome RunExecutor::Attempt::work() {
  log_.line(fmt::format("start {} on {} rank {}: {}", run_id_, context_.environment.device(), context_.rank,
                        to_json(to_config(run_))));
  context_.marker.step("read the dataset");  // before there is an expert
  CheckedDataset checked = checked_dataset(context_.out, context_.environment, run_);
  dataset_ = std::move(checked.dataset);
  for (const std::string& note : dataset_->info().notes) log_.line("note: " + note);
  RunHeader header = header_of(run_, run_id_, context_.environment);
  set_known_sweeps(header, known_sweeps(context_.out, context_.sweep));
  header.dataset_digest = dataset_->info().digest;
  source_digest_ = checked.source_digest;
  expert_ = context_.expert(run_, run_id_, dataset_);
  fits_.emplace(checkpoint_folder(context_.out, run_id_), header, kKeepFitEvery_s,
                [this](const std::string& sentence) { log_.line("note: " + sentence); });
  pausing_fits_.emplace(*fits_, [this] { return reason_to_pause(); });
  const Checkpoints checkpoints(checkpoint_folder(context_.out, run_id_));
  auto past = checkpoints.read(header, *dataset_, [&](const std::string& sentence) { log_.line("note: " + sentence); });
  if (past) set_known_sweeps(header, past->known_sweeps);  // what came after its first round came too late
  LoopEnd end = LoopEnd::NotReproduced;
  while (end == LoopEnd::NotReproduced) {
    RunFileWriter writer = make_writer(header);
    if (past) writer.restore(past->content);
    const auto history = past ? std::make_optional(history_of(*past)) : std::nullopt;
    if (history) log_.line(fmt::format("going on after round {}", history->rounds.back().round));
    end = loop(writer, history ? &*history : nullptr);
    if (end == LoopEnd::Complete) {
      expert_->finish(writer);
      step("write the run file");
      writer.commit(run_file_path(context_.out, run_id_));
    }
    if (end != LoopEnd::NotReproduced) break;
    require(past.has_value(), "a run that was started anew has no past to be reproduced");
    log_.line("note: this machine calculates otherwise than the one that began the run: all rounds are done again");
    checkpoints.remove();
    past.reset();
  }
  if (end == LoopEnd::Stopped) return stopped(stop_reason_);
  checkpoints.remove();
  log_.line("complete");
  return {};
}

RunFileWriter RunExecutor::Attempt::make_writer(const RunHeader& header) {
  RunWriterOptions options;
  options.note = [this](const std::string& sentence) { log_.line(sentence); };
  options.checkpoints = checkpoint_folder(context_.out, run_id_);
  options.kept = [this](std::int64_t round) {
    context_.journal.round(run_id_, context_.rank, round + 1, run_.rounds + 1);
  };
  options.source_digest = source_digest_;
  options.model_input = input_of(run_.model);
  if (run_.models != ModelRetention::None) options.models = context_.out / "models";
  return RunFileWriter(header, options);
}

void RunExecutor::Attempt::step(std::string_view what) {
  context_.marker.step(what);
  expert_->step(what);
}

LoopEnd RunExecutor::Attempt::loop(RunFileWriter& writer, const RunHistory* past) {
  const auto strategy = make_strategy(run_.strategy);
  step("set up the model");
  learner_ = context_.environment.learner(run_, *dataset_);
  for (const std::string& note : learner_->notes()) log_.line("note: " + note);
  learner_->keep_fits_in(*pausing_fits_);
  round_watch_ = {};
  context_.marker.begin_round(past == nullptr ? 0 : past->rounds.back().round + 1, false);
  Learner& learner = expert_->learner(*learner_);
  RunLog& log = expert_->log(writer);
  return run_loop({run_, *dataset_, *strategy, expert_->oracle(), learner, log, past,
                   [this](std::string_view what) { step(what); }},
                  [this](std::int64_t done, std::int64_t total) { return go_on(done, total); });
}

bool RunExecutor::Attempt::go_on(std::int64_t done, std::int64_t total) {
  longest_round_s_ = std::max(longest_round_s_, round_watch_.seconds());
  round_watch_ = {};
  context_.marker.begin_round(done, true);
  log_.line(fmt::format("round {} of {} done", done - 1, total - 1));
  stop_reason_ = reason_to_stop(progress_(done, total));
  return stop_reason_.empty();
}

std::string RunExecutor::Attempt::reason_to_stop(bool job_goes_on) const {
  if (context_.signals.requested()) return "the job was told to end by a signal";
  if (!job_goes_on) return "the job is ending";
  const double left_s = context_.deadline.left_s();
  if (left_s >= kRoundMargin * longest_round_s_) return {};
  return fmt::format("time limit: a round takes up to {:.0f} s, {:.0f} s are left", longest_round_s_,
                     std::max(0.0, left_s));
}

/// Asked after every update of a fit: a short fit ends, and its round with it.
std::string RunExecutor::Attempt::reason_to_pause() {
  if (context_.deadline.left_s() <= 0 || context_.deadline.killed_in_s() <= kPauseBeforeKill_s)
    return "the job's time is over";
  if (!context_.signals.requested()) return {};
  if (!since_signal_) since_signal_.emplace();
  const double patience_s = std::min(kLongestFitAfterSignal_s, context_.marker.grace_s(context_.grace_s) / 2);
  return since_signal_->seconds() < patience_s ? std::string() : "the job was told to end by a signal";
}

WorkOutcome RunExecutor::execute(const RunParams& run, const std::string& run_id, const ProgressSink& progress) {
  const Stopwatch watch;
  Journal& journal = context_.journal;
  journal.started(run_id, context_.rank);
  WorkOutcome outcome;
  try {
    const CrashReporter crash(journal.descriptor(), [&](std::string_view reason) {
      return Journal::crash_line(run_id, context_.rank, reason);
    });
    const RunGuard guard(context_.marker, run, run_id);
    outcome = Attempt(context_, run, run_id, progress).carry_out();
  } catch (const std::exception& error) {
    const auto* ours = dynamic_cast<const Error*>(&error);
    if (ours != nullptr && ours->kind() == ErrorKind::Storage) {
      journal.stopped(run_id, context_.rank, watch.seconds(), error.what());
      throw;
    }
    const std::string message = error.what();
    outcome = {WorkEnd::Failed, message.substr(0, message.find('\n'))};
  }
  if (outcome.end == WorkEnd::Failed)
    journal.failed(run_id, context_.rank, watch.seconds(), outcome.reason);
  else if (outcome.end == WorkEnd::Stopped)
    journal.stopped(run_id, context_.rank, watch.seconds(), outcome.reason);
  else
    journal.finished(run_id, context_.rank, watch.seconds());
  return outcome;
}

}  // namespace xil
