#pragma once

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace xil {

struct HttpAnswer {
  int status = 0;  ///< 0: the connection ended without an answer
  std::string headers, body;
};

/// The other end of a connection to a server of this machine, with nothing that would hold it to HTTP.
class HttpClient {
 public:
  static constexpr std::chrono::seconds kPatience{20};  ///< longer than anything that should happen

  explicit HttpClient(int port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  HttpClient(HttpClient&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        connected_(other.connected_),
        received_(std::move(other.received_)) {}
  ~HttpClient() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  bool connected() const { return connected_; }

  /// Sends the text; false if the server takes no more of it.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// The next answer of the server.
  HttpAnswer answer() {
    std::size_t end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return {};
    HttpAnswer answer{
        std::atoi(received_.c_str() + std::string_view("HTTP/1.1 ").size()), received_.substr(0, end + 2), {}};
    const std::size_t length = answer.headers.find("Content-Length: ");
    const std::size_t bytes =
        length == std::string::npos ? 0 : std::strtoul(answer.headers.c_str() + length + 16, nullptr, 10);
    received_.erase(0, end + 4);
    while (received_.size() < bytes)
      if (!receive()) return {};
    answer.body = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return answer;
  }

  HttpAnswer ask(std::string_view request) {
    send(request);
    return answer();
  }

  /// Whether the server closes the connection, with nothing more to say.
  bool ended() { return received_.empty() && !receive(); }

 private:
  bool receive() {
    pollfd watched{descriptor_, POLLIN, 0};
    const auto patience = std::chrono::milliseconds(kPatience).count();
    if (poll(&watched, 1, static_cast<int>(patience)) <= 0) return false;
    std::array<char, 64 * 1024> buffer;
    const ssize_t got = recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (got > 0) received_.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  int descriptor_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace xil
