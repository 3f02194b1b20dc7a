#include "analysis/drawing/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "framework/core/base/error.h"

extern char** environ;

namespace xil {
namespace {

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

/// A file without a name that holds the text and is read from its beginning.
class InputFile {
 public:
  explicit InputFile(std::string_view text) : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
    require(descriptor_ >= 0, "cannot make a file in memory: {}", std::strerror(errno));
    while (!text.empty()) {
      const ssize_t count = write(descriptor_, text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      require(count > 0, "cannot write to a file in memory: {}", std::strerror(errno));
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    lseek(descriptor_, 0, SEEK_SET);
  }
  ~InputFile() { close(descriptor_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Like posix_spawn(); both output streams of the child go to `out`.
int start(std::vector<std::string>& words, int in, int out, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;  // this program ignores SIGPIPE; other programs end by it
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int error = posix_spawn(&child, words[0].c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

Ending run_program(std::vector<std::string> words, std::string_view input) {
  const InputFile in(input);
  std::array<int, 2> pipe_ends{};
  require(pipe2(pipe_ends.data(), O_CLOEXEC) == 0, "{}: cannot make a pipe: {}", words[0], std::strerror(errno));
  pid_t child = 0;
  const int error = start(words, in.descriptor(), pipe_ends[1], child);
  close(pipe_ends[1]);
  Ending ending;
  if (error == 0) ending.output = read_all(pipe_ends[0]);
  close(pipe_ends[0]);
  require(error == 0, "{}: cannot be started: {}", words[0], std::strerror(error));
  while (waitpid(child, &ending.status, 0) < 0 && errno == EINTR) {
  }
  return ending;
}

TalkingProgram::TalkingProgram(std::vector<std::string> words) {
  std::array<int, 2> in{}, out{};
  require(pipe2(in.data(), O_CLOEXEC) == 0, "{}: cannot make a pipe: {}", words[0], std::strerror(errno));
  if (pipe2(out.data(), O_CLOEXEC) != 0) {
    const int code = errno;
    for (const int end : in) close(end);
    fail("{}: cannot make a pipe: {}", words[0], std::strerror(code));
  }
  const int error = start(words, in[0], out[1], child_);
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  output_ = out[0];
  if (error == 0) return;
  close(input_);
  close(output_);
  fail("{}: cannot be started: {}", words[0], std::strerror(error));
}

TalkingProgram::~TalkingProgram() {
  close(input_);
  read_all(output_);  // so that it can write its last words
  close(output_);
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool TalkingProgram::tell(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(input_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::optional<std::string> TalkingProgram::hear() {
  std::array<char, 4096> buffer;
  while (heard_.find('\n') == std::string::npos) {
    const ssize_t count = read(output_, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      if (heard_.empty()) return std::nullopt;
      heard_ += '\n';
      break;
    }
    heard_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const std::size_t end = heard_.find('\n');
  std::string line = heard_.substr(0, end);
  heard_.erase(0, end + 1);
  return line;
}

std::string last_line(const std::string& text) {
  std::istringstream lines(text);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace xil
