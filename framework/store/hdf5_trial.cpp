#include "framework/store/hdf5_trial.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "framework/core/error.h"

namespace xil {
namespace {

/// What reading a file may take: damaged structures lead in circles, or claim sizes without bound.
constexpr unsigned kFreeSeconds = 15;
constexpr std::uintmax_t kBytesPerSecond = 4 << 20, kFreeMemory = std::uintmax_t{1} << 30, kMemoryPerByte = 16;

std::string last_error() { return std::generic_category().message(errno); }

/// The index of the file at work, where parent and children see it.
class SharedIndex {
 public:
  SharedIndex() : memory_(::mmap(nullptr, sizeof(Index), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    require(memory_ != MAP_FAILED, "no memory to share with a process ({})", last_error());
    index_ = new (memory_) Index(0);
  }
  ~SharedIndex() { ::munmap(memory_, sizeof(Index)); }
  SharedIndex(const SharedIndex&) = delete;
  SharedIndex& operator=(const SharedIndex&) = delete;
  std::size_t get() const { return *index_; }
  void set(std::size_t value) { *index_ = value; }

 private:
  using Index = std::atomic<std::size_t>;
  void* memory_;
  Index* index_ = nullptr;
};

/// Private memory of this process in bytes, as RLIMIT_DATA counts it.
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

/// A child has no part in what its parent does at signals, and nothing to say.
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

/// Empty where a child went its way to the end.
std::string end_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) require(errno == EINTR, "the process that tries files is lost ({})", last_error());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) return "HDF5 itself comes to no end with it";
  return fmt::format("HDF5 itself breaks over it ({} {})", WIFSIGNALED(status) ? "signal" : "exit code",
                     WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/// Sends "index, length, message".
void tell(int pipe, std::size_t index, std::string_view message) {
  const std::size_t head[] = {index, message.size()};
  std::string bytes(reinterpret_cast<const char*>(head), sizeof head);
  bytes += message;
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t sent = ::write(pipe, bytes.data() + done, bytes.size() - done);
    if (sent < 0 && errno != EINTR) ::_exit(1);
    if (sent > 0) done += static_cast<std::size_t>(sent);
  }
}

/// The files first, first + step, ... of all, each tried by a child process.
class Lane {
 public:
  Lane(const std::vector<OwnPath>& files, std::size_t first, std::size_t step, const Trial& trial)
      : files_(files), step_(step), trial_(trial) {
    at_.set(first);
    start();
  }

  /// Waits for the end of all files.
  void collect(std::map<std::size_t, FailedTrial>& failed) {
    while (child_ > 0) {
      take_messages(failed);
      std::string end = end_of(std::exchange(child_, 0));
      if (end.empty()) return;
      failed[at_.get()] = {true, {std::move(end)}};
      at_.set(at_.get() + step_);
      if (at_.get() < files_.size()) start();
    }
  }

 private:
  void start() {
    int ends[2];
    require(::pipe2(ends, O_CLOEXEC) == 0, "no pipe to a process that tries files ({})", last_error());
    read_end_ = OpenFile(ends[0]);
    OpenFile write_end(ends[1]);
    child_ = ::fork();
    require(child_ >= 0, "no process can be started to try files ({})", last_error());
    if (child_ == 0) act(write_end.descriptor());
  }

  [[noreturn]] void act(int pipe) {
    leave_the_parents_ways();
    for (; at_.get() < files_.size(); at_.set(at_.get() + step_)) {
      const std::filesystem::path& file = files_[at_.get()].path;
      limit_work_on(size_of(file));
      try {
        for (const std::string& message : trial_(file)) tell(pipe, at_.get(), message);
      } catch (const std::exception& error) {
        tell(pipe, at_.get(), error.what());
      }
    }
    ::_exit(0);
  }

  /// Until the child has no more to say.
  void take_messages(std::map<std::size_t, FailedTrial>& failed) const {
    std::string bytes;
    std::array<char, 4096> part;
    for (;;) {
      const ssize_t got = ::read(read_end_.descriptor(), part.data(), part.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      bytes.append(part.data(), static_cast<std::size_t>(got));
    }
    std::size_t head[2];
    for (std::string_view left = bytes; left.size() >= sizeof head; left.remove_prefix(std::min(left.size(), head[1]))) {
      std::memcpy(head, left.data(), sizeof head);
      left.remove_prefix(sizeof head);
      if (head[0] < files_.size()) failed[head[0]].messages.emplace_back(left.substr(0, head[1]));
    }
  }

  const std::vector<OwnPath>& files_;
  const std::size_t step_;
  const Trial& trial_;
  SharedIndex at_;
  OpenFile read_end_;
  pid_t child_ = 0;
};

}  // namespace

std::map<std::size_t, FailedTrial> try_in_children(const std::vector<OwnPath>& files, const Trial& trial) {
  constexpr std::size_t kFewest = 8;  // a process is not worth less
  const std::size_t lanes = std::clamp<std::size_t>(files.size() / kFewest, 1, std::max(1U, std::thread::hardware_concurrency()));
  std::map<std::size_t, FailedTrial> failed;
  std::vector<std::unique_ptr<Lane>> all;
  for (std::size_t i = 0; i < std::min(lanes, files.size()); ++i) all.push_back(std::make_unique<Lane>(files, i, lanes, trial));
  for (const auto& lane : all) lane->collect(failed);
  return failed;
}

std::vector<std::string> try_in_child(const OwnPath& file, const Trial& trial) {
  const auto failed = try_in_children({file}, trial);
  return failed.empty() ? std::vector<std::string>() : failed.begin()->second.messages;
}

}  // namespace xil
