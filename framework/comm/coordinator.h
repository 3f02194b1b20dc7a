#pragma once

#include <chrono>
#include <optional>
#include <set>

#include "framework/comm/backoff.h"
#include "framework/comm/farm.h"
#include "framework/comm/mailbox.h"
#include "framework/comm/messages.h"

namespace xil {

/// Rank 0's side of the farm: it asks the schedule, carries its decisions to the workers and tells the observer. Worker
/// 0 lives in the same process: its messages arrive in `inbox`, and the answers to it go into `outbox`.
class Coordinator {
 public:
  Coordinator(Communicator& communicator, Schedule schedule, FarmObserver& observer, Mailbox& inbox, Mailbox& outbox);

  /// Returns when every worker is idle with nothing left to do and has been told the outcome.
  void run();

 private:
  void receive();
  void take(int worker, const WireMessage& message);
  void take_outcome(int worker, const Outcome& outcome);
  void ask_whether_to_stop();
  void halt_workers();
  void offer_postponed();
  void hand_out();
  std::optional<std::size_t> next_job(int worker);
  void say_farewell();
  void tell(int worker, const WireMessage& message);
  /// Calls the observer. The first error that the observer throws stops the farm, and the observer is not called again.
  void observe(auto&& call);

  Communicator& communicator_;
  Schedule schedule_;
  FarmObserver& observer_;
  Mailbox& inbox_;
  Mailbox& outbox_;
  Backoff backoff_;
  std::set<int> idle_;
  std::set<std::size_t> completed_;
  bool stopped_ = false;    ///< set by the observer or after an error: nothing more is started
  bool left_over_ = false;  ///< a job was stopped, or will never be started
  std::chrono::steady_clock::time_point offered_{};
  std::optional<ErrorMessage> error_;
};

}  // namespace xil
