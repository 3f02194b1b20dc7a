#include "framework/store/files/own_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

#include "framework/core/base/error.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// Files up to this size may have holes, which file systems leave that allocate whole blocks.
constexpr off_t kSmall = 1 << 24;

enum class Use { Read, Write };

template <class... Args>
[[noreturn]] void give_up(Use use, fmt::format_string<Args...> format, Args&&... args) {
  if (use == Use::Write) fail_storage(format, std::forward<Args>(args)...);
  fail(format, std::forward<Args>(args)...);
}

std::string message_of(int code) { return std::generic_category().message(code); }

[[noreturn]] void fail_to_open(const fs::path& path, Use use, int code) {
  if (use == Use::Write) fail_to_write(path, code);
  if (code == ENOENT) fail("cannot read '{}': there is no such file", path.string());
  if (code == EACCES || code == EPERM)
    fail("cannot read '{}': {}; ask its owner for the permission to read it", path.string(), message_of(code));
  fail("cannot read '{}': {}", path.string(), message_of(code));
}

std::string_view kind_of(mode_t mode) {
  if (S_ISLNK(mode)) return "a symbolic link, and xil follows none below a results folder";
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return S_ISREG(mode) ? "a file" : "a device";
}

[[noreturn]] void refuse_kind(const fs::path& path, Use use, mode_t mode, std::string_view due) {
  give_up(use, "'{}' is {} where a {} of xil's own is due: look at what it is and remove it", path.string(),
          kind_of(mode), due);
}

