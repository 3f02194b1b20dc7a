#include "framework/store/files/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "framework/core/base/error.h"

namespace xil {
namespace {

OpenFile create(const OpenFile& folder, const std::string& name) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  OpenFile made(::openat(folder.descriptor(), name.c_str(), kFlags, 0644));
  if (made.descriptor() >= 0 || errno != EEXIST) return made;
  ::unlinkat(folder.descriptor(), name.c_str(),
             0);  // left by a dead process that had this process's number, or planted
  return OpenFile(::openat(folder.descriptor(), name.c_str(), kFlags, 0644));
}

bool is_there(const OwnPlace& place) {
  struct stat status {};
  return ::fstatat(place.folder.descriptor(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace

AtomicFile::AtomicFile(OwnPath target) : target_(target.path), place_(own_place(target)) {
  temporary_name_ = fmt::format("{}.partial-{}-{}", place_.name, host_name(), ::getpid());
  temporary_ = target_;
  temporary_.replace_filename(temporary_name_);
  file_ = create(place_.folder, temporary_name_);
  if (file_.descriptor() < 0) fail_with_errno();
  pending_ = true;
}

AtomicFile::~AtomicFile() {
  if (pending_) ::unlinkat(place_.folder.descriptor(), temporary_name_.c_str(), 0);
}

void AtomicFile::write(std::string_view bytes) {
  if (write_all(file_, bytes) != 0) fail_with_errno();
}

bool AtomicFile::commit(IfExists if_exists) {
  if (::fsync(file_.descriptor()) != 0) fail_with_errno();
  if (!file_.close()) fail_with_errno();
  const bool named = give_name(if_exists);
  if (!named) ::unlinkat(place_.folder.descriptor(), temporary_name_.c_str(), 0);
  pending_ = false;
  sync_folder(place_.folder);
  return named;
}

bool AtomicFile::give_name(IfExists if_exists) const {
  const int folder = place_.folder.descriptor();
  const char *from = temporary_name_.c_str(), *to = place_.name.c_str();
  if (if_exists == IfExists::Keep) {
    if (::renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) fail_with_errno();
    // On a file system without RENAME_NOREPLACE (some network ones), a file could be replaced only if two writers
    // commit at the same moment.
    if (is_there(place_)) return false;
  }
  if (::renameat(folder, from, folder, to) != 0) fail_with_errno();
  return true;
}

void AtomicFile::fail_with_errno() const { fail_to_write(target_, errno); }

int write_all(const OpenFile& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.descriptor(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void sync_folder(const OpenFile& folder) {
  const OpenFile readable(::openat(folder.descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot do this for folders; there only the rename itself protects the name.
  if (readable.descriptor() >= 0) ::fsync(readable.descriptor());
}

bool write_file_atomically(const OwnPath& target, std::string_view bytes, IfExists if_exists) {
  AtomicFile file(target);
  file.write(bytes);
  return file.commit(if_exists);
}

std::string read_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  require(stream.good() && !stream.bad(), "cannot read '{}': {}", file.string(),
          std::generic_category().message(errno == 0 ? EIO : errno));
  return bytes;
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) fail_to_write(folder, code.value());
}

void ensure_out_folder(const std::filesystem::path& out) {
  for (const char* part : kNeededFolders) {
    make_own_folder({out / part, 1});
    AtomicFile probe({out / part / "probe", 2});
    probe.write("probe");
  }
  for (const char* part : kOtherFolders) {
    if (std::filesystem::exists(std::filesystem::symlink_status(out / part))) make_own_folder({out / part, 1});
  }
}

std::string host_name() {
  std::string name(256, '\0');
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  name.resize(name.find('\0'));
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
    if (!plain) c = '-';
  }
  return name.empty() ? "unknown" : name;
}

}  // namespace xil
