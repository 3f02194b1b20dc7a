#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "framework/store/files/own_files.h"

namespace xil {

enum class AttemptState {
  Running,
  Finished,
  Failed,
  Stopped,      ///< given up in order (signal, time limit); it goes on after its last round
  Hung,         ///< it did not end although it was told to, and its process was ended: a death like a crash
  Crashed,      ///< the process was ended by a fault of its own, a segmentation fault for example
  Lost,         ///< the process is gone and has not said why: killed, or its node is
  Quarantined,  ///< no attempt: a job decided that the run is not to be tried again
};

/// One try at a run.
struct Attempt {
  std::string run_id, host, job;  ///< job: SLURM's number where there is one
  std::string heart;              ///< names the job's processes: the journal of its rank 0
  int rank = 0;
  AttemptState state = AttemptState::Lost;
  double started_unix = 0;              ///< seconds since 1970, by the clock of the host
  double seconds = 0;                   ///< duration as reported; 0 while running and where no end was reported
  std::int64_t round = -1, rounds = 0;  ///< rounds complete after it, and all there will be; -1: it completed none
  bool told_to_end = false;             ///< the process was asked to end by a signal while at it
  std::string reason;                   ///< of a failure, a stop, a crash or a quarantine
};

/// This process's record of its attempts: one file `OUT/journal/<host>-<pid>-<number>.tsv` that only grows. The file is
/// locked as long as the process lives, so that a reader can tell a running attempt from a lost one. Calls may come
/// from several threads.
class Journal {
 public:
  /// `heart`: name() of the journal of the job's rank 0; empty: this one. Fails with a storage error.
  explicit Journal(const std::filesystem::path& out, std::string heart = {});
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  // Each event is on the disk when the call returns, but for rounds, whose checkpoints are.
  void started(std::string_view run_id, int rank);
  void round(std::string_view run_id, int rank, std::int64_t done, std::int64_t total);
  void finished(std::string_view run_id, int rank, double seconds);
  void failed(std::string_view run_id, int rank, double seconds, std::string_view reason);
  /// The attempt was given up in order (time limit, signal) and shall be made again.
  void stopped(std::string_view run_id, int rank, double seconds, std::string_view reason);
  /// The process ends itself, since the attempt does not end although it was told to.
  void hung(std::string_view run_id, int rank, std::string_view reason);
  void quarantined(std::string_view run_id, std::string_view reason);
  /// The process was asked to end by that signal: what is in hand is no longer its own fault.
  void told_to_end(int rank, std::string_view signal);

  const std::filesystem::path& file() const { return file_; }
  /// File name without its extension.
  std::string name() const { return file_.stem().string(); }
  int descriptor() const { return opened_.descriptor(); }
  /// The line that a crash in that run would leave, for a signal handler to write to descriptor().
  static std::string crash_line(std::string_view run_id, int rank, std::string_view reason);

 private:
  void append(std::string_view event, std::string_view run_id, int rank, double seconds, std::string_view reason,
              bool durable = true);
  void write(std::string_view line, bool durable);

  std::filesystem::path file_;
  std::mutex mutex_;
  OpenFile opened_;
  bool torn_ = false;  ///< the last line is incomplete (a disk was full)
};

/// All attempts of all processes, oldest first. Lines that make no sense (a torn last one, times and rounds that no run
/// has, lines of more than 64 KiB) are skipped. A folder or journal that may not be read, or that is larger than any,
/// is a failure.
std::vector<Attempt> read_journals(const std::filesystem::path& out);

}  // namespace xil
