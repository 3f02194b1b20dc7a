#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "experiments/web/client_socket.h"
#include "experiments/web/request_guard.h"

namespace xil {

/// Somebody who is connected to the server.
struct Caller {
  ClientSocket socket;
  std::string received;  ///< what has arrived and was not answered yet
  bool known = false;    ///< an earlier request of this connection was answered
};

/// Where connections wait until the whole head of a request has arrived, all in one thread: a thousand that send
/// nothing, or a byte now and then, keep none of the threads that answer requests. Who waits too long, or sends too
/// long a head, is turned away; so is who waits longest if too many wait. Strangers get half of the places at most when
/// all are taken.
class WaitingRoom {
 public:
  using Clock = ClientSocket::Clock;
  struct Limits {
    std::size_t callers = 512;  ///< that wait at once
    std::size_t head_bytes = 32 * 1024;
    std::chrono::milliseconds head{5'000};    ///< until the head of a request is complete
    std::chrono::milliseconds idle{30'000};   ///< until somebody known begins another request
    std::chrono::milliseconds linger{2'000};  ///< for what is still sent after the answer to it
  };
  struct Actions {
    /// Takes over a caller whose head is complete, and returns at once; false if nobody has time for it, in which case
    /// the caller stays as it is.
    std::function<bool(Caller& caller)> serve;
    std::function<void(const Refusal& refusal, const std::string& peer)> refused;  ///< somebody was turned away
  };

  /// The actions are called in the room's thread.
  WaitingRoom(Limits limits, Actions actions);
  ~WaitingRoom() { close(); }
  WaitingRoom(const WaitingRoom&) = delete;
  WaitingRoom& operator=(const WaitingRoom&) = delete;

  /// Closes all connections, and from now on those that enter.
  void close();

  /// Waits for the next request of the caller.
  void enter(Caller caller);
  /// Closes the connection when the other side has read the answer. Closing it at once would make the system forget the
  /// answer if the other side is still sending.
  void see_out(ClientSocket socket);

 private:
  /// Wakes the room's thread.
  struct Bell {
    Bell();
    ~Bell();
    void ring() const;
    void silence() const;
    const int descriptor;
  };
  struct Place {
    Caller caller;
    Clock::time_point deadline;
    bool leaving = false;      ///< was answered, and is waited for only to end
    bool empty = false;        ///< the caller is gone or served
    std::size_t searched = 0;  ///< bytes that do not begin the end of the head
  };
  void add(Place place);
  void watch();
  void take_arrivals();
  void wait_for_bytes();
  void read(Place& place);
  void go_on(Place& place);
  void expire(Place& place);
  void free_a_place();
  void turn_away(Place& place, const Refusal& refusal);
  void lead_out(Place& place) const;

  const Limits limits_;
  const Actions actions_;
  const Bell bell_;
  std::vector<Place> places_;  ///< in the order of entry; used by the room's thread only
  std::mutex mutex_;
  std::condition_variable taken_;
  std::vector<Place> arrivals_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace xil
