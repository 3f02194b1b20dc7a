#pragma once

#include <memory>
#include <string_view>

#include "framework/core/learner.h"
#include "framework/core/params.h"
#include "framework/core/tables.h"
#include "framework/nn/network.h"
#include "framework/nn/saliency.h"

namespace xil {

/// Makes saliency maps of a network's decisions.
class Explainer {
 public:
  virtual ~Explainer() = default;
  /// The map of `image` for class `target`; random choices from `rng`.
  virtual Explanation explain(const Network& network, const Image& image, int target,
                              const Rng& rng) const = 0;
};

/// The explainer that `choice` names. Refuses unknown names.
std::unique_ptr<Explainer> make_explainer(const Choice& choice);
/// Is there a factory of that name? Every line of kExplainers has one.
bool has_explainer(std::string_view name);

/// What rise and invrise rest on: the probability of `target` on `params.masks` masked copies of
/// the image, hidden pixels filled in pixel space. Masks come from MaskSource in the order of
/// `rng`; mask k is always row k modulo `params.batch` of a forward pass of `params.batch` rows,
/// and no more than one batch of them is in memory.
SaliencyAccumulator score_masked_copies(const Network& network, const Image& image, int target,
                                        const RiseParams& params, const Rng& rng);

}  // namespace xil
