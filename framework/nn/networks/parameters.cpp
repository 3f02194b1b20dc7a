#include "framework/nn/networks/parameters.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>

#include "framework/core/base/error.h"
#include "framework/nn/weights/finite.h"

namespace xil {
namespace {

static_assert(std::endian::native == std::endian::little, "the layout of states is little-endian");

/// Tensors start at multiples of so many floats: cuDNN and vector units want 16 to 64 bytes. What lies between them
/// stays 0.
constexpr std::int64_t kAlignment = 16;

std::int64_t total_room(const std::vector<ParameterSpec>& specs, auto&& counts) {
  std::int64_t sum = 0;
  for (const ParameterSpec& spec : specs) sum += counts(spec) ? room_of(spec) : 0;
  return sum;
}

/// [room] on the host.
at::Tensor filled(const std::vector<ParameterSpec>& specs, const FirstValues& fill, bool buffers) {
  const auto chosen = [&](const ParameterSpec& spec) { return (spec.role == Role::Buffer) == buffers; };
  const at::Tensor flat = at::zeros({total_room(specs, chosen)}, at::kFloat);
  float* next = flat.data_ptr<float>();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (!chosen(specs[i])) continue;
    fill(i, specs[i], {next, static_cast<std::size_t>(count_of(specs[i]))});
    next += room_of(specs[i]);
  }
  return flat;
}

}  // namespace

Initial by_fan_in(std::int64_t inputs_per_output) {
  return {Initial::Kind::Uniform, 1 / std::sqrt(static_cast<double>(inputs_per_output))};
}

std::int64_t count_of(const ParameterSpec& spec) {
  return std::accumulate(spec.shape.begin(), spec.shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t room_of(const ParameterSpec& spec) { return (count_of(spec) + kAlignment - 1) / kAlignment * kAlignment; }

void draw_initial(const Initial& initial, Rng& rng, std::span<float> values) {
  for (float& value : values) {
    const double drawn = initial.kind == Initial::Kind::Constant ? initial.scale
                         : initial.kind == Initial::Kind::Normal ? initial.scale * rng.normal()
                                                                 : rng.uniform(-initial.scale, initial.scale);
    value = static_cast<float>(drawn);
  }
}

FirstValues drawn_from(Rng rng) {
  return [rng](std::size_t, const ParameterSpec& spec, std::span<float> values) mutable {
    draw_initial(spec.initial, rng, values);
  };
}

struct Parameters::Tensors {
  at::Tensor weights;  ///< [room], the frozen ones first
  at::Tensor flat;     ///< the part of `weights` that learns
  at::Tensor buffers;
  std::vector<at::Tensor> views, learning;
};

Parameters::Parameters(std::vector<ParameterSpec> specs, const FirstValues& fill, const std::string& device)
    : specs_(std::move(specs)), tensors_(std::make_unique<Tensors>()) {
  const at::Device place(device);
  tensors_->weights = filled(specs_, fill, false).to(place);
  tensors_->buffers = filled(specs_, fill, true).to(place);
  const std::int64_t frozen = total_room(specs_, [](const ParameterSpec& spec) { return spec.role == Role::Frozen; });
  tensors_->flat = tensors_->weights.narrow(0, frozen, tensors_->weights.numel() - frozen);
  std::int64_t next_weight = 0, next_buffer = 0;
  for (const ParameterSpec& spec : specs_) {
    const bool buffer = spec.role == Role::Buffer;
    std::int64_t& start = buffer ? next_buffer : next_weight;
    require(spec.role != Role::Frozen || start < frozen,
            "weights after '{}' are frozen, but learning ones stand before them", spec.name);
    // A leaf with a version of its own: autograd must not take a change of one buffer for one of another.
    at::Tensor view = (buffer ? tensors_->buffers : tensors_->weights)
                          .narrow(0, start, count_of(spec))
                          .view(spec.shape)
                          .variable_data();
    if (spec.role == Role::Learns) tensors_->learning.push_back(view.set_requires_grad(true));
    tensors_->views.push_back(std::move(view));
    start += room_of(spec);
  }
}

Parameters::~Parameters() = default;

const at::Tensor& Parameters::operator[](std::size_t i) const { return tensors_->views[i]; }

const std::vector<at::Tensor>& Parameters::learning() const { return tensors_->learning; }

const at::Tensor& Parameters::flat() const { return tensors_->flat; }

const at::Tensor& Parameters::buffers() const { return tensors_->buffers; }

std::int64_t Parameters::revision() const {
  // LibTorch counts writes for autograd. Views of buffers have counters of their own.
  std::int64_t sum = tensors_->weights._version() + tensors_->buffers._version();
  for (const at::Tensor& view : tensors_->views) sum += view._version();
  return sum;
}

bool Parameters::has_gradients() const {
  return std::ranges::any_of(tensors_->learning, [](const at::Tensor& view) { return view.grad().defined(); });
}

at::Tensor Parameters::take_gradient() {
  std::vector<at::Tensor> gradients;
  for (at::Tensor& view : tensors_->learning) {
    gradients.push_back(view.grad().flatten());
    view.mutable_grad().reset();
    if (const std::int64_t behind = -view.numel() & (kAlignment - 1))
      gradients.push_back(at::zeros({behind}, view.options()));
  }
  return at::cat(gradients);
}

std::string Parameters::header() const {
  std::string text = "xil-parameters 1\n";
  for (const ParameterSpec& spec : specs_) text += fmt::format("{} {}\n", spec.name, fmt::join(spec.shape, "x"));
  return text + "\n";
}

std::string Parameters::serialised() const {
  std::string bytes = header();
  const at::Tensor weights = tensors_->weights.cpu(), buffers = tensors_->buffers.cpu();
  const float *weight = weights.data_ptr<float>(), *buffer = buffers.data_ptr<float>();
  bytes.reserve(bytes.size() + weights.nbytes() + buffers.nbytes());
  for (const ParameterSpec& spec : specs_) {
    const float*& next = spec.role == Role::Buffer ? buffer : weight;
    bytes.append(reinterpret_cast<const char*>(next), static_cast<std::size_t>(count_of(spec)) * sizeof(float));
    next += room_of(spec);
  }
  return bytes;
}

void Parameters::load(std::string_view bytes) {
  const std::string expected = header();
  std::size_t size = 0;
  for (const ParameterSpec& spec : specs_) size += static_cast<std::size_t>(count_of(spec)) * sizeof(float);
  require(bytes.starts_with(expected) && bytes.size() == expected.size() + size,
          "the state is not of this network: its tensors have other names or shapes");
  const at::Tensor weights = at::zeros_like(tensors_->weights, at::kCPU);
  const at::Tensor buffers = at::zeros_like(tensors_->buffers, at::kCPU);
  float *weight = weights.data_ptr<float>(), *buffer = buffers.data_ptr<float>();
  const char* from = bytes.data() + expected.size();
  for (const ParameterSpec& spec : specs_) {
    float*& next = spec.role == Role::Buffer ? buffer : weight;
    const std::size_t length = static_cast<std::size_t>(count_of(spec)) * sizeof(float);
    std::memcpy(next, from, length);
    const std::string fault = fault_of_values(spec.name, {next, static_cast<std::size_t>(count_of(spec))});
    require(fault.empty(), "the state is damaged, or of a training that diverged: the tensor '{}' {}", spec.name,
            fault);
    next += room_of(spec);
    from += length;
  }
  tensors_->weights.copy_(weights);
  tensors_->buffers.copy_(buffers);
}

}  // namespace xil
