#include "framework/nn/losses/chain_gradient.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <tuple>
#include <variant>

#include "framework/core/base/error.h"
#include "framework/nn/losses/chain_operations.h"

namespace xil {
namespace {

/// From so many channels on, LibTorch's own gradient of what a convolution read is faster than a transposed
/// convolution.
constexpr std::int64_t kFewChannels = 8;

/// What a gradient of a convolution needs besides gradient and weight.
struct ConvolutionGradient {
  std::int64_t stride, padding, height, width;  ///< sides of what the convolution read

  at::Tensor of_input(const at::Tensor& gradient, const at::Tensor& weight) const {
    if (weight.size(1) < kFewChannels) return transposed_convolution(gradient, weight, stride, padding, height, width);
    const at::Tensor read = at::empty({gradient.size(0), weight.size(1), height, width}, gradient.options(),
                                      at::MemoryFormat::ChannelsLast);  // of which only the shape counts
    return std::get<0>(backward(gradient, read, weight, {true, false, false}));
  }
  at::Tensor of_weight(const at::Tensor& gradient, const at::Tensor& read, const at::Tensor& weight) const {
    return std::get<1>(backward(gradient, read, weight, {false, true, false}));
  }

 private:
  std::tuple<at::Tensor, at::Tensor, at::Tensor> backward(const at::Tensor& gradient, const at::Tensor& read,
                                                          const at::Tensor& weight, std::array<bool, 3> wanted) const {
    return at::convolution_backward(gradient, read, weight, c10::nullopt, {stride, stride}, {padding, padding}, {1, 1},
                                    false, {0, 0}, 1, wanted);
  }
};

/// The gradient of what a convolution read, as an operation that is differentiated by the quick kernels.
class InputGradient final : public torch::autograd::Function<InputGradient> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& gradient,
                            const at::Tensor& weight, std::int64_t stride, std::int64_t padding, std::int64_t height,
                            std::int64_t width) {
    context->save_for_backward({gradient, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    return ConvolutionGradient{stride, padding, height, width}.of_input(gradient, weight);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& slopes) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &gradient = saved[0], &weight = saved[1];
    const at::Tensor slope = slopes[0].contiguous(at::MemoryFormat::ChannelsLast);
    const ConvolutionGradient convolution{context->saved_data["stride"].toInt(), context->saved_data["padding"].toInt(),
                                          slope.size(2), slope.size(3)};
    return {at::conv2d(slope, weight, {}, convolution.stride, convolution.padding),
            convolution.of_weight(gradient, slope, weight),
            {},
            {},
            {},
            {}};
  }
};

struct Before {
  const PassedStep& passed;
  const at::Tensor& gradient;

  at::Tensor operator()(const ConvolutionStep& step) const {
    return InputGradient::apply(gradient, passed.tensors[step.weight], step.shape.stride, step.shape.padding,
                                passed.before.size(2), passed.before.size(3));
  }
  at::Tensor operator()(const LinearStep& step) const { return gradient.matmul(passed.tensors[step.weight]); }
  at::Tensor operator()(const ReluStep&) const { return gradient * (passed.after.detach() > 0); }
  at::Tensor operator()(const MaxPoolStep& step) const {
    return at::max_pool2d_with_indices_backward(gradient, passed.before.detach(), step.side, step.side, 0, 1, false,
                                                *passed.places);
  }
  at::Tensor operator()(const FlattenStep&) const {
    return gradient.reshape(passed.before.sizes()).contiguous(passed.before.suggest_memory_format());
  }
};

/// Softmax gives d/dz sum_k log p_k = 1 - classes p.
at::Tensor score_gradient_of_chain(const LossRows& rows) {
  at::Tensor gradient = 1 - static_cast<double>(rows.logits.size(1)) * at::softmax(rows.logits, 1);
  const std::vector<PassedStep> steps = passed_steps(rows);
  for (std::size_t i = steps.size(); i-- > 0;) {
    gradient = gradient_before(steps[i], gradient);
    if (i + 1 == steps.size() && rows.dropout.defined()) gradient = gradient * rows.dropout;
  }
  return gradient;
}

}  // namespace

at::Tensor gradient_before(const PassedStep& passed, const at::Tensor& gradient) {
  return std::visit(Before{passed, gradient}, passed.step);
}

std::vector<PassedStep> passed_steps(const LossRows& rows) {
  const LayerChain& chain = rows.network.chain();
  std::vector<PassedStep> steps;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool last = i + 1 == chain.size();
    const std::vector<at::Tensor>& values = rows.layers.values;
    steps.push_back({chain[i], rows.network.parameters(), i == 0 ? rows.x : values[i - 1],
                     last ? rows.logits : values[i], last ? nullptr : &rows.layers.places[i]});
  }
  return steps;
}

at::Tensor score_gradient(const LossRows& rows) {
  if (!rows.network.chain().empty()) return score_gradient_of_chain(rows);
  // Rows do not depend on each other, so the gradient of the sum over rows is each row's own.
  return picture_gradient(rows, at::log_softmax(rows.logits, 1).sum());
}

at::Tensor picture_gradient(const LossRows& rows, const at::Tensor& value) {
  // grad() hands it over instead of storing it in x, whose graph would then own itself.
  const at::Tensor gradient = torch::autograd::grad({value}, {rows.x}, {}, true, true, /*allow_unused=*/true).front();
  refuse_unless(gradient.defined(),
                "model '{}' lets no gradients through to its images, which region losses need: correct with "
                "counterexamples, or take another model",
                rows.network.name());
  return gradient;
}

}  // namespace xil
