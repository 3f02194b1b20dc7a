#include "framework/store/files/sweep_store.h"

#include <fcntl.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

constexpr std::size_t kDigits = 16;
constexpr std::uintmax_t kMostDigestBytes = 1 << 20;
constexpr std::uintmax_t kMostSweepBytes = std::uintmax_t{1} << 28;

std::filesystem::path digest_file(const std::filesystem::path& out, std::string_view key) {
  return out / "journal" / "digests" / sha256(key).substr(0, kDigits);
}

}  // namespace

std::filesystem::path freeze_sweep(const std::filesystem::path& out, std::string_view text) {
  make_own_folder(out / "sweeps");
  const std::filesystem::path file = out / "sweeps" / (sha256(text).substr(0, kDigits) + ".yaml");
  if (!find_own_file({file, 2})) {
    write_file_atomically({file, 2}, text, IfExists::Keep);
  } else if (list_sweeps(out).back() != file) {
    utimensat(AT_FDCWD, file.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);  // of somebody else's folder the order stays
  }
  return file;
}

bool is_as_frozen(const std::filesystem::path& file) {
  return sha256(read_own_file({file, 2}, kMostSweepBytes)).substr(0, kDigits) == file.stem().string();
}

std::string known_sweeps(const std::filesystem::path& out, const std::string& own) {
  constexpr std::size_t kMostKnown = 1000;
  std::set<std::string> digests;
  if (!own.empty()) digests.insert(own);
  if (has_own_folder(out / "sweeps")) {
    for (const std::filesystem::path& file : list_own_folder(out / "sweeps", ".yaml")) {
      if (is_as_frozen(file)) digests.insert(file.stem().string());
    }
  }
  return digests.size() > kMostKnown ? std::string() : fmt::format("{}", fmt::join(digests, " "));
}

std::vector<std::filesystem::path> list_sweeps(const std::filesystem::path& out) {
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> found;
  for (const std::filesystem::path& file : list_own_folder(out / "sweeps", ".yaml")) {
    open_own_file({file, 2});  // throws if it cannot be read, or is a link or a pipe
    found.emplace_back(std::filesystem::last_write_time(file), file);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::filesystem::path> files;
  for (auto& [time, file] : found) files.push_back(std::move(file));
  return files;
}

std::optional<std::string> fixed_digest(const std::filesystem::path& out, std::string_view key) {
  const std::filesystem::path file = digest_file(out, key);
  if (!find_own_file({file, 3})) return std::nullopt;
  const std::string kept = read_own_file({file, 3}, kMostDigestBytes);
  return kept.substr(0, kept.find('\n'));
}

std::optional<std::string> conflicting_digest(const std::filesystem::path& out, std::string_view key,
                                              std::string_view digest) {
  const std::filesystem::path file = digest_file(out, key);
  make_own_folder({file.parent_path(), 2});
  if (!find_own_file({file, 3})) {
    if (write_file_atomically({file, 3}, fmt::format("{}\n{}\n", digest, key), IfExists::Keep)) return std::nullopt;
  }
  const std::optional<std::string> first = fixed_digest(out, key);
  return first == digest ? std::nullopt : first;
}

}  // namespace xil
