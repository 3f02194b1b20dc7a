#include <ATen/ATen.h>
#include <fmt/format.h>

#include "framework/core/base/pinned_file.h"
#include "framework/core/base/value.h"
#include "framework/nn/networks/module_check.h"
#include "framework/nn/networks/pretrained_network.h"
#include "framework/nn/networks/scripted_module.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

/// A module with the width of the output that we read.
struct Box {
  std::unique_ptr<ScriptedModule> module;
  std::int64_t width = 0;
  std::string file, sha256;
  std::vector<std::string> notes;
};

Box open_box(const TorchscriptParams& params, const NetworkShape& shape, const std::string& device) {
  refuse_unless(!params.torchscript.empty(), "model 'torchscript' needs 'torchscript': the file of the module");
  const PinnedFile file = parse_pinned(pinned(params.torchscript, "torchscript"));
  Box box{std::make_unique<ScriptedModule>(read_pinned(file), file.path, device), 0, file.path, file.sha256, {}};
  const at::Tensor black =
      at::zeros({1, channels_read(params.pixels, shape.channels), shape.height, shape.width}, at::Device(device));
  box.width = box.module->output(black, params.output).size(1);
  return box;
}

void refuse_foreign_logits(const TorchscriptParams& params, const NetworkShape& shape, const Box& box) {
  refuse_unless(params.output.empty(), "'output' names features, but 'head': own wants logits: leave 'output' out");
  refuse_unless(box.width == shape.classes, "'{}' gives {} logits, the dataset has {} classes: take 'head': trained",
                parse_pinned(params.torchscript).path, box.width, shape.classes);
}

std::vector<ParameterSpec> head_specs(const TorchscriptParams& params, const NetworkShape& shape, std::int64_t width) {
  if (params.head == ScriptHead::Own) return {};
  return {{"classes.weight", {shape.classes, width}, by_fan_in(width)},
          {"classes.bias", {shape.classes}, by_fan_in(width)}};
}

class ScriptedNetwork final : public Network {
 public:
  ScriptedNetwork(Box box, std::vector<ParameterSpec> specs, const TorchscriptParams& params, const NetworkShape& shape,
                  std::uint64_t model_seed, const std::string& device)
      : Network(shape, {"torchscript", specs, specs.size(), params.dropout, params.pixels},
                drawn_from(Rng(model_seed, {Purpose::Weights})), device),
        box_(std::move(box)),
        output_(params.output),
        own_(params.head == ScriptHead::Own) {
    key_ = to_json(Value(Value::Map{{"torchscript", Value(box_.sha256)},
                                    {"output", Value(output_)},
                                    {"pixels", Value(std::string(enum_name(params.pixels)))}}));
  }

  at::Tensor features(const at::Tensor& images) const override { return box_.module->output(images, output_); }
  at::Tensor logits(const at::Tensor& features) const override {
    return own_ ? features : at::linear(features, parameters()[0], parameters()[1]);
  }
  std::string frozen_backbone() const override { return key_; }
  std::vector<std::string> notes() const override { return box_.notes; }

 private:
  Box box_;
  std::string output_, key_;
  bool own_;
};

}  // namespace

std::unique_ptr<Network> make_scripted(const TorchscriptParams& params, const NetworkShape& shape,
                                       std::uint64_t model_seed, const std::string& device) {
  Box box = open_box(params, shape, device);
  if (params.head == ScriptHead::Own) refuse_foreign_logits(params, shape, box);
  const CheckedModule checked{box.file, params.pixels, channels_read(params.pixels, shape.channels),
                              params.head == ScriptHead::Own};
  box.notes = check_module(checked, shape, device,
                           [&](const at::Tensor& images) { return box.module->output(images, params.output); });
  std::vector<ParameterSpec> specs = head_specs(params, shape, box.width);
  return std::make_unique<ScriptedNetwork>(std::move(box), std::move(specs), params, shape, model_seed, device);
}

}  // namespace xil
