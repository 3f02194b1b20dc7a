#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

enum class IfExists { Replace, Keep };

/// A file that appears complete or not at all: it is written as `<target>.partial-<host>-<pid>` in the same folder and
/// renamed by commit(): a link or a second name that stands in the target's place is replaced, what it leads to stays
/// as it is. Errors are one line that names the target.
class AtomicFile {
 public:
  explicit AtomicFile(OwnPath target);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Removes what was not committed.
  ~AtomicFile();

  void write(std::string_view bytes);
  /// Brings everything to the disk, then to its name. With Keep a file that is there already stays as it is.
  /// Returns whether the target is now this file.
  bool commit(IfExists if_exists);
  /// Where the bytes are until then; another library may write them.
  const std::filesystem::path& temporary() const { return temporary_; }

 private:
  bool give_name(IfExists if_exists) const;
  [[noreturn]] void fail_with_errno() const;

  std::filesystem::path target_, temporary_;
  OwnPlace place_;              ///< of the target
  std::string temporary_name_;  ///< in the same folder
  OpenFile file_;
  bool pending_ = false;  ///< the temporary file is there
};

/// Writes a whole file by AtomicFile; returns whether the target is now these bytes.
bool write_file_atomically(const OwnPath& target, std::string_view bytes, IfExists if_exists = IfExists::Replace);
/// A file that the user names, whatever it is (compare own_files.h).
std::string read_file(const std::filesystem::path& file);

/// Makes a folder, with those above it, where it is missing: one that the user names (compare make_own_folder).
void make_folder(const std::filesystem::path& folder);

/// Makes OUT and its folders runs, sweeps and journal where they are missing, and makes sure that files can be written
/// there (by writing one: permissions say little where root or a read-only disk is concerned). A storage error where
/// any folder of xil's below OUT is a link or no folder.
void ensure_out_folder(const std::filesystem::path& out);

/// Name of this machine, of letters that may stand in a file name.
std::string host_name();

}  // namespace xil
