#include "experiments/data/feature_files.h"

#include <algorithm>

#include "experiments/data/file_lock.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"
#include "framework/store/sets/feature_file.h"

namespace xil {
namespace {

/// The table in a file; null if there is no such file or it is damaged.
FeatureCache::Table find(const std::filesystem::path& file, const std::string& key) try {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return nullptr;
  return std::make_shared<const Matrix>(read_feature_file(file, key));
} catch (const Error&) {
  return nullptr;
}

/// Keeps a table. An error, such as a full disk, only means that the next process computes the table again.
void keep(const std::filesystem::path& file, const std::string& key, const Matrix& features) try {
  write_feature_file(file, key, features);
} catch (const Error&) {
}

}  // namespace

FeatureCache::Table FeatureFiles::get(const std::string& key, const std::function<Matrix()>& make) {
  const auto found = std::ranges::find(recent_, key, &std::pair<std::string, Table>::first);
  if (found != recent_.end()) {
    recent_.splice(recent_.begin(), recent_, found);
    return recent_.front().second;
  }
  recent_.emplace_front(key, from_disk(key, make));
  if (recent_.size() > kInMemory) recent_.pop_back();
  return recent_.front().second;
}

// for example a full disk
void FeatureFiles::make_folder() const try { make_own_folder(folder_); } catch (const Error&) {
}

FeatureCache::Table FeatureFiles::from_disk(const std::string& key, const std::function<Matrix()>& make) const {
  make_folder();
  const std::string name = sha256(key).substr(0, 16);
  const std::filesystem::path file = folder_ / (name + ".h5");
  if (Table kept = find(file, key)) return kept;
  const FileLock lock(folder_ / (name + ".lock"));
  if (Table kept = find(file, key)) return kept;  // another process held the lock, and has made the table
  auto table = std::make_shared<const Matrix>(make());
  keep(file, key, *table);
  return table;
}

}  // namespace xil
