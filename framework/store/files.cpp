#include "framework/store/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "framework/core/error.h"

namespace xil {
namespace {

std::string how_to_mend(int code) {
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

[[noreturn]] void fail_to_write(const std::filesystem::path& file, int code) {
  fail_storage("cannot write '{}': {}; {}", file.string(), std::generic_category().message(code), how_to_mend(code));
}

/// Without this the name may be lost with the power although the bytes are safe.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);  // some file systems cannot do this for folders; then their rename is all there is
  ::close(descriptor);
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

int create(const std::filesystem::path& file) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  const int descriptor = ::open(file.c_str(), kFlags, 0644);
  if (descriptor >= 0 || errno != EEXIST) return descriptor;
  ::unlink(file.c_str());  // left by a dead process that had this process's number
  return ::open(file.c_str(), kFlags, 0644);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
  temporary_ = target_;
  temporary_ += fmt::format(".partial-{}-{}", host_name(), ::getpid());
  descriptor_ = create(temporary_);
  if (descriptor_ < 0) fail_with_errno();
  pending_ = true;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (pending_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_with_errno();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool AtomicFile::commit(IfExists if_exists) {
  if (::fsync(descriptor_) != 0) fail_with_errno();
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail_with_errno();
  const bool named = give_name(if_exists);
  if (!named) ::unlink(temporary_.c_str());
  pending_ = false;
  sync_folder(folder_of(target_));
  return named;
}

bool AtomicFile::give_name(IfExists if_exists) const {
  if (if_exists == IfExists::Keep) {
    if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) fail_with_errno();
    // A file system without RENAME_NOREPLACE (some network ones): only a tie of two writers could replace a file.
    if (std::filesystem::exists(target_)) return false;
  }
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail_with_errno();
  return true;
}

void AtomicFile::fail_with_errno() const { fail_to_write(target_, errno); }

bool write_file_atomically(const std::filesystem::path& target, std::string_view bytes, IfExists if_exists) {
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
  for (const char* part : {"runs", "sweeps", "journal"}) {
    make_folder(out / part);
    AtomicFile probe(out / part / "probe");
    probe.write("probe");
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
