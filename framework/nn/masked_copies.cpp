#include "framework/nn/masked_copies.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/nn/fill.h"
#include "framework/nn/mask_source.h"
#include "framework/nn/tensors.h"

namespace xil {
namespace {

/// One image ready to be masked. Hiding in pixel space and normalising afterwards is the same as
/// mixing the normalised image with the normalised fill, since normalisation is affine: fill + M
/// (image - fill).
class MaskedCopies {
 public:
  MaskedCopies(const Network& network, const Image& image, Fill fill)
      : network_(network), image_(normalised(stack({&image, 1}), network)) {
    if (fill != Fill::Colour) {
      const std::vector<float> filled = fill_pixels(image, fill);
      set_fill(at::tensor(filled).view({1, image.channels, image.height, image.width}));
    }
  }

  /// Another fill from now on: [1 or n, channels, 1 or height, 1 or width] in 0 ... 255.
  void set_fill(const at::Tensor& pixels) {
    fill_ = normalised(pixels, network_);
    difference_ = image_.sub(fill_);
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
  at::Tensor image_, fill_, difference_;
};

/// The rows of a batch: so many planes of so many values on the host.
class Rows {
 public:
  Rows(const at::Tensor& batch, std::size_t row_size)
      : values_(batch.data_ptr<float>(), static_cast<std::size_t>(batch.numel())),
        row_size_(row_size) {}
  std::span<float> operator[](std::size_t k) const {
    return values_.subspan(k * row_size_, row_size_);
  }

 private:
  std::span<float> values_;
  std::size_t row_size_;
};

/// The next masks of an image, batch by batch.
class Batches {
 public:
  Batches(const Network& network, const Image& image, const RiseParams& params, const MaskPlan& plan)
      : copies_(network, image, params.fill),
        shaper_(image.height, image.width, static_cast<int>(params.grid)),
        source_(shaper_, params.sampling, plan.p, plan.mask_stream),
        colour_source_(plan.fill_stream),
        has_colours_(params.fill == Fill::Colour),
        masks_(at::zeros({params.batch, 1, image.height, image.width})),
        colours_(at::zeros({params.batch, image.channels, 1, 1})) {}

  /// Draws and scores `count` more. Precondition: not more than a batch; what is left of it is padded.
  void add(std::size_t count, int target, ScoredMasks& scored) {
    const Rows mask_rows(masks_, shaper_.pixels()), colour_rows(colours_, static_cast<std::size_t>(colours_.size(1)));
    for (std::size_t k = 0; k < count; ++k) {
      scored.draws.push_back(source_.next());
      shaper_.shape(scored.draws.back(), mask_rows[k]);
      if (has_colours_) draw_colour(colour_source_, colour_rows[k]);
    }
    if (has_colours_) copies_.set_fill(colours_);
    const at::Tensor scores = copies_.scores(masks_, target);
    const float* first = scores.data_ptr<float>();
    scored.scores.insert(scored.scores.end(), first, first + count);
  }

 private:
  MaskedCopies copies_;
  MaskShaper shaper_;
  MaskSource source_;
  Rng colour_source_;
  bool has_colours_;
  at::Tensor masks_, colours_;
};

}  // namespace

ScoredMasks score_masked_copies(const Network& network, const Image& image, int target, const RiseParams& params,
                                const MaskPlan& plan, const IsEnough& is_enough) {
  const c10::InferenceMode no_gradients;
  Batches batches(network, image, params, plan);
  ScoredMasks scored;
  scored.unscored_seed = Rng(plan.mask_stream).next64();
  const std::int64_t block = stop_block(params);
  std::int64_t check = 2 * block;
  for (std::int64_t done = 0; done < plan.masks; done += params.batch) {
    batches.add(static_cast<std::size_t>(std::min(params.batch, plan.masks - done)), target, scored);
    for (; is_enough && check <= static_cast<std::int64_t>(scored.size()); check += block) {
      ScoredMasks checked = scored.part(0, static_cast<std::size_t>(check));
      if (is_enough(checked)) return checked;
    }
  }
  return scored;
}

}  // namespace xil
