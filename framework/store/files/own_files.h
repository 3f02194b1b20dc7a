#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Files and folders below a results folder are opened by these functions only. Somebody else may have made the folder:
// a link in it may lead to any of the user's files, a pipe never ends, and a file with a second name (hard link) is
// also a file elsewhere.
namespace xil {

/// A path whose last `parts` components belong to xil: none of these may be a link. The components before them are the
/// user's choice, and may well lead through a link.
struct OwnPath {
  template <class Path>
  requires std::constructible_from<std::filesystem::path, Path> OwnPath(Path&& whole, int own_parts = 1)
      : path(std::forward<Path>(whole)), parts(own_parts) {}
  /// The path of a file or folder in this folder.
  OwnPath below(const std::string& name) const { return {path / name, parts + 1}; }
  std::filesystem::path path;
  int parts;
};

/// An open file or folder; closed with this object.
class OpenFile {
 public:
  explicit OpenFile(int descriptor = -1) : descriptor_(descriptor) {}
  OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { close(); }
  int descriptor() const { return descriptor_; }
  /// Closes the file now; returns whether that succeeded.
  bool close();

 private:
  int descriptor_;
};

/// The folder that a file is in, and the file's name there.
struct OwnPlace {
  OpenFile folder;  ///< only for calls relative to the folder (O_PATH)
  std::string name;
};
/// Fails with a storage error if the folder does not exist or a link stands in its place.
OwnPlace own_place(const OwnPath& file);

// All of these functions fail if a link stands in the way, the file is not a regular one, or it may not be read or
// written. The message is one line that names the path and what to do; it is a storage error if the file was to be
// written.

/// Opens a file for reading; std::nullopt if there is no such file. Never waits, and refuses files that are mostly
/// holes.
std::optional<OpenFile> find_own_file(const OwnPath& file);
/// The same, but a missing file is a failure.
OpenFile open_own_file(const OwnPath& file);
/// Opens a file for appending and makes it if it is missing. A file with a second name is refused.
OpenFile append_to_own_file(const OwnPath& file);
/// Makes a file for writing; std::nullopt if anything of that name exists already.
std::optional<OpenFile> make_own_file(const OwnPath& file);

/// Files that are read as a whole may not be larger.
inline constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 30;
/// The whole content of a file of at most `most` bytes.
std::string read_own_file(const OwnPath& file, std::uintmax_t most = kMostBytes);
std::string read_own_file(const OpenFile& opened, const std::filesystem::path& name, std::uintmax_t most = kMostBytes);

/// Makes a missing folder, with those above it.
void make_own_folder(const OwnPath& folder);
/// Whether the folder exists.
bool has_own_folder(const OwnPath& folder);
/// The content of a folder, sorted; empty if the folder does not exist. It is a failure if the folder may not be
/// listed.
std::vector<std::filesystem::path> list_own_folder(const OwnPath& folder);
/// The members of a folder whose names have that ending (".h5").
std::vector<std::filesystem::path> list_own_folder(const OwnPath& folder, std::string_view ending);
/// Deletes a file, or the link of its name. If that fails, the file stays without an error.
void remove_own_file(const OwnPath& file);
void remove_own_files(const OwnPath& folder, const std::vector<std::string>& names);

/// Whether one of xil's own components of the path is a link, or neither a folder nor a regular file. It is for callers
/// that can do without the file but must tell the user.
bool is_planted(const OwnPath& file);

/// Throws a storage error for a write that failed with the error number `code`.
[[noreturn]] void fail_to_write(const std::filesystem::path& file, int code);

}  // namespace xil
