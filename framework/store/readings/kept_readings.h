#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/store/files/user_key.h"
#include "framework/store/readings/run_reading.h"

namespace xil {

/// Whose run files are read. Those of a folder of unknown origin are read in child processes (hdf5_trial.h).
enum class FileOrigin { Own, Unknown };

/// What the system says of a file without reading it. The time of its last change (ctime) cannot be set by a program.
struct FileIdentity {
  std::uint64_t inode = 0, bytes = 0;
  std::int64_t modified_ns = 0, changed_ns = 0;
  bool operator==(const FileIdentity&) const = default;
};

/// What was found in a run file.
struct ReadRun {
  std::optional<RunReading> reading;
  std::string refusal;  ///< why there is no reading; one sentence that names the file
  std::string digest;   ///< SHA-256 of the file's bytes; empty where they were not looked at as a whole
};

/// The readings of a folder's run files, `OUT/scalars/<key>.readings`, so that only new and changed files are read.
///
/// An entry is used if the file is the one that was read: its identity is the same and its last change was more than
/// two seconds old then, or else the SHA-256 of its bytes is the same. The table is sealed with the user's key
/// (user_key.h) and names the build: a table of somebody else, of another build, or a damaged one is as if it were not
/// there. It is written for kWorthKeeping new readings or more, replaces the one before in one piece, and a folder that
/// cannot be written stays as it is.
class KeptReadings {
 public:
  /// So many files take longer to read than a table to write.
  static constexpr std::size_t kWorthKeeping = 32;

  explicit KeptReadings(std::filesystem::path out);

  /// In the order of the runs, whose files exist. `now_ns`: since 1970; for tests, the time of this call if missing.
  std::vector<ReadRun> read(std::span<const std::string> run_ids, FileOrigin origin,
                            ReadingDepth depth = ReadingDepth::Everything,
                            std::optional<std::int64_t> now_ns = std::nullopt);
  /// The runs that the last read() had to read, and those whose bytes it compared.
  std::size_t newly_read() const { return newly_read_; }
  std::size_t compared() const { return compared_; }

  /// For `xil verify`: what an entry says of a file's present bytes, one sentence if it says something else than
  /// `reading` (encoded()) or does not see that the file changed; empty otherwise.
  std::string problem_of(const std::string& run_id, const std::string& reading, const std::string& bytes_digest) const;
  /// Tables in the folder that this user did not seal, or that are damaged.
  std::vector<std::filesystem::path> foreign_tables() const;
  bool has(const std::string& run_id) const { return entries_.contains(run_id); }

 private:
  struct Entry {
    FileIdentity identity;
    bool settled = false;  ///< the file was old enough when it was read: another content has another identity
    std::string digest;    ///< SHA-256 of the file's bytes
    std::string unread;    ///< why it cannot be read; empty: it can
    std::string_view payload;
  };
  /// What a (child) process says of a file: "same", or a new entry.
  std::string look_into(const std::string& run_id, ReadingDepth depth, std::int64_t now_ns) const;
  void take(const std::string& run_id, std::string_view said, ReadRun& result);
  void read_files(std::span<const std::string> ids, std::span<const std::size_t> places, FileOrigin origin,
                  ReadingDepth depth, std::int64_t now_ns, std::vector<ReadRun>& results);
  void load();
  void save() const;
  std::filesystem::path table() const;

  std::filesystem::path out_;
  std::optional<UserKey> key_;
  std::string content_;            ///< of the table
  std::deque<std::string> fresh_;  ///< payloads that are not in it
  std::map<std::string, Entry, std::less<>> entries_;
  std::size_t newly_read_ = 0, compared_ = 0;
};

}  // namespace xil
