#include "framework/comm/coordinator.h"

#include <utility>

namespace xil {

Coordinator::Coordinator(Communicator& communicator, Schedule schedule, FarmObserver& observer,
                         Mailbox& inbox, Mailbox& desk)
    : communicator_(communicator),
      schedule_(std::move(schedule)),
      observer_(observer),
      inbox_(inbox),
      desk_(desk) {}

void Coordinator::run() {
  while (!schedule_.done() || idle_.size() < static_cast<std::size_t>(communicator_.size())) {
    receive();
    ask_whether_to_stop();
    hand_out();
  }
  say_farewell();
}

// Sleeps in the inbox, so that the own worker is answered at once and the others within Patience.
void Coordinator::receive() {
  bool any = false;
  while (auto message = communicator_.try_receive()) {
    take(message->source, decode(message->bytes));
    any = true;
  }
  const auto pause = any ? std::chrono::microseconds(0) : patience_.next();
  if (const auto message = inbox_.take_within(pause)) {
    take(0, *message);
    any = true;
  }
  if (any) patience_.reset();
}

void Coordinator::take(int worker, const WireMessage& message) {
  if (std::holds_alternative<Ready>(message)) {
    idle_.insert(worker);
  } else if (const auto* progress = std::get_if<Progress>(&message)) {
    observe(
        [&] { observer_.progressed(worker, progress->index, progress->done, progress->total); });
  } else if (const auto* outcome = std::get_if<Outcome>(&message)) {
    take_outcome(worker, *outcome);
  } else {
    fail("worker {} sent a message of kind {}, which is not for the coordinator", worker,
         message.index());
  }
}

void Coordinator::take_outcome(int worker, const Outcome& outcome) {
  if (outcome.ok) {
    schedule_.finished(worker, outcome.index);
    completed_.insert(outcome.index);
    observe([&] { observer_.finished(worker, outcome.index); });
  } else {
    schedule_.failed(worker, outcome.index, outcome.reason);
    observe([&] { observer_.failed(worker, outcome.index, outcome.reason); });
  }
  idle_.insert(worker);
}

void Coordinator::ask_whether_to_stop() {
  if (stopped_) return;
  observe([&] { stopped_ = observer_.should_stop(); });
  if (stopped_) schedule_.stop();
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
    bool may_start = false;
    observe([&] {
      may_start = observer_.may_start(*job);
      if (may_start) observer_.started(worker, *job);
    });
    if (may_start && !trouble_) return job;
    schedule_.declined(worker, *job);
  }
  return std::nullopt;
}

void Coordinator::say_farewell() {
  const FarmReport report{{completed_.begin(), completed_.end()},
                          schedule_.failures(),
                          schedule_.not_started(),
                          stopped_};
  for (const int worker : idle_) tell(worker, Farewell{report, trouble_});
  communicator_.barrier();
}

void Coordinator::tell(int worker, const WireMessage& message) {
  if (worker == 0) return desk_.put(message);
  communicator_.send(worker, encode(message));
}

void Coordinator::observe(auto&& call) {
  if (trouble_) return;
  try {
    call();
  } catch (const std::exception& error) {
    trouble_ = describe(error);
    schedule_.stop();
  }
}

}  // namespace xil
