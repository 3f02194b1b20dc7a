#include "framework/nn/explainers/explainer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "framework/nn/explainers/gradient/gradcam.h"
#include "framework/nn/explainers/gradient/input_gradient_explainer.h"
#include "framework/nn/explainers/gradient/integrated_gradients.h"
#include "framework/nn/explainers/gradient/smoothgrad.h"
#include "framework/nn/explainers/masked_copies.h"
#include "framework/nn/explainers/perturbation/hsic.h"
#include "framework/nn/explainers/perturbation/kernel_shap.h"
#include "framework/nn/explainers/perturbation/lime.h"
#include "framework/nn/explainers/perturbation/occlusion.h"

namespace xil {
namespace {

/// `p: auto` takes the first of these whose scores vary enough, those nearest .5 first: with p = .5 a mask tells most
/// about the pixels, but an image may be recognised under all such masks, or under none.
constexpr std::array kCandidates = {0.5, 0.7, 0.3, 0.9, 0.1};
/// Standard deviation of the scores over the masks from which on maps are usable: .2 to .4 in the trials of the DIANNA
/// developers, who saw nothing in maps below .1 (github.com/dianna-ai/dianna/issues/24).
constexpr double kEnoughSpread = 0.2;

Explanation explained(const ScoredMasks& scored, const Estimator& estimator, const MaskShaper& shaper) {
  const std::vector<double> values = saliency_map(shaper, scored, estimator);
  const MapNoise noise = map_noise(shaper, scored, estimator, values);
  Explanation explanation;
  explanation.map = Map(shaper.height(), shaper.width());
  std::ranges::transform(values, explanation.map.values.begin(),
                         [](double value) { return static_cast<float>(value); });
  explanation.baseline = saliency_baseline(scored, estimator);
  explanation.diagnostics = {{"masks", static_cast<double>(scored.size())},
                             {"mask_p", estimator.p},
                             {"score_mean", scored.score_mean()},
                             {"score_sd", scored.score_sd()},
                             {"map_noise", noise.share},
                             {"mask_gain", noise.gain}};
  return explanation;
}

class RiseExplainer final : public Explainer {
 public:
  RiseExplainer(Saliency saliency, const RiseParams& params) : saliency_(saliency), params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    const double p = params_.p.number ? *params_.p.number : choose_p(network, image, target, params_, streams);
    const MaskPlan plan{params_.masks, p, streams.masks(), streams.fill()};
    const Estimator estimator = estimator_of(saliency_, params_, p);
    const MaskShaper shaper(image.height, image.width, static_cast<int>(params_.grid));
    IsEnough is_enough;
    if (params_.stop.tolerance) {
      is_enough = [&](const ScoredMasks& scored) {
        return is_settled(shaper, scored, estimator, *params_.stop.tolerance);
      };
    }
    const ScoredMasks scored = score_masked_copies(network, image, target, params_, plan, is_enough);
    const auto bad = std::ranges::count_if(scored.scores, [](double score) { return !std::isfinite(score); });
    require(bad == 0,
            "round {}: the network's scores of {} of {} masked copies are NaN or infinite: its activations overflow, "
            "so lower training.learning_rate{}",
            streams.round, bad, scored.size(),
            params_.precision == Precision::Mixed ? ", or take explainer.precision float32" : "");
    return explained(scored, estimator, shaper);
  }

 private:
  Saliency saliency_;
  RiseParams params_;
};

struct ExplainerEntry {
  std::string_view name;
  std::unique_ptr<Explainer> (*make)(const ExplainerParams& params);
};

template <Saliency saliency>
std::unique_ptr<Explainer> make_rise(const ExplainerParams& params) {
  return std::make_unique<RiseExplainer>(saliency, dynamic_cast<const RiseParams&>(params));
}

constexpr std::array kExplainerMakers = {
    ExplainerEntry{"gradcam", make_gradcam},
    ExplainerEntry{"hsic", make_hsic},
    ExplainerEntry{"input_gradient", make_input_gradient},
    ExplainerEntry{"integrated_gradients", make_integrated_gradients},
    ExplainerEntry{"invrise", make_rise<Saliency::InvRise>},
    ExplainerEntry{"kernel_shap", make_kernel_shap},
    ExplainerEntry{"lime", make_lime},
    ExplainerEntry{"occlusion", make_occlusion},
    ExplainerEntry{"rise", make_rise<Saliency::Rise>},
    ExplainerEntry{"smoothgrad", make_smoothgrad},
};

const ExplainerEntry* find_explainer(std::string_view name) {
  for (const ExplainerEntry& entry : kExplainerMakers) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace

std::vector<Explanation> Explainer::explain_all(const Network& network,
                                                std::span<const ExplainRequest> requests) const {
  std::vector<Explanation> explanations;
  for (const ExplainRequest& request : requests)
    explanations.push_back(explain(network, request.image, request.target, request.streams));
  return explanations;
}

bool has_explainer(std::string_view name) { return find_explainer(name) != nullptr; }

std::unique_ptr<Explainer> make_explainer(const ComponentSpec& spec) {
  const ExplainerEntry* entry = find_explainer(find_entry(explainer_table(), spec.name, "explainer").name);
  require(entry != nullptr,
          "explainer '{}' has no factory: add it to kExplainerMakers in framework/nn/explainers/explainer.cpp",
          spec.name);
  return entry->make(*explainer_params(spec));
}

double choose_p(const Network& network, const Image& image, int target, const RiseParams& params,
                const ExplanationStreams& streams) {
  double best = kCandidates.front(), largest = -1;
  for (std::uint32_t candidate = 0; candidate < kCandidates.size(); ++candidate) {
    const double p = kCandidates[candidate];
    const MaskPlan plan{params.pilot_masks, p, streams.masks(1 + candidate), streams.fill(1 + candidate)};
    const double spread = score_masked_copies(network, image, target, params, plan).score_sd();
    if (spread >= kEnoughSpread) return p;
    if (spread <= largest) continue;
    largest = spread;
    best = p;
  }
  return best;
}

}  // namespace xil
