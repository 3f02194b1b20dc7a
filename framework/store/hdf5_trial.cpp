#include "framework/store/hdf5_trial.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <exception>
#include <fstream>
#include <system_error>

#include "framework/core/error.h"

namespace xil {
namespace {

/// What reading a file may take: damaged structures lead in circles, or claim sizes without bound.
constexpr unsigned kFreeSeconds = 15;
constexpr std::uintmax_t kBytesPerSecond = 4 << 20, kFreeMemory = std::uintmax_t{1} << 30, kMemoryPerByte = 16;

using Action = std::function<void(const std::filesystem::path&)>;

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

[[noreturn]] void act(const std::vector<OwnPath>& files, SharedIndex& at, const Action& action) {
  leave_the_parents_ways();
  for (; at.get() < files.size(); at.set(at.get() + 1)) {
    const std::filesystem::path& file = files[at.get()].path;
    limit_work_on(size_of(file));
    try {
      action(file);
    } catch (const std::exception&) {
      // the caller meets it again, and tells it
    }
  }
  ::_exit(0);
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

}  // namespace

std::map<std::size_t, std::string> try_in_children(const std::vector<OwnPath>& files, const Action& action) {
  std::map<std::size_t, std::string> broken;
  SharedIndex at;
  for (; at.get() < files.size(); at.set(at.get() + 1)) {
    const pid_t child = ::fork();
    require(child >= 0, "no process can be started to try files ({})", last_error());
    if (child == 0) act(files, at, action);
    std::string end = end_of(child);
    if (end.empty()) break;
    broken.emplace(at.get(), std::move(end));
  }
  return broken;
}

void try_in_child(const OwnPath& file, const std::function<void()>& action) {
  const auto broken = try_in_children({file}, [&action](const std::filesystem::path&) { action(); });
  if (!broken.empty()) fail("{}", broken.begin()->second);
}

}  // namespace xil
