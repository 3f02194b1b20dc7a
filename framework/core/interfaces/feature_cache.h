#pragma once

#include <functional>
#include <memory>
#include <string>

#include "framework/core/numeric/image.h"

namespace xil {

/// Features of whole sets of pictures under frozen weights, kept between runs and shared by processes.
class FeatureCache {
 public:
  using Table = std::shared_ptr<const Matrix>;
  virtual ~FeatureCache() = default;
  /// The table of `key`, a JSON map that names everything the features depend on. If no readable table exists,
  /// make() computes it, in one process at a time, and the result is stored. Exceptions of make() pass through.
  virtual Table get(const std::string& key, const std::function<Matrix()>& make) = 0;
};

}  // namespace xil
