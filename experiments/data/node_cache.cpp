#include "experiments/data/node_cache.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "experiments/data/file_lock.h"
#include "framework/core/base/error.h"
#include "framework/store/sets/packed_set.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// The age from which on a partial file is the leftover of a process that was killed while it wrote.
constexpr std::chrono::hours kLeftoverAge{24};

/// Makes the folder if it is missing. If other users could write there, they could plant files that are then read.
bool is_own_folder(const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder.parent_path(), ignored);
  ::mkdir(folder.c_str(), 0700);
  struct stat status {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/// The set in a file; null if there is no such file or it is damaged.
NodeCache::SetPtr find(const fs::path& file) try {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return nullptr;
  auto set = read_packed_set(file);
  fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);  // marks it as just used: see prune()
  return set;
} catch (const Error&) {
  return nullptr;
}

struct Entry {
  fs::file_time_type used;
  fs::path file;
};

std::vector<Entry> entries_of(const fs::path& folder) {
  std::vector<Entry> entries;
  std::error_code code;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
    std::error_code gone;
    const auto used = at->last_write_time(gone);
    if (!gone) entries.push_back({used, at->path()});
  }
  return entries;
}

}  // namespace

fs::path node_cache() {
  const char* given = std::getenv("XIL_CACHE");
  const std::string place = given == nullptr ? "" : given;
  if (place == "none") return {};
  std::error_code code;
  const fs::path base = place.empty() ? fs::temp_directory_path(code) : fs::path(place);
  return code ? fs::path() : base / fmt::format("xil-cache-{}", ::geteuid());
}

NodeCache::SetPtr NodeCache::get(const std::string& key, const ComponentSpec& source,
                                 const std::function<SetPtr()>& make) const {
  if (folder_.empty() || !is_own_folder(folder_)) return make();
  const fs::path file = folder_ / (key + ".h5");
  if (auto kept = find(file)) return kept;
  // few lock files, so that nobody has to remove them
  const FileLock lock(folder_ / fmt::format("lock-{}", key.front()));
  if (auto kept = find(file)) return kept;
  auto set = make();
  keep(file, *set, source);
  return set;
}

void NodeCache::keep(const fs::path& file, const SourceSet& set, const ComponentSpec& source) const try {
  write_packed_set(file, set, source);
  prune();
} catch (const Error&) {
  // The disk may be full, for example: the next process then decodes again.
}

void NodeCache::prune() const {
  std::vector<Entry> entries = entries_of(folder_);
  std::ranges::sort(entries, std::ranges::greater{}, &Entry::used);
  const auto now = fs::file_time_type::clock::now();
  std::size_t sets = 0;
  for (const Entry& entry : entries) {
    const bool too_many = entry.file.extension() == ".h5" && ++sets > kMostSets;
    const bool leftover =
        entry.file.filename().string().find(".partial-") != std::string::npos && now - entry.used > kLeftoverAge;
    std::error_code ignored;
    if (too_many || leftover) fs::remove(entry.file, ignored);  // a process that has it open can still read it
  }
}

}  // namespace xil
