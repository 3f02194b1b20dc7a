#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/data/layouts/layout.h"

namespace xil {

/// Why a mask is not used, and what would change that.
struct MaskRemedy {
  std::string key;       ///< equal for all masks with the same remedy
  std::string sentence;  ///< with this mask as the example
};

/// Finds the picture that a mask was probably meant for.
class MaskMatcher {
 public:
  MaskMatcher(const ComponentSpec& spec, const Listing& listing);

  MaskRemedy remedy(const std::string& path) const;
  /// Whether its name fits ok pictures only.
  bool is_of_ok(const std::string& path) const;

 private:
  struct Match {
    const ListedItem* item = nullptr;
    std::string prefix, suffix;  ///< around the picture's name
    bool folder = false;         ///< the mask's folder has the picture's name
  };
  Match match(const std::string& path) const;
  const ListedItem* best(const std::string& stem, const std::string& mask_folder) const;
  MaskRemedy remedy_for(const std::string& path, const Match& match) const;

  std::string layout_;
  bool has_table_, has_masks_;
  int ok_label_;
  std::map<std::string, std::vector<const ListedItem*>> by_stem_;  ///< stems in lower case
};

}  // namespace xil
