#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

enum class AttemptState { Running, Finished, Failed, Interrupted };

/// One try at a run.
struct Attempt {
  std::string run_id, host;
  int rank = 0;
  AttemptState state = AttemptState::Interrupted;
  double started_unix = 0;  ///< seconds since 1970, by the clock of the host
  double seconds = 0;       ///< duration as reported; 0 while running and after an interruption
  std::string reason;       ///< of a failure or of an orderly stop
};

/// This process's record of its attempts: one file `OUT/journal/<host>-<pid>-<number>.tsv` that only grows. The file is
/// locked as long as the process lives, so that a reader can tell a running attempt from an interrupted one.
class Journal {
 public:
  explicit Journal(const std::filesystem::path& out);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  // Each event is on the disk when the call returns.
  void started(std::string_view run_id, int rank);
  void finished(std::string_view run_id, int rank, double seconds);
  void failed(std::string_view run_id, int rank, double seconds, std::string_view reason);
  /// The attempt was given up in order (time limit, signal) and shall be made again.
  void stopped(std::string_view run_id, int rank, double seconds, std::string_view reason);

  const std::filesystem::path& file() const { return file_; }

 private:
  void append(std::string_view event, std::string_view run_id, int rank, double seconds, std::string_view reason);
  void write(std::string_view line);

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool torn_ = false;  ///< the last line is incomplete (a disk was full)
};

/// All attempts of all processes, oldest first. Lines that make no sense, such as a torn last one, are skipped.
std::vector<Attempt> read_journals(const std::filesystem::path& out);

}  // namespace xil
