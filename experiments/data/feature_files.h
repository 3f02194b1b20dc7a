#pragma once

#include <filesystem>
#include <list>
#include <string>
#include <utility>

#include "framework/core/interfaces/feature_cache.h"

namespace xil {

/// A FeatureCache in a folder that all processes of a sweep share. It never does more than save time: a damaged file is
/// made again, and if nothing can be kept, every process computes its own features. The tables used last stay in
/// memory.
class FeatureFiles final : public FeatureCache {
 public:
  explicit FeatureFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Table get(const std::string& key, const std::function<Matrix()>& make) override;

  /// Number of tables in memory: the runs of a sweep use its sets and weights in turn.
  static constexpr std::size_t kInMemory = 4;

 private:
  void make_folder() const;
  Table from_disk(const std::string& key, const std::function<Matrix()>& make) const;

  std::filesystem::path folder_;
  std::list<std::pair<std::string, Table>> recent_;  ///< most recently used first
};

}  // namespace xil
