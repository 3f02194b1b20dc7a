#include "experiments/runner/crash_reporter.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <utility>
#include <vector>

namespace xil {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 6> kFaults = {
    {{SIGSEGV, "SIGSEGV: it touched memory that is not its own"},
     {SIGABRT, "SIGABRT: a library gave up"},
     {SIGBUS, "SIGBUS: a file that it had mapped was cut, or the disk failed"},
     {SIGFPE, "SIGFPE: an impossible calculation"},
     {SIGILL, "SIGILL: an instruction that this processor lacks"},
     {SIGSYS, "SIGSYS: a call that this system forbids"}}};

/// Everything that the signal handler uses, since it may not allocate anything. A handler gets no arguments of ours,
/// hence the one instance.
struct Prepared {
  int descriptor = -1;
  pid_t process = 0;  ///< the process that made the note: the crash of a child is not the crash of its parent
  std::array<std::string, kFaults.size()> lines;
  std::array<struct sigaction, kFaults.size()> before;
  /// stack of the handler, since the usual stack may be what overflowed
  std::vector<char> stack = std::vector<char>(1 << 16);
};

Prepared& prepared() {
  static Prepared instance;
  return instance;
}

void write_line(int signal) {
  const Prepared& note = prepared();
  for (std::size_t i = 0; i < kFaults.size(); ++i) {
    if (kFaults[i].first != signal || ::getpid() != note.process) continue;
    const std::string& line = note.lines[i];
    if (::write(note.descriptor, line.data(), line.size()) >= 0) ::fsync(note.descriptor);
  }
  ::raise(signal);  // SA_RESETHAND has restored the default action
}

}  // namespace

CrashReporter::CrashReporter(int descriptor, const std::function<std::string(std::string_view)>& line) {
  Prepared& note = prepared();
  note.descriptor = descriptor;
  note.process = ::getpid();
  stack_t stack{};
  stack.ss_sp = note.stack.data();
  stack.ss_size = note.stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = write_line;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_ONSTACK);
  for (std::size_t i = 0; i < kFaults.size(); ++i) {
    note.lines[i] = line(kFaults[i].second);
    ::sigaction(kFaults[i].first, &action, &note.before[i]);
  }
}

CrashReporter::~CrashReporter() {
  for (std::size_t i = 0; i < kFaults.size(); ++i) ::sigaction(kFaults[i].first, &prepared().before[i], nullptr);
}

}  // namespace xil
