#include "framework/nn/explainers/gradient/shared_passes.h"

#include <ATen/ATen.h>

#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/tensors.h"

namespace xil {

Explanation SharedPassExplainer::explain(const Network& network, const Image& image, int target,
                                         const ExplanationStreams& streams) const {
  const ExplainRequest request{image, target, streams};
  return std::move(explain_all(network, {&request, 1}).front());
}

std::vector<Explanation> SharedPassExplainer::explain_all(const Network& network,
                                                          std::span<const ExplainRequest> requests) const {
  constexpr auto kRows = static_cast<std::size_t>(kExplainedTogether);
  static_assert(kRows <= kBlock);
  std::vector<std::uint8_t> rows;
  for (const ExplainRequest& request : requests)
    rows.push_back(static_cast<std::uint8_t>(request.streams.item % kRows));
  const NetworkShape& shape = network.shape();
  std::vector<Explanation> explanations(requests.size());
  for (const BlockPlan& plan : plan_blocks(rows)) {
    std::vector<Image> images(kRows, Image(shape.channels, shape.height, shape.width));
    std::vector<std::int64_t> targets(kRows, 0);
    for (std::size_t row = 0; row < kRows; ++row) {
      if (plan[row] < 0) continue;
      const ExplainRequest& request = requests[static_cast<std::size_t>(plan[row])];
      images[row] = request.image;
      targets[row] = request.target;
    }
    const at::Tensor made = maps(network, normalised(stack(images), network), targets);
    for (std::size_t row = 0; row < kRows; ++row) {
      if (plan[row] < 0) continue;
      const auto place = static_cast<std::size_t>(plan[row]);
      explanations[place] =
          explanation_of(made[static_cast<std::int64_t>(row)], "gradients", requests[place].streams.round);
    }
  }
  return explanations;
}

}  // namespace xil
