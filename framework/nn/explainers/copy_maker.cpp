#include "framework/nn/explainers/copy_maker.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/nn/explainers/fill.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

/// The fill of hidden pixels in the form that the network reads, and the image's difference to it: [1 or rows,
/// channels, height, width]; the fill has smaller dimensions where it is constant.
class Mixture {
 public:
  Mixture(const Network& network, const Image& image, Fill fill)
      : network_(network), channels_(image.channels), image_(normalised(stack({&image, 1}), network)) {
    if (fill == Fill::Colour) return;
    const std::vector<float> filled = fill_pixels(image, fill);
    set_fill(at::tensor(filled).view({1, image.channels, image.height, image.width}));
  }

  /// Sets another fill. `colours` holds the image's channels per row.
  void set_colours(std::span<const float> colours) {
    const auto rows = static_cast<std::int64_t>(colours.size()) / channels_;
    set_fill(at::tensor(at::ArrayRef<float>(colours.data(), colours.size())).view({rows, channels_, 1, 1}));
  }

  const at::Tensor& image() const { return image_; }
  const at::Tensor& fill() const { return fill_; }
  const at::Tensor& difference() const { return difference_; }

 private:
  void set_fill(const at::Tensor& pixels) {
    fill_ = normalised(pixels, network_);
    difference_ = image_ - fill_;
  }

  const Network& network_;
  std::int64_t channels_;
  at::Tensor image_, fill_, difference_;
};

/// Makes the copies row by row in the processor's cache, with channels innermost: the masks are never in memory
/// together.
class HostCopyMaker final : public CopyMaker {
 public:
  HostCopyMaker(const Network& network, const Image& image, const MaskShaper& shaper, Fill fill, std::int64_t rows)
      : mixture_(network, image, fill),
        shaper_(shaper),
        channels_(mixture_.image().size(1)),
        mask_(shaper.pixels() * static_cast<std::size_t>(channels_)),
        copies_(at::zeros({rows, channels_, image.height, image.width}).contiguous(at::MemoryFormat::ChannelsLast)) {}

  at::Tensor copies(std::span<const MaskDraw> draws, std::span<const float> colours) override {
    if (!colours.empty()) mixture_.set_colours(colours);
    const at::Tensor fill = in_order(mixture_.fill()), difference = in_order(mixture_.difference());
    const std::size_t step = fill.size(0) > 1 ? mask_.size() : 0;  // offset between the fills of two rows
    float* to = copies_.data_ptr<float>();
    for (std::size_t k = 0; k < draws.size(); ++k, to += mask_.size()) {
      shaper_.shape(draws[k], mask_, static_cast<int>(channels_));
      const float* hidden = fill.data_ptr<float>() + k * step;
      const float* more = difference.data_ptr<float>() + k * step;
      for (std::size_t i = 0; i < mask_.size(); ++i) to[i] = hidden[i] + mask_[i] * more[i];
    }
    return copies_;
  }

 private:
  /// The values in the memory order of the copies.
  at::Tensor in_order(const at::Tensor& values) const {
    return values.expand({values.size(0), channels_, shaper_.height(), shaper_.width()})
        .contiguous(at::MemoryFormat::ChannelsLast);
  }

  Mixture mixture_;
  const MaskShaper& shaper_;
  std::int64_t channels_;
  std::vector<float> mask_;  ///< every value is repeated once per channel
  at::Tensor copies_;
};

at::Tensor to_tensor(const std::vector<double>& values, at::IntArrayRef shape, const at::Tensor& like) {
  return at::tensor(at::ArrayRef<double>(values), at::kDouble).view(shape).to(like.options());
}

/// A mask is A_y(shift_y) G A_x(shift_x)^T: two products of small matrices for all rows at once. Only bits and shifts
/// are copied from the host, which are fewer bytes than a row of pixels.
class TensorCopyMaker final : public CopyMaker {
 public:
  TensorCopyMaker(const Network& network, const Image& image, const MaskShaper& shaper, Fill fill, std::int64_t rows)
      : mixture_(network, image, fill),
        rows_(rows),
        grid_(shaper.grid()),
        row_operators_(
            to_tensor(shaper.row_operators(), {shaper.cell_height(), shaper.height(), grid_}, mixture_.image())),
        column_operators_(
            to_tensor(shaper.column_operators(), {shaper.cell_width(), shaper.width(), grid_}, mixture_.image())) {}

  at::Tensor copies(std::span<const MaskDraw> draws, std::span<const float> colours) override {
    if (!colours.empty()) mixture_.set_colours(padded(colours, draws.size()));
    const at::Tensor masks = made(draws).unsqueeze(1);
    return at::addcmul(mixture_.fill(), mixture_.difference(), masks).contiguous(at::MemoryFormat::ChannelsLast);
  }

 private:
  /// The masks, [rows, height, width].
  at::Tensor made(std::span<const MaskDraw> draws) const {
    const at::Tensor cells = at::zeros({rows_, grid_, grid_}, at::kByte), shifts = at::zeros({2, rows_}, at::kLong);
    auto* cell = cells.data_ptr<std::uint8_t>();
    auto* shift = shifts.data_ptr<std::int64_t>();
    for (std::size_t k = 0; k < draws.size(); ++k) {
      cell = std::copy(draws[k].cells.begin(), draws[k].cells.end(), cell);
      shift[k] = draws[k].shift_y;
      shift[static_cast<std::size_t>(rows_) + k] = draws[k].shift_x;
    }
    const at::Tensor places = shifts.to(row_operators_.device());
    const at::Tensor grids = cells.to(row_operators_.device()).to(row_operators_.scalar_type());
    const at::Tensor high = at::bmm(row_operators_.index_select(0, places[0]), grids);
    return at::bmm(high, column_operators_.index_select(0, places[1]).transpose(1, 2));
  }

  /// The colours of all rows: those of the draws, then black.
  std::vector<float> padded(std::span<const float> colours, std::size_t draws) const {
    std::vector<float> all(colours.begin(), colours.end());
    all.resize(colours.size() / draws * static_cast<std::size_t>(rows_));
    return all;
  }

  Mixture mixture_;
  std::int64_t rows_, grid_;
  at::Tensor row_operators_, column_operators_;
};

}  // namespace

std::vector<float> CopyMaker::values(std::span<const MaskDraw> draws, std::span<const float> colours) {
  const at::Tensor rows =
      copies(draws, colours).narrow(0, 0, static_cast<std::int64_t>(draws.size())).cpu().contiguous();
  return {rows.data_ptr<float>(), rows.data_ptr<float>() + rows.numel()};
}

std::unique_ptr<CopyMaker> make_tensor_copy_maker(const Network& network, const Image& image, const MaskShaper& shaper,
                                                  Fill fill, std::int64_t rows) {
  return std::make_unique<TensorCopyMaker>(network, image, shaper, fill, rows);
}

std::unique_ptr<CopyMaker> make_copy_maker(const Network& network, const Image& image, const MaskShaper& shaper,
                                           Fill fill, std::int64_t rows) {
  if (network.parameters().flat().is_cuda()) return make_tensor_copy_maker(network, image, shaper, fill, rows);
  return std::make_unique<HostCopyMaker>(network, image, shaper, fill, rows);
}

}  // namespace xil
