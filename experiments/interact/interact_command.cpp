#include "experiments/interact/interact_command.h"

#include <cstdio>

#include "experiments/command_line/console.h"
#include "experiments/interact/interactive_run.h"
#include "experiments/interact/session_address.h"
#include "experiments/runner/run_executor.h"
#include "experiments/runner/stop_plan.h"
#include "experiments/runner/torch_run_environment.h"
#include "experiments/sweep/catalog.h"
#include "experiments/web/page_server.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/store/files/files.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/run_state.h"

namespace xil {

std::vector<PageFile> page_files();  // made from experiments/interact/page by CMake

namespace {

constexpr int kFailed = 1;
constexpr auto kTellEnd = std::chrono::seconds(10);  // for the page to ask once more

/// The page of the session, from the moment at which there is a desk.
class Door {
 public:
  explicit Door(const InteractTarget& target) : address_(target.target.out, target.run_id()) {
    settings_.address = target.listen;
    settings_.token = address_.token();
    settings_.port = static_cast<int>(target.port);
  }

  void open(std::shared_ptr<ExpertDesk> desk) {
    desk_ = std::move(desk);
    begin();
    address_.keep(server_->port());
    say("{}\n", server_->url());
    std::fflush(stdout);
  }
  /// Tells the page how the session ended and closes.
  void close(const std::filesystem::path& run_file, const WorkOutcome& outcome) {
    if (desk_ == nullptr) return;
    if (outcome.end == WorkEnd::Complete) desk_->finish(run_file.filename().string());
    if (outcome.end == WorkEnd::Failed) desk_->fail_with(outcome.reason);
    if (outcome.end != WorkEnd::Stopped) desk_->wait_until_told(kTellEnd);
    server_.reset();
  }

 private:
  void start_on(int port) {
    PageServerSettings settings = settings_;
    settings.port = port;
    server_.emplace(settings, page_files(), *desk_, [](std::string_view line) { say_to(stderr, "xil: {}\n", line); });
    server_->start();
  }
  /// On the port of the session's last process, so that its page goes on; on any other one if that is taken.
  void begin() {
    if (settings_.port > 0 || address_.port() == 0) return start_on(settings_.port);
    try {
      start_on(address_.port());
    } catch (const Error&) {
      say("note: port {} of this session is taken: open the new address\n", address_.port());
      start_on(0);
    }
  }

  SessionAddress address_;
  PageServerSettings settings_;
  std::shared_ptr<ExpertDesk> desk_;
  std::optional<PageServer> server_;
};

void announce(const InteractTarget& target) {
  const RunParams& run = target.run();
  say("run {}: {} {} seed={}, expert {} -> {}\n", target.run_id(), run.dataset.name, run.strategy.name, run.seed,
      run.oracle.person, target.target.out.string());
  if (target.listen != "127.0.0.1") {
    say_to(stderr,
           "xil: warning: the page can be reached from other machines at {}, without encryption: an SSH tunnel to "
           "127.0.0.1 is safer\n",
           target.listen);
  }
  say("open this address in a browser; Ctrl-C pauses the session, and the same command goes on with it:\n");
}

int tell(const InteractTarget& target, const WorkOutcome& outcome) {
  const std::string out = shell_path(target.target.out.string());
  if (outcome.end == WorkEnd::Stopped) {
    say("{}\n", outcome.reason);
    return kIncomplete;
  }
  if (outcome.end == WorkEnd::Failed) {
    say_to(stderr, "xil: error: run {} failed: {}\n", target.run_id(), outcome.reason);
    return kFailed;
  }
  say("the session is complete: {}\nlook at it with: xil status {}; its regions: xil export {} --regions DIR\n",
      run_file_path(target.target.out, target.run_id()).string(), out, out);
  return 0;
}

}  // namespace

int interact_command(const Arguments& arguments) {
  StopSignals signals;
  signals.follow(stop_plan_at_start());
  const InteractTarget target = read_interact_target(arguments, catalog());
  const std::filesystem::path& out = target.target.out;
  const std::filesystem::path run_file = run_file_path(out, target.run_id());
  prepare_torch_for(target.run().threads);
  ensure_out_folder(out);
  freeze_sweep(out, target.target.sweep.frozen);
  if (has_run_file(out, target.run_id())) {
    say("run {} is complete: {}\n", target.run_id(), run_file.string());
    return 0;
  }
  SessionJournal session(out, target.run_id());
  if (const std::string note = session.note(); !note.empty()) say("note: {}\n", note);
  const auto journal = std::make_shared<Journal>(out);
  const auto marker = std::make_shared<ProgressMarker>();
  const Deadline none(std::nullopt);
  signals.follow(stop_plan({none, std::nullopt, journal, marker, 0, 1}));
  const auto environment = make_torch_run_environment(out / "features", choose_device(target.options.device, 0));
  announce(target);
  Door door(target);
  const InteractiveParts parts{session, [&] { return signals.requested(); },
                               [&](std::shared_ptr<ExpertDesk> desk) { door.open(std::move(desk)); }};
  const auto person = [&](const RunParams& run, const std::string& run_id,
                          const std::shared_ptr<const Dataset>& dataset) {
    return make_person(run, run_id, dataset, parts);
  };
  RunExecutor executor(
      {out, 0, *environment, *journal, signals, *marker, none, person, target.target.sweep.digest});
  const WorkOutcome outcome =
      executor.execute(target.run(), target.run_id(), [](std::int64_t, std::int64_t) { return true; });
  door.close(run_file, outcome);
  return tell(target, outcome);
}

}  // namespace xil
