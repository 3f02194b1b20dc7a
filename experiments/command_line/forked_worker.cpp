#include "experiments/command_line/forked_worker.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// An order is one byte; an answer is one line: empty, or the error message.
constexpr char kEnd = '\n';

/// Receives the next byte; false if the other side is gone.
bool receive(int from, char& byte) {
  ssize_t count = 0;
  while ((count = recv(from, &byte, 1, 0)) < 0 && errno == EINTR) {
  }
  return count == 1;
}

/// False if the other side is gone.
bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string tried(const ForkedWorker::Work& work) {
  try {
    work();
    return {};
  } catch (const std::exception& error) {
    const std::string_view text = error.what();
    return std::string(text.substr(0, text.find(kEnd)));
  }
}

[[noreturn]] void serve(const std::function<ForkedWorker::Work()>& prepare, int socket) {
  ForkedWorker::Work work;
  char order = 0;
  while (receive(socket, order)) {
    const std::string error = tried([&] {
      if (!work) work = prepare();
      work();
    });
    if (!send_all(socket, error + kEnd)) break;
  }
  _exit(0);
}

}  // namespace

ForkedWorker::ForkedWorker(const std::function<Work()>& prepare) {
  std::array<int, 2> sockets{};
  require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) == 0, "cannot make a socket: {}",
          std::strerror(errno));
  process_ = fork();
  require(process_ >= 0, "cannot fork: {}", std::strerror(errno));
  if (process_ == 0) {
    close(sockets[0]);
    serve(prepare, sockets[1]);
  }
  close(sockets[1]);
  socket_ = sockets[0];
}

ForkedWorker::~ForkedWorker() {
  close(socket_);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ForkedWorker::run() const {
  constexpr std::string_view kGone = "a process of this program has ended";
  require(send_all(socket_, "x"), kGone);
  std::string answer;
  char byte = 0;
  while (receive(socket_, byte) && byte != kEnd) answer += byte;
  require(byte == kEnd, kGone);
  require(answer.empty(), "{}", answer);
}

}  // namespace xil
