#include "framework/data/files/dataset_root.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "framework/core/base/error.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

std::string reason(int code) { return std::generic_category().message(code); }

/// A regular file of bearable size, open for reading. What was checked is what is read, whatever becomes of its name.
class OpenFile {
 public:
  /// `shown` stands in messages.
  OpenFile(const fs::path& file, const std::string& shown) : shown_(shown) {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    descriptor_.number = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
    require(descriptor_.number >= 0, "{}: cannot be opened ({}): see to its permissions", shown_, reason(errno));
    require(::fstat(descriptor_.number, &status_) == 0 && S_ISREG(status_.st_mode),
            "{}: not a regular file: take it out of the folder", shown_);
    require(size() <= DatasetRoot::kMostBytes,
            "{}: {} bytes are more than the {} that are read: take it out of the folder", shown_, size(),
            DatasetRoot::kMostBytes);
  }

  std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }
  std::string changed() const { return fmt::format("{}.{:09}", status_.st_mtim.tv_sec, status_.st_mtim.tv_nsec); }

  std::vector<std::uint8_t> read() const { return read_head(size()); }

  std::vector<std::uint8_t> read_head(std::uint64_t most) const {
    std::vector<std::uint8_t> bytes(std::min(size(), most));
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ::ssize_t got = ::read(descriptor_.number, bytes.data() + done, bytes.size() - done);
      if (got < 0 && errno == EINTR) continue;
      require(got >= 0, "{}: cannot be read ({}): see to the disk", shown_, reason(errno));
      require(got > 0, "{}: became shorter while it was read: start again when nothing writes to it", shown_);
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  struct Descriptor {
    int number = -1;
    Descriptor() = default;
    ~Descriptor() {
      if (number >= 0) ::close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
  };

  std::string shown_;
  Descriptor descriptor_;
  struct stat status_ {};
};

/// Names in a folder that do not start with a dot, ascending.
std::vector<std::string> names_in(const fs::path& folder, const std::string& shown, bool directories) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    std::string name = entry->path().filename().string();
    std::error_code unknown;  // of a link that leads nowhere: no folder
    if (name.front() != '.' && entry->is_directory(unknown) == directories) names.push_back(std::move(name));
  }
  require(!code, "{}: the folder cannot be listed ({}): see to its permissions", shown, code.message());
  std::ranges::sort(names);
  return names;
}

[[noreturn]] void refuse_missing(const fs::path& root, const std::string& relative, const std::string& why) {
  std::error_code none;
  const fs::path file = root / relative, target = fs::read_symlink(file, none);
  require(none || fs::exists(file, none),
          "{}: cannot be found, a link that leads nowhere, to '{}': fetch the file (dvc checkout, git annex get), or "
          "leave it out",
          relative, target.string());
  fail("{}: cannot be found in {} ({}): restore it, or leave it out", relative, root.string(), why);
}

/// Without the slash or the dot at the end of a folder's name, which canonical() does not have.
fs::path without_end(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace

DatasetRoot::DatasetRoot(const fs::path& folder, Links links) : links_(links) {
  std::error_code code;
  path_ = fs::canonical(folder, code);
  require(!code && fs::is_directory(path_, code), "{}: no such folder: name the root of a dataset", folder.string());
}

fs::path DatasetRoot::resolved(const std::string& relative) const {
  const fs::path given(relative);
  require(given.is_relative() && relative.find('\0') == std::string::npos,
          "{}: not a path below the dataset's root: write it relative to {}", relative.c_str(), path_.string());
  const fs::path plain = given.lexically_normal();
  require(relative.empty() || *plain.begin() != "..", "{}: leads out of the dataset's root {}", relative,
          path_.string());
  std::error_code code;
  const fs::path whole = fs::canonical(path_ / given, code);
  if (code) refuse_missing(path_, relative, code.message());
  const bool below = std::ranges::mismatch(path_, whole).in1 == path_.end();
  require(below || links_ == Links::Follow,
          "{}: leads out of the dataset's root {}: put the file itself there instead of a link, or read it with "
          "links: follow",
          relative, path_.string());
  require(links_ != Links::Refuse || whole == without_end(path_ / plain),
          "{}: a link, or behind one, which links: refuse forbids: put the file itself there, or use links: follow",
          relative);
  return whole;
}

std::vector<std::uint8_t> DatasetRoot::read(const std::string& relative) const {
  return OpenFile(resolved(relative), relative).read();
}

std::vector<std::uint8_t> DatasetRoot::read_head(const std::string& relative, std::size_t most) const {
  return OpenFile(resolved(relative), relative).read_head(most);
}

std::string DatasetRoot::stamp(const std::string& relative) const {
  const OpenFile file(resolved(relative), relative);
  return fmt::format("{} {}", file.size(), file.changed());
}

std::vector<std::string> DatasetRoot::files(const std::string& relative) const {
  if (!has_folder(relative)) return {};
  return names_in(resolved(relative), relative, false);
}

std::vector<std::string> DatasetRoot::folders(const std::string& relative) const {
  if (!has_folder(relative)) return {};
  return names_in(resolved(relative), relative, true);
}

bool DatasetRoot::has_file(const std::string& relative) const {
  std::error_code code;
  const bool exists = fs::exists(fs::symlink_status(path_ / relative, code));
  return exists && !fs::is_directory(path_ / relative, code);
}

bool DatasetRoot::has_folder(const std::string& relative) const {
  std::error_code code;
  return fs::is_directory(path_ / relative, code) && !resolved(relative).empty();
}

}  // namespace xil
