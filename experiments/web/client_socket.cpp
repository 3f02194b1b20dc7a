#include "experiments/web/client_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace xil {
namespace {

constexpr std::chrono::milliseconds kStopCheck{100};

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

std::size_t affordable_connections(std::size_t wanted) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  return std::min<std::size_t>(wanted, std::max<rlim_t>(files.rlim_cur / 4, 1));
}

ClientSocket::ClientSocket(int descriptor) : descriptor_(descriptor) {
  fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
  const int yes = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

ClientSocket::ClientSocket(ClientSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

ClientSocket& ClientSocket::operator=(ClientSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

ClientSocket::~ClientSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

ClientSocket::Arrival ClientSocket::receive(std::string& text, std::size_t most) {
  std::array<char, 16 * 1024> buffer;
  const ssize_t got = recv(descriptor_, buffer.data(), std::min(most, buffer.size()), MSG_DONTWAIT);
  if (got < 0 && would_block()) return Arrival::Nothing;
  if (got <= 0) return Arrival::End;
  text.append(buffer.data(), static_cast<std::size_t>(got));
  return Arrival::Bytes;
}

bool ClientSocket::wait(short events, Clock::time_point deadline, std::stop_token stop) const {
  while (!stop.stop_requested()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd watched{descriptor_, events, 0};
    if (poll(&watched, 1, static_cast<int>(std::min(left, kStopCheck).count())) > 0) return true;
  }
  return false;
}

bool ClientSocket::wait_for_input(Clock::time_point deadline, std::stop_token stop) const {
  return wait(POLLIN, deadline, std::move(stop));
}

std::size_t ClientSocket::send_now(std::string_view text) {
  const ssize_t sent = ::send(descriptor_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

bool ClientSocket::send(std::string_view text, Clock::time_point deadline, std::stop_token stop) {
  while (!text.empty()) {
    errno = EAGAIN;
    const std::size_t sent = send_now(text);
    if (sent == 0 && (!would_block() || !wait(POLLOUT, deadline, stop))) return false;
    text.remove_prefix(sent);
  }
  return true;
}

void ClientSocket::end_output() { shutdown(descriptor_, SHUT_WR); }

std::string ClientSocket::peer() const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (getpeername(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      getnameinfo(reinterpret_cast<sockaddr*>(&address), size, host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return "a connection that is gone";
  return fmt::format("{}:{}", host.data(), port.data());
}

}  // namespace xil
