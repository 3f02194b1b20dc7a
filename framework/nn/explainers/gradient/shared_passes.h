#pragma once

#include <span>
#include <vector>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// An explainer that needs a single pass per item, which several items share. Item i is always row i modulo
/// kExplainedTogether of passes of that size, so that its map does not depend on the others, bit for bit.
class SharedPassExplainer : public Explainer {
 public:
  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const final;
  std::vector<Explanation> explain_all(const Network& network, std::span<const ExplainRequest> requests) const final;

 protected:
  /// Images as the network reads them, [n, channels, height, width], with a class for each -> maps [n, height, width].
  virtual at::Tensor maps(const Network& network, const at::Tensor& images,
                          std::span<const std::int64_t> targets) const = 0;
};

}  // namespace xil
