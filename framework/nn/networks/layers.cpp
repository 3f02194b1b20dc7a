#include "framework/nn/networks/layers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kBatchNormEpsilon = 1e-5, kBatchNormMomentum = 0.1;  // torch's defaults, which torchvision leaves

class Convolution final : public Layer {
 public:
  Convolution(std::size_t weight, const ConvolutionShape& shape) : weight_(weight), shape_(shape) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const override {
    const at::Tensor bias = shape_.bias ? pass.tensors[weight_ + 1] : at::Tensor();
    return at::conv2d(x, pass.tensors[weight_], bias, shape_.stride, shape_.padding, 1, shape_.groups);
  }
  std::optional<ChainStep> step() const override {
    if (!shape_.bias || shape_.groups != 1) return {};
    return ConvolutionStep{weight_, shape_};
  }

 private:
  std::size_t weight_;
  ConvolutionShape shape_;
};

/// weight, bias, running_mean, running_var, num_batches_tracked.
class BatchNorm2d {
 public:
  BatchNorm2d(std::size_t first, bool learns) : first_(first), learns_(learns) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const {
    const Parameters& t = pass.tensors;
    const bool by_batch = pass.training && learns_;
    if (by_batch) at::Tensor(t[first_ + 4]).add_(1);
    return at::batch_norm(x, t[first_], t[first_ + 1], t[first_ + 2], t[first_ + 3], by_batch, kBatchNormMomentum,
                          kBatchNormEpsilon, at::globalContext().userEnabledCuDNN());
  }
  /// By the stored statistics the norm is x -> factor * x + offset, [channels].
  at::Tensor factor(const Parameters& t) const { return t[first_] / (t[first_ + 3] + kBatchNormEpsilon).sqrt(); }
  at::Tensor offset(const Parameters& t) const { return t[first_ + 1] - t[first_ + 2] * factor(t); }

 private:
  std::size_t first_;
  bool learns_;
};

class NormalisedConvolution final : public Layer {
 public:
  NormalisedConvolution(std::size_t weight, const ConvolutionShape& shape, const BatchNorm2d& norm, std::size_t number)
      : weight_(weight), shape_(shape), norm_(norm), number_(number) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const override {
    if (pass.folded == nullptr) return norm_(convolved(x, pass.tensors[weight_], {}), pass);
    return convolved(x, pass.folded->weights[number_], pass.folded->biases[number_]);
  }
  void fold(const Parameters& tensors, FoldedConvolutions& folded) const override {
    folded.weights.resize(std::max(folded.weights.size(), number_ + 1));
    folded.biases.resize(folded.weights.size());
    folded.weights[number_] =
        (tensors[weight_] * norm_.factor(tensors).view({-1, 1, 1, 1})).contiguous(at::MemoryFormat::ChannelsLast);
    folded.biases[number_] = norm_.offset(tensors);
  }

 private:
  at::Tensor convolved(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) const {
    return at::conv2d(x, weight, bias, shape_.stride, shape_.padding, 1, shape_.groups);
  }

  std::size_t weight_;
  ConvolutionShape shape_;
  BatchNorm2d norm_;
  std::size_t number_;
};

class Linear final : public Layer {
 public:
  explicit Linear(std::size_t weight) : weight_(weight) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const override {
    return at::linear(x, pass.tensors[weight_], pass.tensors[weight_ + 1]);
  }
  std::optional<ChainStep> step() const override { return LinearStep{weight_}; }

 private:
  std::size_t weight_;
};

/// The layers before keep no gradient of their result, so it may be changed in place.
class Relu final : public Layer {
 public:
  at::Tensor operator()(const at::Tensor& x, const Pass&) const override {
    at::Tensor y = x;
    return at::relu_(y);
  }
  std::optional<ChainStep> step() const override { return ReluStep{}; }
};

class Relu6 final : public Layer {
  at::Tensor operator()(const at::Tensor& x, const Pass&) const override {
    at::Tensor y = x;
    return at::hardtanh_(y, 0, 6);
  }
};

class MaxPool final : public Layer {
 public:
  MaxPool(std::int64_t kernel, std::int64_t stride, std::int64_t padding)
      : kernel_(kernel), stride_(stride), padding_(padding) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const override {
    if (pass.places == nullptr) return at::max_pool2d(x, kernel_, stride_, padding_);
    at::Tensor values;
    std::tie(values, *pass.places) = at::max_pool2d_with_indices(x, kernel_, stride_, padding_);
    return values;
  }
  std::optional<ChainStep> step() const override {
    if (kernel_ != stride_ || padding_ != 0) return {};
    return MaxPoolStep{kernel_};
  }

 private:
  std::int64_t kernel_, stride_, padding_;
};

class Flattened final : public Layer {
 public:
  at::Tensor operator()(const at::Tensor& x, const Pass&) const override { return x.flatten(1); }
  bool makes_rows() const override { return true; }
  std::optional<ChainStep> step() const override { return FlattenStep{}; }
};

