#pragma once

#include <httplib.h>

#include <chrono>
#include <stop_token>
#include <string>

#include "experiments/web/waiting_room.h"

namespace xil {

/// What the HTTP library reads a request from, and writes its answer to: what the caller has sent already, then the
/// caller's socket.
class CallerStream final : public httplib::Stream {
 public:
  /// Reading and writing together may take `timeout`.
  /// Precondition: the caller outlives the stream.
  CallerStream(Caller& caller, std::chrono::milliseconds timeout, std::stop_token stop);

  bool is_readable() const override { return !broken_; }
  bool is_writable() const override { return !broken_; }
  ssize_t read(char* to, size_t most) override;
  ssize_t write(const char* text, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return caller_.socket.descriptor(); }

  /// Leaves the caller what was not read, and tells whether another request can come from it.
  bool finish();

 private:
  bool refill();

  Caller& caller_;
  const ClientSocket::Clock::time_point deadline_;
  const std::stop_token stop_;
  std::size_t taken_ = 0;  ///< bytes of caller_.received that were read
  bool broken_ = false;
};

}  // namespace xil
