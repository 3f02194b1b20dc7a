#include "experiments/command_line/console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "framework/core/base/json.h"

namespace xil {
namespace {

void write(std::FILE* stream, std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stream));  // the stream remembers a failure
}

}  // namespace

void write_lines(std::FILE* stream, std::string_view text) { write(stream, printable_lines(text)); }

void say_as_it_is(std::string_view text) { write(stdout, text); }

void say_json(const Value& document) { write(stdout, json_text(document) + "\n"); }

std::size_t terminal_width() {
  winsize size = {};
  return ::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void secure_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is this descriptor. It is opened in the wrong direction, so that every use of it fails.
    if (::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
  std::signal(SIGPIPE, SIG_IGN);
}

std::string output_lost() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
  return errno == 0 ? "it could not be written" : std::strerror(errno);
}

}  // namespace xil
