#pragma once

#include <memory>
#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/explainers/masks.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Makes masked copies of one image as a network reads them: fill + M (image - fill). Mixing normalised values is the
/// same as hiding in pixel space and normalising afterwards, since normalisation is affine.
class CopyMaker {
 public:
  virtual ~CopyMaker() = default;
  /// [rows, channels, height, width] on the network's device, the copy of draw k in row k; what rows behind the draws
  /// hold is not said. `colours`: channels of the image per draw in 0 ... 255 for Fill::Colour, else empty. May be
  /// overwritten by the next call. Precondition: not more draws than rows.
  virtual at::Tensor copies(std::span<const MaskDraw> draws, std::span<const float> colours) = 0;
  /// The copies of the draws alone, on the host, in the order of the indices above.
  std::vector<float> values(std::span<const MaskDraw> draws, std::span<const float> colours);
};

/// For `rows` copies at a time. On CUDA devices masks are made there, from bits and shifts. The shaper must outlive the
/// maker.
std::unique_ptr<CopyMaker> make_copy_maker(const Network& network, const Image& image, const MaskShaper& shaper,
                                           Fill fill, std::int64_t rows);
/// As CUDA devices do it, on the network's device.
std::unique_ptr<CopyMaker> make_tensor_copy_maker(const Network& network, const Image& image, const MaskShaper& shaper,
                                                  Fill fill, std::int64_t rows);

}  // namespace xil
