#include "framework/nn/explainer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "framework/nn/fill.h"
#include "framework/nn/masks.h"
#include "framework/nn/tensors.h"

namespace xil {
namespace {

/// One image ready to be masked. Hiding in pixel space and normalising afterwards is the same as
/// mixing the normalised image with the normalised fill, since normalisation is affine: fill + M
/// (image - fill).
class MaskedCopies {
 public:
  MaskedCopies(const Network& network, const Image& image, Fill fill) : network_(network) {
    const std::vector<float> filled = fill_pixels(image, fill);
    const at::Tensor pixels =
        at::tensor(filled).view({1, image.channels, image.height, image.width});
    fill_ = normalised(pixels, network);
    difference_ = normalised(stack({&image, 1}), network).sub_(fill_);
  }

  /// Probabilities of `target`, [n]; masks [n, 1, height, width] on the host.
  at::Tensor scores(const at::Tensor& masks, int target) const {
    const at::Tensor copies = at::addcmul(fill_, difference_, masks.to(fill_.device()));
    return probabilities(network_, copies.contiguous(at::MemoryFormat::ChannelsLast))
        .select(1, target)
        .cpu()
        .contiguous();
  }

 private:
  const Network& network_;
  at::Tensor fill_, difference_;
};

class RiseExplainer final : public Explainer {
 public:
  RiseExplainer(Saliency saliency, const RiseParams& params)
      : saliency_(saliency), params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const Rng& rng) const override {
    const SaliencyAccumulator sums = score_masked_copies(network, image, target, params_, rng);
    const std::vector<double> values = sums.map(saliency_, params_.normalise, params_.p);
    Explanation explanation;
    explanation.map = Map(image.height, image.width);
    std::transform(values.begin(), values.end(), explanation.map.values.begin(),
                   [](double value) { return static_cast<float>(value); });
    explanation.baseline = sums.baseline(saliency_, params_.normalise);
    explanation.score_sd = sums.score_sd();
    explanation.masks = sums.masks();
    return explanation;
  }

 private:
  Saliency saliency_;
  RiseParams params_;
};

struct ExplainerEntry {
  std::string_view name;
  std::unique_ptr<Explainer> (*make)(const Value& params);
};

template <Saliency saliency>
std::unique_ptr<Explainer> make_rise(const Value& params) {
  return std::make_unique<RiseExplainer>(saliency, read_params<RiseParams>(params, "explainer"));
}

constexpr std::array kExplainerMakers = {
    ExplainerEntry{"invrise", make_rise<Saliency::InvRise>},
    ExplainerEntry{"rise", make_rise<Saliency::Rise>},
};

const ExplainerEntry* find_explainer(std::string_view name) {
  for (const ExplainerEntry& entry : kExplainerMakers) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace

bool has_explainer(std::string_view name) { return find_explainer(name) != nullptr; }

std::unique_ptr<Explainer> make_explainer(const Choice& choice) {
  const ExplainerEntry* entry =
      find_explainer(find_named(kExplainers, choice.name, "explainer").name);
  require(entry != nullptr,
          "explainer '{}' has no factory: add it to kExplainerMakers in framework/nn/explainer.cpp",
          choice.name);
  return entry->make(choice.params);
}

SaliencyAccumulator score_masked_copies(const Network& network, const Image& image, int target,
                                        const RiseParams& params, const Rng& rng) {
  const c10::InferenceMode no_gradients;
  const MaskedCopies copies(network, image, params.fill);
  MaskSource source(image.height, image.width, static_cast<int>(params.grid), params.p, rng);
  const std::size_t pixels = source.pixels();
  SaliencyAccumulator sums(pixels);
  const at::Tensor masks = at::zeros({params.batch, 1, image.height, image.width});
  const std::span<float> values(masks.data_ptr<float>(), static_cast<std::size_t>(masks.numel()));
  for (std::int64_t done = 0; done < params.masks; done += params.batch) {
    const auto count = static_cast<std::size_t>(std::min(params.batch, params.masks - done));
    for (std::size_t k = 0; k < count; ++k) source.next(values.subspan(k * pixels, pixels));
    const at::Tensor scores = copies.scores(masks, target);
    for (std::size_t k = 0; k < count; ++k) {
      sums.add(scores.data_ptr<float>()[k], values.subspan(k * pixels, pixels));
    }
  }
  return sums;
}

}  // namespace xil
