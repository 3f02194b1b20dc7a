#include "framework/nn/masked_copies.h"

#include <ATen/ATen.h>

#include <algorithm>

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

}  // namespace

SaliencyAccumulator score_masked_copies(const Network& network, const Image& image, int target,
                                        const RiseParams& params, const MaskPlan& plan) {
  const c10::InferenceMode no_gradients;
  MaskedCopies copies(network, image, params.fill);
  MaskSource source(image.height, image.width, static_cast<int>(params.grid), plan.p,
                    plan.mask_stream);
  Rng colour_source = plan.fill_stream;
  SaliencyAccumulator sums(source.pixels());
  const at::Tensor masks = at::zeros({params.batch, 1, image.height, image.width});
  const at::Tensor colours = at::zeros({params.batch, image.channels, 1, 1});
  const Rows mask_rows(masks, source.pixels());
  const Rows colour_rows(colours, static_cast<std::size_t>(image.channels));
  for (std::int64_t done = 0; done < plan.masks; done += params.batch) {
    const auto count = static_cast<std::size_t>(std::min(params.batch, plan.masks - done));
    for (std::size_t k = 0; k < count; ++k) source.next(mask_rows[k]);
    if (params.fill == Fill::Colour) {
      for (std::size_t k = 0; k < count; ++k) draw_colour(colour_source, colour_rows[k]);
      copies.set_fill(colours);
    }
    const at::Tensor scores = copies.scores(masks, target);
    for (std::size_t k = 0; k < count; ++k) sums.add(scores.data_ptr<float>()[k], mask_rows[k]);
  }
  return sums;
}

}  // namespace xil
