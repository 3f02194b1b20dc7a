#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/store/files/own_files.h"

namespace xil {

/// What a person does in the session of one run, in one file `OUT/sessions/<run_id>.jsonl` that only grows: a JSON
/// document per line. It outlives its processes; at most one has it open at a time. Calls may come from several
/// threads.
class SessionJournal {
 public:
  /// Opens the file, makes it if it is missing, and reads what earlier processes wrote. An incomplete last line, as a
  /// process that is killed leaves it, is removed: nobody was told that it was kept. Fails if another process has the
  /// file open, if the file is larger than any real one, and for a line that is no JSON, by its number.
  SessionJournal(const std::filesystem::path& out, const std::string& run_id);
  SessionJournal(const SessionJournal&) = delete;
  SessionJournal& operator=(const SessionJournal&) = delete;

  /// Adds a line, which is on the disk when the call returns. Fails for a line of more than 16 MiB, and with a storage
  /// error if it cannot be written; then the file is as before.
  void append(const Value& line);
  /// The lines of earlier processes in their order; empty from the second call on.
  std::vector<Value> take_past() { return std::move(past_); }
  /// One sentence about what was mended when the file was opened; empty if nothing was.
  std::string note() const { return note_; }
  const std::filesystem::path& file() const { return file_; }

 private:
  void lock() const;
  void read_past(const std::string& text);
  void cut_to_size();
  void write(std::string_view text);

  std::filesystem::path file_;
  OpenFile opened_;
  std::mutex mutex_;
  std::int64_t size_ = 0;   ///< bytes of whole lines
  bool is_longer_ = false;  ///< a line that could not be written as a whole may follow them
  std::vector<Value> past_;
  std::string note_;
};

}  // namespace xil
