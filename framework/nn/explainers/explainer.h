#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The random streams of one explanation. Copy 0 is the explanation itself, copy 1 + c the trial of the c-th candidate
/// for p.
struct ExplanationStreams {
  std::uint64_t seed = 0;
  std::uint32_t round = 0;
  ItemId item = 0;

  Rng masks(std::uint32_t copy = 0) const { return {seed, {Purpose::Masks, round, item, copy}}; }
  Rng fill(std::uint32_t copy = 0) const { return {seed, {Purpose::Fill, round, item, copy}}; }
};

/// An item to be explained.
struct ExplainRequest {
  Image image;
  int target = 0;
  ExplanationStreams streams;
};

/// Makes saliency maps of a network's decisions.
class Explainer {
 public:
  virtual ~Explainer() = default;
  /// The map of `image` for class `target`.
  virtual Explanation explain(const Network& network, const Image& image, int target,
                              const ExplanationStreams& streams) const = 0;
  /// One map per request, the same that explain() makes, bit for bit. Requests share passes where the explainer can.
  virtual std::vector<Explanation> explain_all(const Network& network, std::span<const ExplainRequest> requests) const;
};

/// The explainer that `spec` names. Refuses unknown names.
std::unique_ptr<Explainer> make_explainer(const ComponentSpec& spec);
/// Is there a factory of that name? Every line of explainer_table() has one.
bool has_explainer(std::string_view name);

/// The p that `p: auto` means for an image: the first of .5, .7, .3, .9, .1 under which the scores of
/// `params.pilot_masks` masks have a standard deviation of .2 or more, else the one with the largest deviation.
double choose_p(const Network& network, const Image& image, int target, const RiseParams& params,
                const ExplanationStreams& streams);

}  // namespace xil
