#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>

namespace xil {

/// At most `wanted` connections, and at most a quarter of the file descriptors that this process may have: a server
/// that keeps as many waiting and as many in its queue leaves the rest of the program enough.
std::size_t affordable_connections(std::size_t wanted);

/// The server's end of a connection; the destructor closes it. No function waits longer than it is told to, or longer
/// than a tenth of a second after `stop` was requested.
class ClientSocket {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Arrival { Bytes, Nothing, End };  ///< End: the other side has ended, or the connection is broken

  /// Takes over the descriptor.
  explicit ClientSocket(int descriptor);
  ClientSocket(ClientSocket&& other) noexcept;
  ClientSocket& operator=(ClientSocket&& other) noexcept;
  ~ClientSocket();

  int descriptor() const { return descriptor_; }

  /// Appends what has arrived, at most `most` bytes of it, without waiting.
  Arrival receive(std::string& text, std::size_t most);
  /// Waits for bytes or the end; false if none of them comes before the deadline.
  bool wait_for_input(Clock::time_point deadline, std::stop_token stop) const;
  /// Sends the whole text; false if the other side does not take it before the deadline.
  bool send(std::string_view text, Clock::time_point deadline, std::stop_token stop);
  /// Sends as much as is taken at once.
  std::size_t send_now(std::string_view text);
  /// Tells the other side that nothing more will come.
  void end_output();
  /// The address of the other side, as in "127.0.0.1:51234".
  std::string peer() const;

 private:
  bool wait(short events, Clock::time_point deadline, std::stop_token stop) const;

  int descriptor_;
};

}  // namespace xil
