#pragma once

#include <memory>
#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/explainers/masks.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Makes masked copies of one image in the form that a network reads: fill + M (image - fill). Mixing normalised values
/// equals hiding in pixel space and normalising afterwards, since normalisation is affine.
class CopyMaker {
 public:
  virtual ~CopyMaker() = default;
  /// The copies as [rows, channels, height, width] on the network's device, with the copy of draw k in row k; the rows
  /// after those of the draws are undefined. `colours` holds for Fill::Colour the image's channels per draw in 0 ...
  /// 255, and is empty for other fills. The next call may overwrite the tensor.
  /// Precondition: there are not more draws than rows.
  virtual at::Tensor copies(std::span<const MaskDraw> draws, std::span<const float> colours) = 0;
  /// The copies of the draws only, on the host, in the order of the indices above.
  std::vector<float> values(std::span<const MaskDraw> draws, std::span<const float> colours);
};

/// A maker of `rows` copies at a time. On CUDA devices the masks are made on the device, from bits and shifts.
/// Precondition: the shaper outlives the maker.
std::unique_ptr<CopyMaker> make_copy_maker(const Network& network, const Image& image, const MaskShaper& shaper,
                                           Fill fill, std::int64_t rows);
/// The maker for CUDA devices, on whatever device the network is.
std::unique_ptr<CopyMaker> make_tensor_copy_maker(const Network& network, const Image& image, const MaskShaper& shaper,
                                                  Fill fill, std::int64_t rows);

}  // namespace xil
