#include "framework/nn/bench/explain_bench.h"

#include <ATen/ATen.h>

#include <functional>

#include "framework/nn/bench/interleaved.h"
#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/masked_copies.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

void bare_forward(const Network& network, const at::Tensor& batch, std::int64_t masks) {
  const c10::InferenceMode no_gradients;
  at::Tensor last;
  for (std::int64_t done = 0; done < masks; done += batch.size(0)) last = probabilities(network, batch);
  last.sum().item<float>();  // waits until a CUDA device has finished
}

void engine(const Network& network, const Image& image, const RiseParams& params, std::int64_t masks) {
  const ExplanationStreams streams{1, 0, 0};
  const ScoredMasks scored =
      score_masked_copies(network, image, 0, params, {masks, 0.5, streams.masks(), streams.fill()});
  saliency_map(MaskShaper(image.height, image.width, static_cast<int>(params.grid)), scored,
               estimator_of(Saliency::InvRise, params, 0.5));
}

}  // namespace

ExplainBench::ExplainBench(const ComponentSpec& model, const NetworkShape& shape, const std::string& state,
                           const std::string& device)
    : network_(network_with_state(model, shape, state, device)) {}

ExplainBench::~ExplainBench() = default;

ExplainSpeed ExplainBench::speed(const Image& image, const RiseParams& params, std::int64_t masks, std::int64_t repeat,
                                 const std::function<void()>& plain) const {
  return guarded("measuring", [&] {
    const std::vector<Image> copies(static_cast<std::size_t>(rows_of_pass(*network_, params, masks)), image);
    const at::Tensor ready = normalised(stack(copies), *network_).contiguous(at::MemoryFormat::ChannelsLast);
    const std::array<std::function<void()>, 3> ways = {[&] { bare_forward(*network_, ready, masks); },
                                                       [&] { engine(*network_, image, params, masks); }, plain};
    const std::vector<double> seconds = interleaved_seconds(ways, repeat);
    const auto rate = [&](std::size_t w) { return static_cast<double>(masks) / seconds[w]; };
    return ExplainSpeed{rate(0), rate(1), rate(2)};
  });
}

MaskPools ExplainBench::score(const Image& image, int target, const RiseParams& params, std::int64_t masks,
                              std::uint64_t seed) const {
  return guarded("explanation", [&] {
    MaskPools pools;
    for (const Sampling sampling : {Sampling::Bernoulli, Sampling::Hadamard}) {
      RiseParams drawn = params;
      drawn.sampling = sampling;
      const ExplanationStreams streams{seed, 0, 0};
      ScoredMasks& pool = sampling == Sampling::Hadamard ? pools.hadamard : pools.bernoulli;
      pool = score_masked_copies(*network_, image, target, drawn, {masks, 0.5, streams.masks(), streams.fill()});
    }
    return pools;
  });
}

TriedMasks ExplainBench::draw(const Image& image, int target, const RiseParams& params, const MaskTrial& trial) const {
  return guarded("explanation", [&] {
    const ExplanationStreams streams{trial.seed, trial.round, trial.item};
    const double p = trial.p ? *trial.p : choose_p(*network_, image, target, params, streams);
    const MaskPlan plan{trial.masks, p, streams.masks(trial.copy), streams.fill(trial.copy)};
    return TriedMasks{score_masked_copies(*network_, image, target, params, plan), p};
  });
}

}  // namespace xil
