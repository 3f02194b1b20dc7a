#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/read_weights.h"
#include "tests/support/refusals.h"
#include "tests/support/weight_files.h"

namespace xil {

inline std::string reading(const std::string& bytes) {
  return refusal([&] { read_state_dict(bytes, "w.pth"); });
}

/// What is said about a file whose state dict has this one tensor, on six floats.
inline std::string reading(const PickledTensor& t) {
  return reading(torch_file(pickle(dict({{"x", tensor(t)}})), {{"0", floats(6)}}));
}

/// What is said about a file with that pickle.
inline std::string reading_pickle(const std::string& content) {
  return reading(torch_file(content, {{"0", floats(6)}}));
}

inline void expect_refusal(const std::string& said, std::string_view reason) {
  EXPECT_TRUE(said.starts_with("1: 'w.pth' ")) << said;
  EXPECT_NE(said.find(reason), std::string::npos) << said << "\nshould speak of: " << reason;
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
}

inline std::vector<float> values_of(const PickledTensor& t, const std::string& storage) {
  const auto tensors = read_state_dict(torch_file(pickle(dict({{"x", tensor(t)}})), {{"0", storage}}), "w.pth");
  return tensors.size() == 1 ? tensors.front().values : std::vector<float>{};
}

}  // namespace xil
