#include "framework/nn/explainers/masked_copies.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/nn/explainers/copy_maker.h"
#include "framework/nn/explainers/fill.h"
#include "framework/nn/explainers/mask_source.h"
#include "framework/nn/networks/autocast.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

/// Scores the next masks of an image, pass by pass. The scores stay on the network's device until move_to().
class Passes {
 public:
  Passes(const Network& network, const Image& image, const RiseParams& params, const MaskPlan& plan)
      : network_(network),
        shaper_(image.height, image.width, static_cast<int>(params.grid)),
        source_(shaper_, params.sampling, plan.p, plan.mask_stream),
        colour_source_(plan.fill_stream),
        channels_(params.fill == Fill::Colour ? static_cast<std::size_t>(image.channels) : 0),
        mixed_(params.precision == Precision::Mixed),
        maker_(make_copy_maker(network, image, shaper_, params.fill, rows_of_pass(network, params, plan.masks))) {}

  /// Draws `count` more masks and scores them in one pass, which is padded.
  /// Precondition: `count` is at most the number of rows of a pass.
  void add(std::size_t count, int target) {
    const std::size_t first = draws_.size();
    std::vector<float> colours(count * channels_);
    for (std::size_t k = 0; k < count; ++k) {
      draws_.push_back(source_.next());
      draw_colour(colour_source_, std::span(colours).subspan(k * channels_, channels_));
    }
    const at::Tensor copies = maker_->copies(std::span(draws_).subspan(first), colours);
    const Autocast autocast(mixed_);
    waiting_.push_back(
        probabilities(network_, copies).select(1, target).narrow(0, 0, static_cast<std::int64_t>(count)));
  }

  /// Moves all masks with their scores to `scored`.
  void move_to(ScoredMasks& scored) {
    if (waiting_.empty()) return;
    const at::Tensor scores = at::cat(waiting_).to(at::kCPU, at::kFloat).contiguous();
    const float* first = scores.data_ptr<float>();
    scored.scores.insert(scored.scores.end(), first, first + scores.numel());
    scored.draws.insert(scored.draws.end(), std::make_move_iterator(draws_.begin()),
                        std::make_move_iterator(draws_.end()));
    draws_.clear();
    waiting_.clear();
  }

 private:
  const Network& network_;
  MaskShaper shaper_;
  MaskSource source_;
  Rng colour_source_;
  std::size_t channels_;  ///< channels of a colour; 0 if the fill has no colours
  bool mixed_;
  std::unique_ptr<CopyMaker> maker_;
  std::vector<MaskDraw> draws_;
  std::vector<at::Tensor> waiting_;
};

}  // namespace

std::int64_t even_passes(std::int64_t wished, std::int64_t masks, std::int64_t block) {
  if (masks % block != 0) return even_rows(masks, std::min(wished, masks));
  if (wished < block) return even_rows(block, wished);
  return std::min(wished, masks) / block * block;
}

std::int64_t rows_of_pass(const Network& network, const RiseParams& params, std::int64_t masks) {
  const bool on_host = network.parameters().flat().is_cpu();
  return even_passes(on_host ? static_cast<std::int64_t>(kBlock) : params.batch, masks, stop_block(params));
}

ScoredMasks score_masked_copies(const Network& network, const Image& image, int target, const RiseParams& params,
                                const MaskPlan& plan, const IsEnough& is_enough) {
  refuse_unless(params.precision == Precision::Float32 || network.parameters().flat().is_cuda(),
                "'explainer.precision' mixed needs a CUDA device, and this run has '{}': take float32",
                network.device());
  const c10::InferenceMode no_gradients;
  Passes passes(network, image, params, plan);
  ScoredMasks scored;
  scored.unscored_seed = Rng(plan.mask_stream).next64();
  const std::int64_t block = stop_block(params), rows = rows_of_pass(network, params, plan.masks);
  std::int64_t check = is_enough ? 2 * block : plan.masks;
  for (std::int64_t done = 0; done < plan.masks; done += rows) {
    passes.add(static_cast<std::size_t>(std::min(rows, plan.masks - done)), target);
    const std::int64_t shown = std::min(done + rows, plan.masks);
    if (shown < check) continue;
    passes.move_to(scored);
    for (; is_enough && check <= shown; check += block) {
      ScoredMasks checked = scored.part(0, static_cast<std::size_t>(check));
      if (is_enough(checked)) return checked;
    }
  }
  passes.move_to(scored);
  return scored;
}

}  // namespace xil
