#pragma once

#include <filesystem>
#include <list>
#include <string>
#include <utility>

#include "framework/core/interfaces/feature_cache.h"

namespace xil {

/// A FeatureCache in a folder that all processes of a sweep share. It only ever saves time: a damaged file is made
/// again, and where nothing can be kept, every process computes its own. The tables used last stay in memory.
class FeatureFiles final : public FeatureCache {
 public:
  explicit FeatureFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Table get(const std::string& key, const std::function<Matrix()>& make) override;

  /// Tables in memory: a sweep's runs take its sets and weights in turn.
  static constexpr std::size_t kInMemory = 4;

 private:
  void make_folder() const;
  Table from_disk(const std::string& key, const std::function<Matrix()>& make) const;

  std::filesystem::path folder_;
  std::list<std::pair<std::string, Table>> recent_;  ///< the last one first
};

}  // namespace xil
