#include "framework/nn/parameters.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>
#include <functional>
#include <numeric>

namespace xil {
namespace {

std::int64_t count(const ParameterSpec& spec) {
  return std::accumulate(spec.shape.begin(), spec.shape.end(), std::int64_t{1},
                         std::multiplies<>());
}

at::Tensor initial_values(const std::vector<ParameterSpec>& specs, double init_sd, Rng& rng) {
  std::vector<float> values;
  for (const ParameterSpec& spec : specs) {
    const double bound = 1 / std::sqrt(static_cast<double>(spec.fan_in));
    for (std::int64_t i = 0; i < count(spec); ++i) {
      values.push_back(
          static_cast<float>(init_sd > 0 ? init_sd * rng.normal() : rng.uniform(-bound, bound)));
    }
  }
  return at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat)
      .clone();
}

}  // namespace

struct Parameters::Tensors {
  at::Tensor flat;
  std::vector<at::Tensor> views;
};

Parameters::Parameters(std::vector<ParameterSpec> specs, double init_sd, Rng rng,
                       const std::string& device)
    : specs_(std::move(specs)), tensors_(std::make_unique<Tensors>()) {
  tensors_->flat = initial_values(specs_, init_sd, rng).to(at::Device(device));
  std::int64_t start = 0;
  for (const ParameterSpec& spec : specs_) {
    at::Tensor view = tensors_->flat.narrow(0, start, count(spec)).view(spec.shape).detach();
    tensors_->views.push_back(view.set_requires_grad(true));
    start += count(spec);
  }
}

Parameters::~Parameters() = default;

const at::Tensor& Parameters::operator[](std::size_t i) const { return tensors_->views[i]; }

const std::vector<at::Tensor>& Parameters::all() const { return tensors_->views; }

const at::Tensor& Parameters::flat() const { return tensors_->flat; }

at::Tensor Parameters::take_gradient() {
  std::vector<at::Tensor> gradients;
  for (at::Tensor& view : tensors_->views) {
    gradients.push_back(view.grad().flatten());
    view.mutable_grad().reset();
  }
  return at::cat(gradients);
}

std::string Parameters::serialised() const {
  static_assert(std::endian::native == std::endian::little,
                "the layout of states is little-endian");
  std::string bytes = "xil-parameters 1\n";
  for (const ParameterSpec& spec : specs_) {
    bytes += fmt::format("{} {}\n", spec.name, fmt::join(spec.shape, "x"));
  }
  bytes += "\n";
  const at::Tensor values = tensors_->flat.cpu().contiguous();
  bytes.append(static_cast<const char*>(values.data_ptr()), values.nbytes());
  return bytes;
}

}  // namespace xil
