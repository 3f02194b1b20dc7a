#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/nn/weights/state_dict_file.h"

namespace xil {

struct ReadTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// All tensors of the first state dict of a file.
inline std::vector<ReadTensor> read_state_dict(const std::string& bytes, const std::string& name) {
  const StateDictFile file(bytes, name);
  std::vector<ReadTensor> tensors;
  for (const StoredTensor& tensor : file.dicts().front().tensors) {
    tensors.push_back({tensor.name, tensor.shape, std::vector<float>(tensor.count)});
    file.read(tensor, tensors.back().values);
  }
  return tensors;
}

}  // namespace xil
