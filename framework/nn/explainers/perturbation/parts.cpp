#include "framework/nn/explainers/perturbation/parts.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/catalogue/explainers.h"
#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/explainers/filled_picture.h"
#include "framework/nn/explainers/saliency.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

/// The pixels that some copies show, [rows, 1, height, width] of booleans on the host; rows without a copy show
/// nothing.
at::Tensor visible_pixels(const PictureParts& parts, const CopyDesign& design, std::size_t first, std::int64_t rows) {
  const at::Tensor masks = at::zeros({rows, 1, parts.height, parts.width}, at::kBool);
  bool* to = masks.data_ptr<bool>();
  const std::size_t end = std::min(first + static_cast<std::size_t>(rows), design.copies());
  for (std::size_t copy = first; copy < end; ++copy) {
    const auto visible = design.row(copy);
    for (const std::int32_t part : parts.of_pixel) *to++ = visible[static_cast<std::size_t>(part)] != 0;
  }
  return masks;
}

/// What hidden pixels become in the form that the network reads, [rows or 1, channels, height, width].
at::Tensor filled_rows(const Network& network, const Image& image, Fill fill, std::int64_t rows, Rng& colours) {
  std::vector<at::Tensor> pictures;
  for (std::int64_t row = 0; row < (fill == Fill::Colour ? rows : 1); ++row)
    pictures.push_back(filled_picture(image, fill, colours));
  return normalised(at::cat(pictures), network);
}

}  // namespace

PictureParts grid_parts(int height, int width, std::int64_t grid) {
  check_grid(grid, height, width);
  PictureParts parts{height, width, static_cast<std::size_t>(grid * grid), {}};
  parts.of_pixel.resize(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
  for (std::int64_t row = 0; row < grid; ++row) {
    for (std::int64_t column = 0; column < grid; ++column) {
      for (int y = cell_start(row, grid, height); y < cell_start(row + 1, grid, height); ++y) {
        auto* const line = parts.of_pixel.data() + static_cast<std::ptrdiff_t>(y) * width;
        std::fill(line + cell_start(column, grid, width), line + cell_start(column + 1, grid, width),
                  static_cast<std::int32_t>(row * grid + column));
      }
    }
  }
  return parts;
}

void add_coin_tosses(CopyDesign& design, Rng& rng) {
  for (std::size_t part = 0; part < design.parts; ++part) design.visible.push_back(rng.bernoulli(0.5) ? 1 : 0);
}

std::vector<double> score_copies(const Network& network, const Image& image, int target, const PictureParts& parts,
                                 const CopyDesign& design, const CopyScoring& scoring,
                                 const ExplanationStreams& streams) {
  const c10::InferenceMode no_gradients;
  const auto block = static_cast<std::int64_t>(kBlock), count = static_cast<std::int64_t>(design.copies());
  const bool on_host = network.parameters().flat().is_cpu();
  const std::int64_t rows = even_rows(count, on_host ? block : 4 * block);
  const std::vector<std::int64_t> targets(static_cast<std::size_t>(rows), target);
  const at::Tensor whole = normalised(stack({&image, 1}), network);
  Rng colours = streams.fill();
  at::Tensor filled;
  std::vector<double> scores;
  for (std::int64_t first = 0; first < count; first += rows) {
    if (!filled.defined() || scoring.fill == Fill::Colour)
      filled = filled_rows(network, image, scoring.fill, rows, colours);
    const at::Tensor masks = visible_pixels(parts, design, static_cast<std::size_t>(first), rows).to(whole.device());
    const at::Tensor copies = at::where(masks, whole, filled).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor values = explained_values(network.logits(network.features(copies)), targets, scoring.of);
    const at::Tensor host = values.narrow(0, 0, std::min(rows, count - first)).to(at::kCPU, at::kDouble).contiguous();
    scores.insert(scores.end(), host.data_ptr<double>(), host.data_ptr<double>() + host.numel());
  }
  require_finite_values(scores, "scores of copies with hidden parts", streams.round);
  return scores;
}

Explanation explanation_of_parts(const PictureParts& parts, std::span<const double> values,
                                 std::span<const double> scores) {
  Explanation explanation;
  explanation.map = Map(parts.height, parts.width);
  std::ranges::transform(parts.of_pixel, explanation.map.values.begin(),
                         [&](std::int32_t part) { return static_cast<float>(values[static_cast<std::size_t>(part)]); });
  const ScoredMasks scored{{}, {scores.begin(), scores.end()}, 0};
  explanation.diagnostics = {{"masks", static_cast<double>(scores.size())},
                             {"score_mean", scored.score_mean()},
                             {"score_sd", scored.score_sd()}};
  return explanation;
}

}  // namespace xil
