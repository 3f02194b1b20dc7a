#include "framework/comm/coordinator.h"

#include <utility>

namespace xil {
namespace {

/// The interval at which the schedule offers postponed jobs again.
constexpr std::chrono::milliseconds kOfferEvery{500};

}  // namespace

Coordinator::Coordinator(Communicator& communicator, Schedule schedule, FarmObserver& observer, Mailbox& inbox,
                         Mailbox& outbox)
    : communicator_(communicator),
      schedule_(std::move(schedule)),
      observer_(observer),
      inbox_(inbox),
      outbox_(outbox) {}

void Coordinator::run() {
  while (!schedule_.done() || idle_.size() < static_cast<std::size_t>(communicator_.size())) {
    receive();
    ask_whether_to_stop();
    offer_postponed();
    hand_out();
  }
  say_farewell();
}

// Sleeps while waiting for the inbox, so that the worker of this process is answered at once and the others within the
// pause that Patience allows.
void Coordinator::receive() {
  bool any = false;
  while (auto message = communicator_.try_receive()) {
    take(message->source, decode(message->bytes));
    any = true;
  }
  const auto pause = any ? std::chrono::microseconds(0) : backoff_.next();
  if (const auto message = inbox_.take_within(pause)) {
    take(0, *message);
    any = true;
  }
  if (any) backoff_.reset();
}

void Coordinator::take(int worker, const WireMessage& message) {
  if (std::holds_alternative<Ready>(message)) {
    idle_.insert(worker);
  } else if (const auto* progress = std::get_if<Progress>(&message)) {
    observe([&] { observer_.progressed(worker, progress->index, progress->done, progress->total); });
  } else if (const auto* outcome = std::get_if<Outcome>(&message)) {
    take_outcome(worker, *outcome);
  } else {
    fail("worker {} sent a message of kind {}, which is not for the coordinator", worker, message.index());
  }
}

void Coordinator::take_outcome(int worker, const Outcome& outcome) {
  const auto index = outcome.index;  // no structured binding: clang 14 lets no lambda capture one
  const std::string& reason = outcome.reason;
  if (outcome.end == WorkEnd::Complete) {
    schedule_.finished(worker, index);
    completed_.insert(index);
    observe([&] {
      observer_.finished(worker, index);
      for (const auto& [group, rate] : observer_.rates()) schedule_.set_rate(group, rate);
    });
  } else if (outcome.end == WorkEnd::Failed) {
    schedule_.failed(worker, index, reason);
    observe([&] { observer_.failed(worker, index, reason); });
  } else {
    schedule_.declined(worker, index);
    left_over_ = true;
    observe([&] { observer_.stopped(worker, index, reason); });
    if (outcome.end == WorkEnd::Broken && !error_) error_ = ErrorMessage{ErrorKind::Storage, reason};
  }
  idle_.insert(worker);
}

void Coordinator::ask_whether_to_stop() {
  if (stopped_) return;
  observe([&] { stopped_ = observer_.should_stop(); });
  stopped_ = stopped_ || error_;
  if (stopped_) halt_workers();
}

void Coordinator::halt_workers() {
  schedule_.stop();
  for (int worker = 0; worker < communicator_.size(); ++worker) {
    if (!idle_.contains(worker)) tell(worker, Halt{});
  }
}

void Coordinator::offer_postponed() {
  const auto now = std::chrono::steady_clock::now();
  if (schedule_.waiting_for_later() == 0 || idle_.empty() || now - offered_ < kOfferEvery) return;
  offered_ = now;
  const bool idle = schedule_.running() == 0 && schedule_.waiting() == 0;
  schedule_.offer_postponed();
  hand_out();
  if (!idle || schedule_.running() > 0) return;
  bool wait = false;
  observe([&] { wait = observer_.worth_waiting(); });
  if (wait) return;
  left_over_ = true;
  schedule_.stop();
}

void Coordinator::hand_out() {
  for (auto worker = idle_.begin(); worker != idle_.end();) {
    const auto job = next_job(*worker);
    if (!job) return;
    tell(*worker, Assignment{*job});
    worker = idle_.erase(worker);
  }
}

std::optional<std::size_t> Coordinator::next_job(int worker) {
  while (const auto job = schedule_.next(worker)) {
    Start start = Start::Never;
    observe([&] {
      start = observer_.may_start(*job);
      if (start == Start::Now) observer_.started(worker, *job);
    });
    if (start == Start::Now && !error_) return job;
    if (start == Start::Later) {
      schedule_.postponed(worker, *job);
    } else if (start == Start::Needless) {
      schedule_.finished(worker, *job);
      completed_.insert(*job);
    } else {
      schedule_.declined(worker, *job);
      left_over_ = true;
    }
  }
  return std::nullopt;
}

void Coordinator::say_farewell() {
  const FarmReport report{
      {completed_.begin(), completed_.end()}, schedule_.failures(), schedule_.unfinished(), stopped_ || left_over_};
  for (const int worker : idle_) tell(worker, Farewell{report, error_});
  communicator_.barrier();
}

void Coordinator::tell(int worker, const WireMessage& message) {
  if (worker == 0) return outbox_.put(message);
  communicator_.send(worker, encode(message));
}

void Coordinator::observe(auto&& call) {
  if (error_) return;
  try {
    call();
  } catch (const std::exception& error) {
    error_ = describe(error);
    schedule_.stop();
  }
}

}  // namespace xil
