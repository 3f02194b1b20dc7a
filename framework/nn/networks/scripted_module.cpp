#include "framework/nn/networks/scripted_module.h"

#include <fmt/ranges.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "framework/nn/networks/tensors.h"
#include "framework/nn/weights/state_dict_file.h"

namespace xil {
namespace {

/// One of the things that a module returns.
struct Output {
  std::string name;  ///< empty: it returns nothing else
  c10::IValue value;
};

std::vector<Output> numbered(const std::vector<c10::IValue>& values) {
  std::vector<Output> outputs;
  for (const c10::IValue& value : values) outputs.push_back({fmt::format("{}", outputs.size()), value});
  return outputs;
}

std::vector<Output> outputs_in(const c10::IValue& value) {
  if (value.isTuple()) return numbered(value.toTuple()->elements().vec());
  if (value.isList()) return numbered(value.toListRef().vec());
  if (!value.isGenericDict()) return {{"", value}};
  std::vector<Output> outputs;
  for (const auto& entry : value.toGenericDict()) {
    outputs.push_back({entry.key().isString() ? entry.key().toStringRef() : "(no name)", entry.value()});
  }
  return outputs;
}

std::string described(const c10::IValue& value) {
  if (!value.isTensor()) return "no tensor but a " + value.tagKind();
  const at::Tensor& tensor = value.toTensor();
  return tensor.defined() ? fmt::format("[{}]", fmt::join(tensor.sizes(), ", ")) : "nothing";
}

std::string listed(const std::vector<Output>& outputs) {
  if (outputs.empty()) return "nothing";
  std::vector<std::string> entries;
  for (const Output& output : outputs) {
    entries.push_back(output.name.empty() ? described(output.value)
                                          : fmt::format("'{}' {}", output.name, described(output.value)));
  }
  return fmt::format("{}", fmt::join(entries, ", "));
}

using Place = std::vector<Output>::const_iterator;

Place find_output(const std::vector<Output>& outputs, std::string_view name) {
  return std::ranges::find(outputs, name, &Output::name);
}

Place main_output(const std::vector<Output>& outputs, bool is_dictionary) {
  if (!is_dictionary || outputs.size() == 1) return outputs.begin();
  const Place logits = find_output(outputs, "logits");
  return logits == outputs.end() ? find_output(outputs, "out") : logits;
}

at::Tensor rows_of(const std::vector<Output>& outputs, Place output, std::int64_t images, const std::string& file) {
  const bool is_table = output->value.isTensor() && output->value.toTensor().defined() &&
                        output->value.toTensor().dim() == 2 && output->value.toTensor().size(0) == images &&
                        output->value.toTensor().is_floating_point();
  require(is_table,
          "'{}' returns {} for {} images where one row of floats each is needed: name another output, or let the "
          "module pool and flatten",
          file, listed(outputs), images);
  return output->value.toTensor().to(at::kFloat);
}

/// The line of LibTorch's traceback that says what went wrong; empty if there is none.
std::string_view reason_in(std::string_view traceback) {
  while (!traceback.empty()) {
    const std::string_view line = traceback.substr(0, traceback.find('\n'));
    if (!line.starts_with(' ') && line.find("Error: ") != std::string_view::npos) return line;
    traceback.remove_prefix(std::min(line.size() + 1, traceback.size()));
  }
  return {};
}

c10::IValue returned_by(const torch::jit::Module& module, const at::Tensor& images, const std::string& file) {
  const torch::jit::GraphOptimizerEnabledGuard as_written(false);  // it is a setting of the thread
  try {
    return module.get_method("forward")({images});
  } catch (const std::exception& error) {
    const std::string_view reason = reason_in(error.what());
    if (!reason.empty())
      fail("TorchScript module '{}' fails on images of [{}]: {}", file, fmt::join(images.sizes(), ", "), reason);
    throw;
  }
}

}  // namespace

struct ScriptedModule::Loaded {
  torch::jit::Module module;
};

ScriptedModule::ScriptedModule(const std::string& bytes, const std::string& file, const std::string& device)
    : file_(file) {
  check_script_archive(bytes, file);
  guarded(fmt::format("'{}' cannot be loaded as TorchScript", file), [&] {
    torch::jit::getProfilingMode() = false;
    std::istringstream stream(bytes);
    loaded_ = std::make_unique<Loaded>(Loaded{torch::jit::load(stream, at::Device(device))});
    loaded_->module.eval();
    for (at::Tensor parameter : loaded_->module.parameters()) parameter.requires_grad_(false);
    require(loaded_->module.find_method("forward").has_value(), "'{}' has no forward(): save a module that has", file);
  });
}

ScriptedModule::~ScriptedModule() = default;

at::Tensor ScriptedModule::output(const at::Tensor& images, const std::string& name) const {
  return guarded(fmt::format("TorchScript module '{}'", file_), [&] {
    const c10::IValue returned = returned_by(loaded_->module, images, file_);
    const std::vector<Output> outputs = outputs_in(returned);
    const Place found = name.empty() ? main_output(outputs, returned.isGenericDict()) : find_output(outputs, name);
    require(found != outputs.end(), "'{}' has no output '{}': it returns {}", file_, name.empty() ? "logits" : name,
            listed(outputs));
    return rows_of(outputs, found, images.size(0), file_);
  });
}

}  // namespace xil
