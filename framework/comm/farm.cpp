#include "framework/comm/farm.h"

#include <exception>
#include <thread>

#include "framework/comm/coordinator.h"
#include "framework/core/base/threads.h"

namespace xil {
namespace {

/// A worker's connection to the coordinator.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual void send(const WireMessage& message) = 0;
  virtual WireMessage receive() = 0;
  virtual std::optional<WireMessage> try_receive() = 0;
};

class LocalChannel final : public Channel {
 public:
  void send(const WireMessage& message) override { inbox.put(message); }
  WireMessage receive() override { return outbox.take(); }
  std::optional<WireMessage> try_receive() override { return outbox.take_within(std::chrono::microseconds(0)); }

  Mailbox inbox;   ///< messages to the coordinator
  Mailbox outbox;  ///< messages to the worker
};

class RemoteChannel final : public Channel {
 public:
  explicit RemoteChannel(Communicator& communicator) : communicator_(communicator) {}
  void send(const WireMessage& message) override { communicator_.send(0, encode(message)); }
  WireMessage receive() override { return decode(xil::receive(communicator_).bytes); }
  std::optional<WireMessage> try_receive() override {
    const auto message = communicator_.try_receive();
    if (!message) return std::nullopt;
    return decode(message->bytes);
  }

 private:
  Communicator& communicator_;
};

Outcome attempt(std::size_t index, const Work& work, const ProgressSink& progress) {
  try {
    const WorkOutcome outcome = work(index, progress);
    return {index, outcome.end, first_line(outcome.reason)};
  } catch (const std::exception& error) {
    const bool storage = describe(error).kind == ErrorKind::Storage;
    return {index, storage ? WorkEnd::Broken : WorkEnd::Failed, first_line(error.what())};
  } catch (...) {
    return {index, WorkEnd::Failed, "an exception of unknown type"};
  }
}

Farewell work_until_farewell(Channel& channel, const Work& work) {
  channel.send(Ready{});
  bool halted = false;
  for (;;) {
    const WireMessage message = channel.receive();
    if (const auto* farewell = std::get_if<Farewell>(&message)) return *farewell;
    if (std::holds_alternative<Halt>(message)) continue;  // it was sent before the coordinator had received the outcome
    const auto* assignment = std::get_if<Assignment>(&message);
    require(assignment != nullptr, "the coordinator sent a message of kind {}, which is not for workers",
            message.index());
    const std::size_t index = assignment->index;
    channel.send(attempt(index, work, [&](std::int64_t done, std::int64_t total) {
      channel.send(Progress{index, done, total});
      // While a job is running, the coordinator sends no message other than Halt.
      if (const auto word = channel.try_receive()) halted = std::holds_alternative<Halt>(*word);
      return !halted;
    }));
  }
}

/// If the main thread leaves this function by an exception, which would be a bug, the thread's destructor ends the
/// process and with it the job. That is better than a farm that waits for a worker for ever.
Farewell coordinate_and_work(Communicator& communicator, Schedule schedule, const Work& work, FarmObserver& observer) {
  LocalChannel channel;
  std::exception_ptr error;
  std::thread thread = start_thread("the coordinator of the job", [&] {
    try {
      Coordinator(communicator, std::move(schedule), observer, channel.inbox, channel.outbox).run();
    } catch (...) {
      error = std::current_exception();
      channel.outbox.put(Farewell{});
    }
  });
  Farewell farewell = work_until_farewell(channel, work);
  thread.join();
  if (error) std::rethrow_exception(error);
  return farewell;
}

}  // namespace

void FarmObserver::started(int, std::size_t) {}
void FarmObserver::progressed(int, std::size_t, std::int64_t, std::int64_t) {}
void FarmObserver::finished(int, std::size_t) {}
void FarmObserver::failed(int, std::size_t, const std::string&) {}
void FarmObserver::stopped(int, std::size_t, const std::string&) {}
bool FarmObserver::should_stop() { return false; }
Start FarmObserver::may_start(std::size_t) { return Start::Now; }
bool FarmObserver::worth_waiting() { return false; }
std::map<std::size_t, double> FarmObserver::rates() { return {}; }

FarmReport run_farm(Communicator& communicator, Schedule schedule, const Work& work, FarmObserver& observer) {
  Farewell farewell;
  if (communicator.rank() == 0) {
    farewell = coordinate_and_work(communicator, std::move(schedule), work, observer);
  } else {
    RemoteChannel channel(communicator);
    farewell = work_until_farewell(channel, work);
    communicator.barrier();
  }
  if (farewell.error) raise(*farewell.error);
  return farewell.report;
}

}  // namespace xil
