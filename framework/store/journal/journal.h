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
  Complete,
  Failed,
  Stopped,  ///< ended in an orderly way (signal, time limit); it can continue after its last round
  Hung,     ///< it did not end although it was asked to, so its process was ended: it counts as a death, like a crash
  Crashed,  ///< the process died of its own fault, for example a segmentation fault
  Lost,     ///< the process is gone without a reason: it was killed, or its node failed
  Quarantined,  ///< not an attempt: a job decided that the run is not to be tried again
};

/// One try at a run.
struct Attempt {
  std::string run_id, host, job;  ///< job: SLURM's number; empty without SLURM
  std::string heartbeat;          ///< identifies the job's processes: the name of the journal of its rank 0
  int rank = 0;
  AttemptState state = AttemptState::Lost;
  double started_unix = 0;              ///< seconds since 1970, by the clock of the host
  double seconds = 0;                   ///< duration as reported; 0 while running or if no end was reported
  std::int64_t round = -1, rounds = 0;  ///< last round completed (-1: none) and number of all rounds
  bool stop_requested = false;          ///< a signal asked the process to end during the attempt
  std::string reason;                   ///< the reason of a failure, a stop, a crash or a quarantine
};

/// The attempts that this process makes, recorded in one file `OUT/journal/<host>-<pid>-<number>.tsv` that only grows.
/// The file is locked as long as the process lives, so that a reader can tell a running attempt from a lost one. Calls
/// may come from several threads.
class Journal {
 public:
  /// `heartbeat` is name() of the journal of the job's rank 0; if it is empty, this journal's own name is used. Fails
  /// with a storage error.
  explicit Journal(const std::filesystem::path& out, std::string heartbeat = {});
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  // Each event is on the disk when the call returns. Rounds are the exception: their checkpoints are on the disk.
  void started(std::string_view run_id, int rank);
  void round(std::string_view run_id, int rank, std::int64_t done, std::int64_t total);
  void finished(std::string_view run_id, int rank, double seconds);
  void failed(std::string_view run_id, int rank, double seconds, std::string_view reason);
  /// The attempt ended in an orderly way (time limit, signal) and shall be made again.
  void stopped(std::string_view run_id, int rank, double seconds, std::string_view reason);
  /// The process ends itself, because the attempt did not end although it was asked to.
  void hung(std::string_view run_id, int rank, std::string_view reason);
  void quarantined(std::string_view run_id, std::string_view reason);
  /// This signal asked the process to end: the death of its current attempt is no longer the run's own fault.
  void stop_requested(int rank, std::string_view signal);

  const std::filesystem::path& file() const { return file_; }
  /// The file's name without its extension.
  std::string name() const { return file_.stem().string(); }
  int descriptor() const { return opened_.descriptor(); }
  /// The line that records a crash in this run, for a signal handler to write to descriptor().
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

/// All attempts of all processes, oldest first. Lines that make no sense are skipped (a torn last one, times and rounds
/// that no run has, lines of more than 64 KiB). It is a failure if the folder or a journal may not be read, or a
/// journal is larger than any real one.
std::vector<Attempt> read_journals(const std::filesystem::path& out);

}  // namespace xil
