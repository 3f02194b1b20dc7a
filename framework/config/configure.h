#pragma once

#include <string>
#include <vector>

#include "framework/config/keys.h"

namespace xil {

/// One setting of a combination, and whether it has taken effect in any run.
struct Setting {
  const std::string* key;
  const Value* value;
  char* used;
};

/// Applies whole keys first and dotted keys after them, since these refine what the whole keys chose.
Value configure(const std::vector<Setting>& settings, const std::string& file, const Keys& keys);

}  // namespace xil
