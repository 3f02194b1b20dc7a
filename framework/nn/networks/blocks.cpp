#include "framework/nn/networks/blocks.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/nn/networks/tensors.h"

namespace xil {

std::int64_t even_rows(std::int64_t count, std::int64_t most) {
  const std::int64_t passes = (count + most - 1) / most;
  return (count + passes - 1) / passes;
}

std::vector<BlockPlan> plan_blocks(std::span<const std::uint8_t> rows) {
  BlockPlan empty;
  empty.fill(-1);
  std::vector<BlockPlan> plans;
  std::array<std::size_t, kBlock> used{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t row = rows[i];
    if (used[row] == plans.size()) plans.push_back(empty);
    plans[used[row]++][row] = static_cast<std::ptrdiff_t>(i);
  }
  return plans;
}

at::Tensor block_features(const Network& network, const BlockPlan& plan,
                          const std::function<Image(std::size_t)>& picture) {
  const NetworkShape& shape = network.shape();
  std::vector<Image> images(kBlock, Image(shape.channels, shape.height, shape.width));
  for (std::size_t row = 0; row < kBlock; ++row) {
    if (plan[row] >= 0) images[row] = picture(static_cast<std::size_t>(plan[row]));
  }
  return network.features(normalised(stack(images), network));
}

void copy_rows(const at::Tensor& block, const BlockPlan& plan, Matrix& table) {
  const Matrix rows = to_matrix(block);
  for (std::size_t row = 0; row < kBlock; ++row) {
    if (plan[row] < 0) continue;
    const auto from = rows.row(row);
    std::copy(from.begin(), from.end(), table.row(static_cast<std::size_t>(plan[row])).begin());
  }
}

at::Tensor gather_rows(const Matrix& table, const BlockPlan& plan, const Network& network) {
  const at::Tensor block =
      at::zeros({static_cast<std::int64_t>(kBlock), static_cast<std::int64_t>(table.cols)}, at::kFloat);
  float* to = block.data_ptr<float>();
  for (std::size_t row = 0; row < kBlock; ++row, to += table.cols) {
    if (plan[row] < 0) continue;
    const auto from = table.row(static_cast<std::size_t>(plan[row]));
    std::copy(from.begin(), from.end(), to);
  }
  return block.to(at::Device(network.device()));
}

}  // namespace xil