/// Opens the next folder of a path, which must not be a link.
OpenFile enter(const OpenFile& above, const std::string& name, const fs::path& path, Use use) {
  struct stat status {};
  if (::fstatat(above.descriptor(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) fail_to_open(path, use, errno);
  if (!S_ISDIR(status.st_mode)) refuse_kind(path, use, status.st_mode, "folder");
  OpenFile folder(::openat(above.descriptor(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.descriptor() < 0) fail_to_open(path, use, errno);
  return folder;
}

/// A path split into the part that the user chose and the names below it.
struct Parts {
  fs::path base;
  std::vector<std::string> names;
};

Parts parts_of(const OwnPath& own) {
  Parts parts{own.path, {}};
  for (int i = 0; i < own.parts && !parts.base.filename().empty(); ++i) {
    parts.names.push_back(parts.base.filename().string());
    parts.base = parts.base.parent_path();
  }
  std::ranges::reverse(parts.names);
  if (parts.base.empty()) parts.base = ".";
  return parts;
}

OpenFile open_base(const fs::path& base, const fs::path& path, Use use) {
  OpenFile folder(::open(base.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.descriptor() < 0) fail_to_open(path, use, errno);
  return folder;
}

OwnPlace place_of(const OwnPath& own, Use use) {
  Parts parts = parts_of(own);
  require(!parts.names.empty(), "'{}' is no name of a file", own.path.string());
  OwnPlace place{open_base(parts.base, own.path, use), parts.names.back()};
  parts.names.pop_back();
  fs::path path = parts.base;
  for (const std::string& name : parts.names) place.folder = enter(place.folder, name, path /= name, use);
  return place;
}

/// The number of bytes of a file that are not holes, as far as the file system tells.
off_t bytes_there(int descriptor, off_t size) {
  off_t there = 0;
  constexpr int kMostPieces = 10000;  // each piece costs two system calls
  off_t at = 0;
  for (int piece = 0; at < size && piece < kMostPieces; ++piece) {
    const off_t data = ::lseek(descriptor, at, SEEK_DATA);
    if (data < 0) return errno == ENXIO ? there : size;
    const off_t hole = ::lseek(descriptor, data, SEEK_HOLE);
    if (hole <= data) return size;
    there += hole - data;
    at = hole;
  }
  return there;
}

void check_readable(const OpenFile& opened, const struct stat& status, const fs::path& path) {
  if (status.st_size <= kSmall) return;
  const off_t there = bytes_there(opened.descriptor(), status.st_size);
  ::lseek(opened.descriptor(), 0, SEEK_SET);
  require(there >= status.st_size / 8,
          "'{}' claims {} bytes of which only {} are there, which no file of xil does: look at what it is",
          path.string(), status.st_size, there);
}

/// Opens a regular file; std::nullopt if there is none.
std::optional<OpenFile> open_at(const OwnPlace& place, const fs::path& path, int flags, Use use) {
  struct stat status {};
  const bool there = ::fstatat(place.folder.descriptor(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  // The kind is checked before opening, since opening a device may already have an effect.
  if (there && !S_ISREG(status.st_mode)) refuse_kind(path, use, status.st_mode, "regular file");
  OpenFile opened(::openat(place.folder.descriptor(), place.name.c_str(),
                           flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644));
  if (opened.descriptor() < 0 && errno == ENOENT && use == Use::Read) return std::nullopt;
  if (opened.descriptor() < 0 || ::fstat(opened.descriptor(), &status) != 0) fail_to_open(path, use, errno);
  if (!S_ISREG(status.st_mode)) refuse_kind(path, use, status.st_mode, "regular file");
  if (use == Use::Read) check_readable(opened, status, path);
  if (use == Use::Write && status.st_nlink > 1)
    fail_storage("'{}' has a second name elsewhere (a hard link), whose content would change with it: remove it",
                 path.string());
  return opened;
}

bool is_missing(const OwnPath& own) {
  std::error_code code;
  const fs::file_status status = fs::symlink_status(own.path, code);
  return status.type() == fs::file_type::not_found;
}

std::string_view how_to_mend(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "free some space or raise the limit, then run it again";
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case ENOENT:
      return "choose a folder that can be written";
    default:
      return "check the disk, then run it again";
  }
}

}  // namespace

void fail_to_write(const fs::path& file, int code) {
  fail_storage("cannot write '{}': {}; {}", file.string(), message_of(code), how_to_mend(code));
}

bool OpenFile::close() {
  const int descriptor = std::exchange(descriptor_, -1);
  return descriptor < 0 || ::close(descriptor) == 0;
}

OwnPlace own_place(const OwnPath& file) { return place_of(file, Use::Write); }

std::optional<OpenFile> find_own_file(const OwnPath& file) {
  if (is_missing(file)) return std::nullopt;
  if (file.parts > 0) return open_at(place_of(file, Use::Read), file.path, O_RDONLY, Use::Read);
  std::error_code code;
  const fs::path target = fs::canonical(file.path, code);  // the user's own choice may be a link
  if (code) fail_to_open(file.path, Use::Read, code.value());
  return open_at(place_of(target, Use::Read), file.path, O_RDONLY, Use::Read);
}

OpenFile open_own_file(const OwnPath& file) {
  auto opened = find_own_file(file);
  if (!opened) fail_to_open(file.path, Use::Read, ENOENT);
  return std::move(*opened);
}

OpenFile append_to_own_file(const OwnPath& file) {
  return std::move(*open_at(own_place(file), file.path, O_WRONLY | O_CREAT | O_APPEND, Use::Write));
}

std::optional<OpenFile> make_own_file(const OwnPath& file) {
  const OwnPlace place = own_place(file);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC;
  OpenFile made(::openat(place.folder.descriptor(), place.name.c_str(), kFlags, 0644));
  if (made.descriptor() < 0 && errno == EEXIST) return std::nullopt;
  if (made.descriptor() < 0) fail_to_write(file.path, errno);
  return made;
}

std::string read_own_file(const OwnPath& file, std::uintmax_t most) {
  return read_own_file(open_own_file(file), file.path, most);
}

std::string read_own_file(const OpenFile& opened, const fs::path& name, std::uintmax_t most) {
  struct stat status {};
  if (::fstat(opened.descriptor(), &status) != 0) fail_to_open(name, Use::Read, errno);
  const auto size = static_cast<std::uintmax_t>(status.st_size);
  require(size <= most, "'{}' has {} bytes, more than the {} that xil ever writes there: look at what it is",
          name.string(), size, most);
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(opened.descriptor(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_to_open(name, Use::Read, errno);
    if (got == 0) break;  // the file was truncated meanwhile
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void make_own_folder(const OwnPath& folder) {
  const Parts parts = parts_of(folder);
  std::error_code code;
  fs::create_directories(parts.base, code);
  if (code) fail_to_write(parts.base, code.value());
  OpenFile at = open_base(parts.base, folder.path, Use::Write);
  fs::path path = parts.base;
  for (const std::string& name : parts.names) {
    path /= name;
    if (::mkdirat(at.descriptor(), name.c_str(), 0777) != 0 && errno != EEXIST) fail_to_write(path, errno);
    at = enter(at, name, path, Use::Write);
  }
}

bool has_own_folder(const OwnPath& folder) {
  if (is_missing(folder)) return false;
  const OwnPlace place = place_of(folder, Use::Read);
  enter(place.folder, place.name, folder.path, Use::Read);
  return true;
}

std::vector<fs::path> list_own_folder(const OwnPath& folder) {
  if (is_missing(folder)) return {};
  const OwnPlace place = place_of(folder, Use::Read);
  const OpenFile checked = enter(place.folder, place.name, folder.path, Use::Read);
  const int listed = ::openat(checked.descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (listed < 0) fail_to_open(folder.path, Use::Read, errno);
  const auto close_list = [](DIR* list) { ::closedir(list); };
  const std::unique_ptr<DIR, decltype(close_list)> list(::fdopendir(listed), close_list);
  require(list != nullptr, "cannot read '{}': {}", folder.path.string(), message_of(errno));
  std::vector<fs::path> found;
  errno = 0;
  while (const dirent* entry = ::readdir(list.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") found.push_back(folder.path / name);
  }
  if (errno != 0) fail_to_open(folder.path, Use::Read, errno);
  std::ranges::sort(found);
  return found;
}

std::vector<fs::path> list_own_folder(const OwnPath& folder, std::string_view ending) {
  std::vector<fs::path> found = list_own_folder(folder);
  std::erase_if(found, [&](const fs::path& file) { return file.extension() != ending; });
  return found;
}

void remove_own_files(const OwnPath& folder, const std::vector<std::string>& names) {
  if (names.empty() || is_missing(folder)) return;
  const OwnPlace place = place_of(folder, Use::Write);
  const OpenFile opened = enter(place.folder, place.name, folder.path, Use::Write);
  for (const std::string& name : names) ::unlinkat(opened.descriptor(), name.c_str(), 0);
}

bool is_planted(const OwnPath& file) {
  struct stat status {};
  if (::lstat(file.path.c_str(), &status) == 0 && (!S_ISREG(status.st_mode) || status.st_nlink > 1)) return true;
  fs::path above = file.path;
  for (int i = 1; i < file.parts; ++i) {
    above = above.parent_path();
    if (::lstat(above.c_str(), &status) == 0 && !S_ISDIR(status.st_mode)) return true;
  }
  return false;
}

void remove_own_file(const OwnPath& file) {
  if (is_missing(file)) return;
  const OwnPlace place = own_place(file);
  ::unlinkat(place.folder.descriptor(), place.name.c_str(), 0);
}

}  // namespace xil
