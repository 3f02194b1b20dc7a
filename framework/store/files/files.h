#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

enum class IfExists { Replace, Keep };

/// A file that appears complete or not at all. It is written as `<target>.partial-<host>-<pid>` in the same folder and
/// renamed by commit(). If the target is a link or has a second name (hard link), that name is replaced and the file
/// that it leads to stays as it is. Errors are one line that names the target.
class AtomicFile {
 public:
  explicit AtomicFile(OwnPath target);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Removes the temporary file if it was not committed.
  ~AtomicFile();

  void write(std::string_view bytes);
  /// Writes everything to the disk, then gives the file its name. With Keep, a file that is there already stays as it
  /// is. Returns whether the target is now this file.
  bool commit(IfExists if_exists);
  /// The path of the bytes before commit(); another library may write them there.
  const std::filesystem::path& temporary() const { return temporary_; }

 private:
  bool give_name(IfExists if_exists) const;
  [[noreturn]] void fail_with_errno() const;

  std::filesystem::path target_, temporary_;
  OwnPlace place_;              ///< the folder of the target, and its name there
  std::string temporary_name_;  ///< name of the temporary file in the same folder
  OpenFile file_;
  bool pending_ = false;  ///< the temporary file exists
};

/// Writes a whole file by AtomicFile. Returns whether the target now has these bytes.
bool write_file_atomically(const OwnPath& target, std::string_view bytes, IfExists if_exists = IfExists::Replace);
/// Reads a whole file that the user names; unlike those of own_files.h it may be a link or a pipe.
std::string read_file(const std::filesystem::path& file);

/// Writes all bytes, whatever signals interrupt it. Returns 0, or the number of the error, which is in errno as well.
int write_all(const OpenFile& file, std::string_view bytes);

/// Has the names of a folder written to the disk. Without this a file's name may be lost in a power failure although
/// its bytes are safe.
void sync_folder(const OpenFile& folder);

/// Makes a missing folder that the user names, with those above it (compare make_own_folder).
void make_folder(const std::filesystem::path& folder);

/// xil's folders below OUT: those that every job needs, and those that are made when they are.
inline constexpr std::array<const char*, 3> kNeededFolders = {"runs", "sweeps", "journal"};
inline constexpr std::array<const char*, 9> kOtherFolders = {"leases", "logs",     "models", "features", "checkpoints",
                                                             "report", "sessions", "slurm",  "scalars"};

/// Makes the missing ones of OUT and its kNeededFolders, and makes sure that files can be written
/// there, by writing one: permissions tell little for root or on a read-only disk. It is a storage error if one of
/// xil's folders below OUT is a link or not a folder.
void ensure_out_folder(const std::filesystem::path& out);

/// The name of this machine, made of letters that may stand in a file name.
std::string host_name();

}  // namespace xil
