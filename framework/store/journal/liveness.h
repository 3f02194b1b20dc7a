#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

/// The process that keeps a journal, as the journal's first line names it.
struct JournalOwner {
  std::string host;
  std::int64_t pid = 0;
};

enum class Liveness {
  Alive,   ///< it holds the lock of its journal
  Dead,    ///< it ran on this machine and does not hold the lock
  Unknown  ///< it runs elsewhere, where locks may have no effect
};

/// Checks once and keeps no state. The owner is read from the file. Unknown if there is no such file.
Liveness liveness_of(const std::filesystem::path& journal);
Liveness liveness_of(const OpenFile& journal);
/// The owner is empty if the file does not begin like a journal.
JournalOwner owner_of(const OpenFile& journal);

/// The interval at which a job shows that it is alive.
inline constexpr double kBeatPeriod_s = 5;

/// A heartbeat: a file `<name>.beats` in OUT/journal that grows by one byte per beat as long as the job lives. Another
/// process that sees no change for long, by its own clock, knows that the job is gone, whether or not the machines'
/// clocks agree and their locks work.
class Heartbeat {
 public:
  /// `name` is Journal::name() of the job's rank 0.
  Heartbeat(const std::filesystem::path& out, const std::string& name);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;
  /// Adds a beat. An error is ignored: a lost beat is no reason to lose the job.
  void beat();

 private:
  OpenFile file_;
};

/// Whether a word is a valid name of a heartbeat. Leases and journals only claim a name, which becomes part of a path.
bool is_heartbeat_name(std::string_view word);
/// The number of beats so far; 0 if there is no such heartbeat.
std::uintmax_t beats_of(const std::filesystem::path& out, const std::string& name);
/// Whether the last beat is at most four periods old, by the clocks of this machine and of the file system. For callers
/// that cannot wait and watch.
bool beat_lately(const std::filesystem::path& out, const std::string& name);

}  // namespace xil
