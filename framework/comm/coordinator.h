#pragma once

#include <chrono>
#include <optional>
#include <set>

#include "framework/comm/farm.h"
#include "framework/comm/mailbox.h"
#include "framework/comm/messages.h"
#include "framework/comm/patience.h"

namespace xil {

/// Rank 0's side of the farm: asks the schedule, carries its decisions to the workers and tells the
/// observer. Worker 0 is this process: it is heard through `inbox` and answered through `desk`.
class Coordinator {
 public:
  Coordinator(Communicator& communicator, Schedule schedule, FarmObserver& observer, Mailbox& inbox, Mailbox& desk);

  /// Returns when every worker has been idle with nothing left to do, and has been told the
  /// outcome.
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
  /// Calls the observer; its first error stops the farm, and it is not called again.
  void observe(auto&& call);

  Communicator& communicator_;
  Schedule schedule_;
  FarmObserver& observer_;
  Mailbox& inbox_;
  Mailbox& desk_;
  Patience patience_;
  std::set<int> idle_;
  std::set<std::size_t> completed_;
  bool stopped_ = false;    ///< by the observer or by trouble: nothing more is started
  bool left_over_ = false;  ///< a job was stopped or is never to start
  std::chrono::steady_clock::time_point offered_{};
  std::optional<Trouble> trouble_;
};

}  // namespace xil
