#include "framework/store/journal/journal.h"

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>

#include "framework/core/base/clock.h"
#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\\')
      out += "\\\\";
    else
      out += c;
  }
  return out;
}

std::filesystem::path journal_file(const std::filesystem::path& folder, int number) {
  return folder / fmt::format("{}-{}-{}.tsv", host_name(), ::getpid(), number);
}

/// SLURM's number of the job, with that of the task in an array.
std::string job_number() {
  const char *array = std::getenv("SLURM_ARRAY_JOB_ID"), *task = std::getenv("SLURM_ARRAY_TASK_ID");
  if (array != nullptr && task != nullptr) return fmt::format("{}_{}", array, task);
  const char* job = std::getenv("SLURM_JOB_ID");
  return job == nullptr ? "" : job;
}

std::string line_of(std::string_view event, std::string_view run_id, int rank, double seconds,
                    std::string_view reason) {
  return fmt::format("{}\t{}\t{}\t{:.6f}\t{:.3f}\t{}\n", event, escaped(run_id), rank, unix_seconds(), seconds,
                     escaped(reason));
}

}  // namespace

Journal::Journal(const std::filesystem::path& out, std::string heartbeat) {
  const std::filesystem::path folder = out / "journal";
  make_own_folder(folder);
  for (int number = 0; opened_.descriptor() < 0; ++number) {
    file_ = journal_file(folder, number);
    if (auto made = make_own_file({file_, 2})) opened_ = std::move(*made);
  }
  ::flock(descriptor(), LOCK_EX);  // on file systems without locks, readers look at the process number
  if (heartbeat.empty()) heartbeat = name();
  write(fmt::format("journal\t2\t{}\t{}\t{}\t{}\n", host_name(), ::getpid(), escaped(heartbeat), escaped(job_number())),
        true);
}

void Journal::started(std::string_view run_id, int rank) { append("started", run_id, rank, 0, ""); }

void Journal::finished(std::string_view run_id, int rank, double seconds) {
  append("finished", run_id, rank, seconds, "");
}

void Journal::failed(std::string_view run_id, int rank, double seconds, std::string_view reason) {
  append("failed", run_id, rank, seconds, reason);
}

void Journal::stopped(std::string_view run_id, int rank, double seconds, std::string_view reason) {
  append("stopped", run_id, rank, seconds, reason);
}

void Journal::round(std::string_view run_id, int rank, std::int64_t done, std::int64_t total) {
  append("round", run_id, rank, 0, fmt::format("{} {}", done, total), false);
}

void Journal::hung(std::string_view run_id, int rank, std::string_view reason) {
  append("hung", run_id, rank, 0, reason);
}

void Journal::quarantined(std::string_view run_id, std::string_view reason) {
  append("quarantined", run_id, 0, 0, reason);
}

void Journal::stop_requested(int rank, std::string_view signal) { append("told", "", rank, 0, signal); }

std::string Journal::crash_line(std::string_view run_id, int rank, std::string_view reason) {
  return line_of("crashed", run_id, rank, 0, reason);
}

void Journal::append(std::string_view event, std::string_view run_id, int rank, double seconds, std::string_view reason,
                     bool durable) {
  const std::lock_guard lock(mutex_);
  write(fmt::format("{}{}", torn_ ? "\n" : "", line_of(event, run_id, rank, seconds, reason)), durable);
}

void Journal::write(std::string_view line, bool durable) {
  const ssize_t written = ::write(descriptor(), line.data(), line.size());
  const int code = written < 0 ? errno : ENOSPC;
  const bool complete = written == static_cast<ssize_t>(line.size());
  if (written > 0) torn_ = !complete;
  if (complete && (!durable || ::fdatasync(descriptor()) == 0 || errno == EINVAL)) return;
  fail_storage("cannot write '{}': {}; free some space, then run it again", file_.string(),
               std::generic_category().message(complete ? errno : code));
}

}  // namespace xil