/// The gradient of adaptive pooling is not deterministic on CUDA; where the sides divide, plain pooling is the same.
class PooledRows final : public Layer {
 public:
  explicit PooledRows(std::int64_t side) : side_(side) {}
  at::Tensor operator()(const at::Tensor& x, const Pass&) const override {
    if (side_ == 1) return x.mean({2, 3});
    const std::int64_t height = x.size(2), width = x.size(3);
    if (height == side_ && width == side_) return x.flatten(1);
    if (height % side_ == 0 && width % side_ == 0) return at::avg_pool2d(x, {height / side_, width / side_}).flatten(1);
    return at::adaptive_avg_pool2d(x, {side_, side_}).flatten(1);
  }
  bool makes_rows() const override { return true; }

 private:
  std::int64_t side_;
};

class Residual final : public Layer {
 public:
  Residual(Layers branch, Layers shortcut, bool relu_after)
      : branch_(std::move(branch)), shortcut_(std::move(shortcut)), relu_after_(relu_after) {}
  at::Tensor operator()(const at::Tensor& x, const Pass& pass) const override {
    // The first layer of the branch must not change x in place: it is a convolution everywhere.
    at::Tensor sum = passed_through(branch_, x, pass);
    sum.add_(passed_through(shortcut_, x, pass));
    return relu_after_ ? at::relu_(sum) : sum;
  }
  void fold(const Parameters& tensors, FoldedConvolutions& folded) const override {
    for (const Layers* part : {&branch_, &shortcut_}) {
      for (const LayerPtr& layer : *part) layer->fold(tensors, folded);
    }
  }

 private:
  Layers branch_, shortcut_;
  bool relu_after_;
};

Initial initial_of(Blueprint::Start start, std::int64_t fan_in, std::int64_t fan_out) {
  switch (start) {
    case Blueprint::Start::ByFanIn:
      return by_fan_in(fan_in);
    case Blueprint::Start::KaimingFanOut:
      return {Initial::Kind::Normal, std::sqrt(2.0 / static_cast<double>(fan_out))};
    case Blueprint::Start::SmallNormal:
      return {Initial::Kind::Normal, 0.01};
  }
  fail("no such start");
}

Initial bias_of(Blueprint::Start start, std::int64_t fan_in) {
  return start == Blueprint::Start::ByFanIn ? by_fan_in(fan_in) : Initial{Initial::Kind::Constant, 0};
}

}  // namespace

at::Tensor passed_through(std::span<const LayerPtr> layers, const at::Tensor& x, const Pass& pass) {
  at::Tensor y = x;
  for (const LayerPtr& layer : layers) y = (*layer)(y, pass);
  return y;
}

std::size_t Blueprint::add(const std::string& name, std::vector<std::int64_t> shape, Initial initial) {
  specs.push_back({name, std::move(shape), initial, weights_learn_ ? Role::Learns : Role::Frozen});
  return specs.size() - 1;
}

std::size_t Blueprint::add_kernels(const std::string& name, const ConvolutionShape& shape, Start start) {
  const std::int64_t fan_out = shape.out * shape.kernel * shape.kernel;
  return add(name + ".weight", {shape.out, shape.in / shape.groups, shape.kernel, shape.kernel},
             initial_of(start, shape.fan_in(), fan_out));
}

LayerPtr Blueprint::convolution(const std::string& name, const ConvolutionShape& shape, Start start) {
  const std::size_t weight = add_kernels(name, shape, start);
  if (shape.bias) add(name + ".bias", {shape.out}, bias_of(start, shape.fan_in()));
  return std::make_unique<Convolution>(weight, shape);
}

LayerPtr Blueprint::normalised_convolution(const std::string& convolution, const std::string& norm,
                                           const ConvolutionShape& shape, Start start) {
  const std::size_t weight = add_kernels(convolution, shape, start);
  const Initial one{Initial::Kind::Constant, 1}, zero{Initial::Kind::Constant, 0};
  const std::size_t first = add(norm + ".weight", {shape.out}, one);
  add(norm + ".bias", {shape.out}, zero);
  specs.push_back({norm + ".running_mean", {shape.out}, zero, Role::Buffer});
  specs.push_back({norm + ".running_var", {shape.out}, one, Role::Buffer});
  specs.push_back({norm + ".num_batches_tracked", {1}, zero, Role::Buffer});
  const bool learns = weights_learn_ && statistics_learn_;
  any_statistics_learn_ = any_statistics_learn_ || learns;
  return std::make_unique<NormalisedConvolution>(weight, shape, BatchNorm2d(first, learns), normalised_++);
}

LayerPtr Blueprint::linear(const std::string& name, std::int64_t in, std::int64_t out, Start start) {
  const std::size_t weight = add(name + ".weight", {out, in}, initial_of(start, in, out));
  add(name + ".bias", {out}, bias_of(start, in));
  return std::make_unique<Linear>(weight);
}

LayerPtr relu() { return std::make_unique<Relu>(); }
LayerPtr relu6() { return std::make_unique<Relu6>(); }
LayerPtr max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return std::make_unique<MaxPool>(kernel, stride, padding);
}
LayerPtr flattened() { return std::make_unique<Flattened>(); }
LayerPtr pooled_rows(std::int64_t side) { return std::make_unique<PooledRows>(side); }
LayerPtr residual(Layers branch, Layers shortcut, bool relu_after) {
  return std::make_unique<Residual>(std::move(branch), std::move(shortcut), relu_after);
}

}  // namespace xil
