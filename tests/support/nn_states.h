#pragma once

#include <cstring>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "framework/core/base/error.h"

namespace xil {

struct ParsedTensor {
  std::string shape;
  std::vector<float> values;
};
using ParsedState = std::map<std::string, ParsedTensor>;

/// Reads Learner::state() by its documented layout; fails where it does not follow it.
inline ParsedState parse_state(const std::string& bytes) {
  const std::size_t end = bytes.find("\n\n");
  std::istringstream header(bytes.substr(0, end));
  std::string line;
  std::getline(header, line);
  if (line != "xil-parameters 1") fail("unknown layout: {}", line);
  ParsedState state;
  std::size_t at = end + 2;
  std::string name, shape;
  while (header >> name >> shape) {
    std::size_t count = 1;
    std::istringstream sides(shape);
    for (std::string side; std::getline(sides, side, 'x');) count *= std::stoull(side);
    ParsedTensor& tensor = state[name];
    tensor = {shape, std::vector<float>(count)};
    if (at + count * sizeof(float) > bytes.size()) fail("too few values for {}", name);
    std::memcpy(tensor.values.data(), bytes.data() + at, count * sizeof(float));
    at += count * sizeof(float);
  }
  if (at != bytes.size()) fail("bytes left over");
  return state;
}

}  // namespace xil
