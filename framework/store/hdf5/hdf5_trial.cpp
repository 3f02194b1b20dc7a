#include "framework/store/hdf5/hdf5_trial.h"

#include <fcntl.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <exception>
#include <fstream>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include "framework/core/base/error.h"
#include "framework/core/base/printable.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

/// Limits for reading a file: damaged structures may be circular, or claim sizes without bound.
constexpr unsigned kFreeSeconds = 15;
constexpr std::uintmax_t kBytesPerSecond = 4 << 20, kFreeMemory = std::uintmax_t{1} << 30, kMemoryPerByte = 16;

std::string last_error() { return std::generic_category().message(errno); }

/// The private memory of this process in bytes, as RLIMIT_DATA counts it.
rlim_t data_memory() {
  std::ifstream stream("/proc/self/status");
  for (std::string word; stream >> word;) {
    if (word != "VmData:") continue;
    rlim_t kilobytes = 0;
    stream >> kilobytes;
    return kilobytes * 1024;
  }
  return RLIM_INFINITY / 2;
}

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code code;
  const std::uintmax_t bytes = std::filesystem::file_size(file, code);
  return code ? 0 : bytes;
}

/// A child process resets its parent's signal handling and prints nothing.
void leave_the_parents_ways() {
  for (const int signal : {SIGALRM, SIGTERM, SIGINT}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(nowhere, STDERR_FILENO);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

void limit_work_on(std::uintmax_t file_bytes) {
  rlimit memory{};
  ::getrlimit(RLIMIT_DATA, &memory);
  memory.rlim_cur = std::min(memory.rlim_max, data_memory() + kFreeMemory + kMemoryPerByte * file_bytes);
  ::setrlimit(RLIMIT_DATA, &memory);
  ::alarm(kFreeSeconds + static_cast<unsigned>(file_bytes / kBytesPerSecond));
}

/// How a child process ended; empty if it ended normally.
std::string end_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    require(errno == EINTR, "the process that tries files is lost ({})", last_error());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) return "HDF5 itself comes to no end with it";
  return fmt::format("HDF5 itself breaks over it ({} {})", WIFSIGNALED(status) ? "signal" : "exit code",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/// False if nobody reads the pipe any more.
bool send(int pipe, std::string_view line) {
  while (!line.empty()) {
    const ssize_t sent = ::write(pipe, line.data(), line.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    line.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Reads until all writers have closed the pipe.
std::string received(int pipe) {
  std::string text;
  std::array<char, 4096> part;
  for (;;) {
    const ssize_t got = ::read(pipe, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
}

/// What a child found of a file.
struct Tried {
  std::vector<std::string> messages;  ///< what is wrong
  std::optional<std::string> bytes;   ///< what it read, if it was to read anything
};
using Attempting = std::function<Tried(const std::filesystem::path&)>;

/// A file without a name in memory that a process and its children share.
OpenFile shared_memory() {
  OpenFile memory(::memfd_create("readings", MFD_CLOEXEC));
  require(memory.descriptor() >= 0, "no memory for what processes read of files ({})", last_error());
  return memory;
}

std::string bytes_at(const OpenFile& memory, std::size_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const ssize_t got =
        ::pread(memory.descriptor(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    require(got > 0, "what a process read of a file is lost");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string bytes_of_digits(std::string_view digits) {
  require(digits.size() % 2 == 0, "what a process read of a file is cut off");
  std::string bytes(digits.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned value = 0;
    std::from_chars(digits.data() + 2 * i, digits.data() + 2 * i + 2, value, 16);
    bytes[i] = static_cast<char>(value);
  }
  return bytes;
}

/// The files first, first + step, ... of all files, each tried by a child process. The child writes a line when it
/// begins a file ("7"), one for anything that is wrong with it ("7 sentence"), and one for what it read of it
/// ("7@offset+size", in shared memory, or "7#0a1b...", if there is none).
class Lane {
 public:
  Lane(const std::vector<OwnPath>& files, std::size_t first, std::size_t step, const Attempting& trial)
      : files_(files), step_(step), trial_(trial), at_(first), memory_(shared_memory()) {
    start();
  }

  /// Waits until all files have been tried.
  void collect(FileReadings& found) {
    auto& failed = found.failed;
    for (;;) {
      take_lines(found);
      std::string end = end_of(child_);
      if (end.empty()) return;
      failed[at_] = {true, {std::move(end)}};
      at_ += step_;
      if (at_ >= files_.size()) return;
      start();
    }
  }

 private:
  void start() {
    int ends[2];
    require(::pipe2(ends, O_CLOEXEC) == 0, "no pipe to a process that tries files ({})", last_error());
    read_end_ = OpenFile(ends[0]);
    const OpenFile write_end(ends[1]);
    child_ = ::fork();
    require(child_ >= 0, "no process can be started to try files ({})", last_error());
    if (child_ == 0) act(write_end.descriptor());
  }

  [[noreturn]] void act(int pipe) const {
    leave_the_parents_ways();
    for (std::size_t i = at_; i < files_.size(); i += step_) {
      if (!send(pipe, fmt::format("{}\n", i))) break;
      limit_work_on(size_of(files_[i].path));
      const Tried tried = attempt(files_[i].path);
      for (const std::string& message : tried.messages) send(pipe, fmt::format("{} {}\n", i, printable(message)));
      if (tried.bytes) hand_over(pipe, i, *tried.bytes);
    }
    ::_exit(0);
  }

  Tried attempt(const std::filesystem::path& file) const {
    try {
      return trial_(file);
    } catch (const std::exception& error) {
      return {{error.what()}, std::nullopt};
    }
  }

  void hand_over(int pipe, std::size_t file, const std::string& bytes) const {
    const off_t offset = ::lseek(memory_.descriptor(), 0, SEEK_END);
    if (offset >= 0 && write_all(memory_, bytes) == 0)
      send(pipe, fmt::format("{}@{}+{}\n", file, offset, bytes.size()));
    else  // such memory counts as a file where sizes of files are limited
      send(pipe,
           fmt::format("{}#{:02x}\n", file,
                       fmt::join(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()), "")));
  }

  void take_lines(FileReadings& found) {
    std::istringstream lines(received(read_end_.descriptor()));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t end = line.find_first_not_of("0123456789");
      at_ = std::stoull(line.substr(0, end));
      if (end == std::string::npos) continue;
      const std::string rest = line.substr(end + 1);
      if (line[end] == ' ') found.failed[at_].messages.push_back(rest);
      if (line[end] == '@')
        found.bytes[at_] = bytes_at(memory_, std::stoull(rest), std::stoull(rest.substr(rest.find('+') + 1)));
      if (line[end] == '#') found.bytes[at_] = bytes_of_digits(rest);
    }
  }

  const std::vector<OwnPath>& files_;
  const std::size_t step_;
  const Attempting& trial_;
  std::size_t at_;  ///< the file that was begun last
  OpenFile memory_;
  OpenFile read_end_;
  pid_t child_ = 0;
};

}  // namespace

Trial trial_of(std::function<void(const std::filesystem::path&)> read) {
  return [read = std::move(read)](const std::filesystem::path& file) {
    read(file);
    return std::vector<std::string>();
  };
}

namespace {

FileReadings in_lanes(const std::vector<OwnPath>& files, const Attempting& trial) {
  constexpr std::size_t kFewest = 8;  // fewer files are not worth a process of their own
  const std::size_t lanes =
      std::clamp<std::size_t>(files.size() / kFewest, 1, std::max(1U, std::thread::hardware_concurrency()));
  FileReadings found;
  std::vector<std::unique_ptr<Lane>> all;
  for (std::size_t i = 0; i < std::min(lanes, files.size()); ++i)
    all.push_back(std::make_unique<Lane>(files, i, lanes, trial));
  for (const auto& lane : all) lane->collect(found);
  return found;
}

}  // namespace

std::map<std::size_t, FailedTrial> try_in_children(const std::vector<OwnPath>& files, const Trial& trial) {
  return in_lanes(files, [&](const std::filesystem::path& file) { return Tried{trial(file), std::nullopt}; }).failed;
}

FileReadings read_in_children(const std::vector<OwnPath>& files,
                              const std::function<std::string(const std::filesystem::path&)>& read) {
  return in_lanes(files, [&](const std::filesystem::path& file) { return Tried{{}, read(file)}; });
}

std::vector<std::string> try_in_child(const OwnPath& file, const Trial& trial) {
  const auto failed = try_in_children({file}, trial);
  return failed.empty() ? std::vector<std::string>() : failed.begin()->second.messages;
}

std::string refusal_of(const OwnPath& file, const FailedTrial& trial) {
  const std::string& message = trial.messages.front();  // the message of a reader names the file already
  return trial.broke ? fmt::format("'{}': {}; move it away and run the sweep again", file.path.string(), message)
                     : message;
}

}  // namespace xil
