#include "framework/nn/bench/plain_rise.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <vector>

#include "framework/core/numeric/rng.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

at::Tensor random_cells(std::int64_t grid, Rng& rng) {
  const at::Tensor cells = at::empty({1, 1, grid, grid});
  std::generate_n(cells.data_ptr<float>(), cells.numel(), [&] { return rng.bernoulli(0.5) ? 1.0f : 0.0f; });
  return cells;
}

at::Tensor all_masks(const Image& image, std::int64_t grid, std::int64_t count) {
  const std::int64_t cell_y = (image.height + grid - 1) / grid, cell_x = (image.width + grid - 1) / grid;
  Rng rng(1, {Purpose::Masks});
  std::vector<at::Tensor> masks;
  for (std::int64_t i = 0; i < count; ++i) {
    const at::Tensor large =
        at::upsample_bilinear2d(random_cells(grid, rng), {(grid + 1) * cell_y, (grid + 1) * cell_x}, false);
    const auto y = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(cell_y)));
    const auto x = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(cell_x)));
    masks.push_back(large.narrow(2, y, image.height).narrow(3, x, image.width));
  }
  return at::cat(masks);
}

}  // namespace

PlainRise::PlainRise(const ComponentSpec& model, const NetworkShape& shape, const Image& image,
                     const RiseParams& params, int threads)
    : network_(make_network(model, shape, 0, "cpu")), image_(image), params_(params) {
  at::set_num_threads(threads);
}

PlainRise::~PlainRise() = default;

void PlainRise::explain(std::int64_t masks) const {
  const c10::NoGradGuard no_gradients;
  const at::Tensor made = all_masks(image_, params_.grid, masks);
  const at::Tensor copies = made * normalised(stack({&image_, 1}), *network_).contiguous();
  std::vector<at::Tensor> scores;
  for (std::int64_t start = 0; start < masks; start += params_.batch) {
    const at::Tensor batch = copies.narrow(0, start, std::min(params_.batch, masks - start));
    scores.push_back(at::softmax(network_->logits(network_->features(batch)), 1));
  }
  const at::Tensor map = at::cat(scores).t().matmul(made.view({masks, -1})) / static_cast<double>(masks) / 0.5;
  map.sum().item<float>();
}

}  // namespace xil
