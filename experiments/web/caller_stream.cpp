#include "experiments/web/caller_stream.h"

#include <utility>

namespace xil {
namespace {

constexpr std::size_t kMostAtOnce = 64 * 1024;  // bytes

}  // namespace

CallerStream::CallerStream(Caller& caller, std::chrono::milliseconds timeout, std::stop_token stop)
    : caller_(caller), deadline_(ClientSocket::Clock::now() + timeout), stop_(std::move(stop)) {}

ssize_t CallerStream::read(char* to, size_t most) {
  if (taken_ == caller_.received.size() && !refill()) return -1;
  const std::size_t count = caller_.received.copy(to, most, taken_);
  taken_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t CallerStream::write(const char* text, size_t size) {
  broken_ = broken_ || !caller_.socket.send({text, size}, deadline_, stop_);
  return broken_ ? -1 : static_cast<ssize_t>(size);
}

void CallerStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = -1;
}

void CallerStream::get_local_ip_and_port(std::string& ip, int& port) const { get_remote_ip_and_port(ip, port); }

bool CallerStream::finish() {
  caller_.received.erase(0, taken_);
  taken_ = 0;
  return !broken_;
}

/// Waits for more of the request.
bool CallerStream::refill() {
  caller_.received.clear();
  taken_ = 0;
  auto arrival = ClientSocket::Arrival::Nothing;
  while (arrival == ClientSocket::Arrival::Nothing && caller_.socket.wait_for_input(deadline_, stop_))
    arrival = caller_.socket.receive(caller_.received, kMostAtOnce);
  broken_ = broken_ || arrival != ClientSocket::Arrival::Bytes;
  return !broken_;
}

}  // namespace xil
