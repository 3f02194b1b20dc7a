#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The one way by which files and folders below a results folder are opened. Somebody else may have made that folder: a
// link in it may lead to any file of the user's, a pipe never ends, and a second name (hard link) belongs to a file
// elsewhere.
namespace xil {

/// A path whose last `parts` are xil's own: links are not followed there, component by component. What stands before
/// them is the user's choice, who may well keep results behind a link.
struct OwnPath {
  template <class Path>
  requires std::constructible_from<std::filesystem::path, Path> OwnPath(Path&& whole, int own_parts = 1)
      : path(std::forward<Path>(whole)), parts(own_parts) {}
  /// A file or folder in this one.
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
  /// Closes now; whether that went well.
  bool close();

 private:
  int descriptor_;
};

/// The folder that a file is in, and the file's name there.
struct OwnPlace {
  OpenFile folder;  ///< for calls relative to it only (O_PATH)
  std::string name;
};
/// Fails with a storage error where the folder is not there, or a link stands where it should be.
OwnPlace own_place(const OwnPath& file);

// All of these fail, with one line that names the path and what to do, where a link stands in the way or the file is no
// regular one, and where it may not be read or written; storage errors where it is to be written.

/// For reading; nothing where there is no such file. Never waits, and refuses files that are mostly holes.
std::optional<OpenFile> find_own_file(const OwnPath& file);
/// The same, but a file that is not there is a failure.
OpenFile open_own_file(const OwnPath& file);
/// For appending; makes the file where it is not there. One that has a second name is refused.
OpenFile append_to_own_file(const OwnPath& file);
/// Makes a file for writing; nothing where something of that name is there, whatever it is.
std::optional<OpenFile> make_own_file(const OwnPath& file);

/// Files that are read whole are no larger than that.
inline constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 30;
/// The whole content.
std::string read_own_file(const OwnPath& file, std::uintmax_t most = kMostBytes);
std::string read_own_file(const OpenFile& opened, const std::filesystem::path& name, std::uintmax_t most = kMostBytes);

/// Makes a folder, with those above it, where it is missing.
void make_own_folder(const OwnPath& folder);
/// Whether it is there.
bool has_own_folder(const OwnPath& folder);
/// What is in a folder, sorted; nothing where it is not there. One that may not be listed is a failure.
std::vector<std::filesystem::path> list_own_folder(const OwnPath& folder);
/// Those with that ending (".h5").
std::vector<std::filesystem::path> list_own_folder(const OwnPath& folder, std::string_view ending);
/// Deletes a file, or the link of its name; what cannot be deleted stays.
void remove_own_file(const OwnPath& file);
void remove_own_files(const OwnPath& folder, const std::vector<std::string>& names);

/// Whether a link, or something else that is neither a folder nor a file of its own, stands where one of the own parts
/// is due: for those who can do without a file, but not without the user's knowing.
bool is_planted(const OwnPath& file);

/// Storage error of a write that failed with that number.
[[noreturn]] void fail_to_write(const std::filesystem::path& file, int code);

}  // namespace xil
