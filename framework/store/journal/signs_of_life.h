#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

/// A process that keeps a journal, as the journal's first line names it.
struct JournalOwner {
  std::string host;
  std::int64_t pid = 0;
};

enum class Life {
  Alive,   ///< it holds the lock of its journal
  Dead,    ///< it ran on this machine and does not hold it
  Unknown  ///< it runs elsewhere, and locks may not reach that far
};

/// Looks at once, and keeps nothing. The owner is read from the file. Unknown where there is no such file.
Life life_of(const std::filesystem::path& journal);
Life life_of(const OpenFile& journal);
/// Empty where the file does not begin as a journal does.
JournalOwner owner_of(const OpenFile& journal);

/// How often a job shows that it lives.
inline constexpr double kBeatPeriod_s = 5;

/// A counter in OUT/journal that goes on as long as a job does: a file `<name>.beats` that gets a byte per beat.
/// Whoever sees no change for long, by his own clock, knows that the job is gone, however the clocks and locks of the
/// machines stand.
class Heart {
 public:
  /// `name`: Journal::name() of the job's rank 0.
  Heart(const std::filesystem::path& out, const std::string& name);
  Heart(const Heart&) = delete;
  Heart& operator=(const Heart&) = delete;
  /// Losing one is no reason to lose the job.
  void beat();

 private:
  OpenFile file_;
};

/// Whether a word can be the name of a heart, which a lease and a journal only claim: it becomes a part of a path.
bool is_heart_name(std::string_view word);
/// Beats so far; 0 where there is no such heart.
std::uintmax_t beats_of(const std::filesystem::path& out, const std::string& name);
/// Whether the last beat is at most four periods old, by the clocks of this machine and of the file system: for a look
/// that cannot wait.
bool beat_lately(const std::filesystem::path& out, const std::string& name);

}  // namespace xil
