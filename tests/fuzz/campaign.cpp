#include "tests/fuzz/campaign.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "framework/core/base/error.h"
#include "tests/fuzz/reports.h"
#include "tests/fuzz/worker.h"
#include "tests/support/scratch_folder.h"

namespace xil::fuzz {
namespace {

/// A child is replaced after so many inputs: what a library loses in all its life is no matter of one input.
constexpr std::uint64_t kInputsPerChild = 5000, kInputsPerHdf5Child = 200;

/// Resident memory of a process in bytes; 0 where it is gone.
std::size_t resident(pid_t process) {
  std::ifstream stream(fmt::format("/proc/{}/statm", process));
  std::size_t total = 0, pages = 0;
  stream >> total >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Waits for the child and ends one that takes too much. Returns what was wrong; empty where nothing was.
std::string watch(pid_t child, const Progress& progress) {
  const std::size_t before = resident(child);
  for (int status = 0;;) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) {
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
      if (WIFEXITED(status) && WEXITSTATUS(status) == kFaultFound) return std::string(progress.reason.data());
      return WIFEXITED(status) ? fmt::format("ended with code {}", WEXITSTATUS(status))
                               : fmt::format("ended by signal {}", WTERMSIG(status));
    }
    const std::size_t now = resident(child), growth = now - std::min(before, now);
    const double seconds = progress.seconds_at_it();
    if (growth > kMostGrowth || seconds > kMostSeconds) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return seconds > kMostSeconds ? fmt::format("took more than {} s", kMostSeconds)
                                    : fmt::format("grew by {} MiB", growth >> 20);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

class Run {
 public:
  Run(const NamedTarget& named, const Campaign& campaign)
      : named_(named),
        campaign_(campaign),
        target_(named.make()),
        errors_(folder_ / "stderr"),
        reports_(folder_ / "report"),
        inputs_(folder_ / "inputs") {}

  Tally all() {
    const auto start = std::chrono::steady_clock::now();
    const std::uint64_t most = named_.is_hdf5 ? kInputsPerHdf5Child : kInputsPerChild;
    const std::uint64_t end = campaign_.first + campaign_.count;
    if (!piece({Piece::Seeds, 0, target_->seeds().size()})) return tally_;  // what follows would prove nothing
    for (std::uint64_t next = campaign_.first; next < end;) {
      const Piece mutated{Piece::Mutated, next, std::min(end, next + most)};
      if (named_.is_hdf5) make_inputs(mutated);
      piece(mutated);
      next = progress_->next;
    }
    tally_.inputs = campaign_.count;
    tally_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return tally_;
  }

 private:
  /// Lets children make the inputs of a piece as files. HDF5 may break over the odd things that it is asked for here,
  /// too: what it has not made is an empty file.
  void make_inputs(const Piece& what) {
    std::filesystem::create_directories(inputs_);
    for (std::uint64_t next = what.first; next < what.end; ++next) {
      progress_->start(next);
      const pid_t child = ::fork();
      require(child >= 0, "cannot start a process");
      if (child == 0) {
        write_reports_to(reports_);  // they are nobody's fault here
        make(named_, *target_, campaign_.seed, {what.kind, next, what.end}, inputs_, *progress_);
      }
      watch(child, *progress_);
      next = progress_->next;
    }
    take_reports(reports_);
  }

  /// Lets a child read inputs; whether all was well.
  bool piece(const Piece& what) {
    progress_->start(what.first);
    const pid_t child = ::fork();
    require(child >= 0, "cannot start a process");
    if (child == 0) {
      const int errors = ::open(errors_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(errors, STDERR_FILENO);
      work(named_, *target_, campaign_.seed, what, {reports_, named_.is_hdf5 ? inputs_ : ""}, *progress_);
    }
    const std::string fault = watch(child, *progress_);
    add_up();
    if (!fault.empty()) tell(what, fault);
    return fault.empty();
  }
  void add_up() {
    tally_.accepted += progress_->accepted;
    tally_.refused += progress_->refused;
    tally_.growth = std::max(tally_.growth, progress_->growth.load());
    if (progress_->slowest_s > tally_.slowest_s) {
      tally_.slowest_s = progress_->slowest_s;
      tally_.slowest = progress_->slowest;
    }
  }
  void tell(const Piece& what, const std::string& fault) {
    ++tally_.faults;
    const std::string which = fmt::format("{} {}", what.kind == Piece::Seeds ? "seed" : "input", progress_->next - 1);
    fmt::print(stderr, "{}: {} {}\n", named_.name, which, fault);
    const std::string errors = text_of(errors_) + take_reports(reports_);
    if (!errors.empty()) fmt::print(stderr, "{}\n", errors.substr(0, 6000));
    if (!progress_->reading) return;  // a leak belongs to none
    const auto file = campaign_.kept / fmt::format("{}-{}-{}", named_.name, campaign_.seed, progress_->next - 1);
    std::ofstream(file, std::ios::binary) << progress_->input();
    fmt::print(stderr, "again: xil-fuzz --replay {} {}\n", named_.name, file.string());
  }

  const NamedTarget& named_;
  const Campaign& campaign_;
  const ScratchFolder folder_;
  const std::unique_ptr<Target> target_;
  const std::filesystem::path errors_, reports_, inputs_;
  const SharedProgress progress_;
  Tally tally_;
};

}  // namespace

std::string make_input(const NamedTarget& named, const Target& target, std::uint64_t seed, std::uint64_t index) {
  std::uint32_t name = 2166136261U;  // FNV-1a, so that targets do not share their streams
  for (const char c : named.name) name = (name ^ static_cast<unsigned char>(c)) * 16777619U;
  Rng rng(seed, {.purpose = Purpose::Test,
                 .round = name,
                 .item = static_cast<std::uint32_t>(index),
                 .copy = static_cast<std::uint32_t>(index >> 32)});
  return target.mutated(rng);
}

Tally run_campaign(const NamedTarget& named, const Campaign& campaign) { return Run(named, campaign).all(); }

}  // namespace xil::fuzz
