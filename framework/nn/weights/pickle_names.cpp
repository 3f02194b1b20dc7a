#include "framework/nn/weights/pickle_names.h"

#include <algorithm>
#include <array>

namespace xil {
namespace {

using Role = PickleName::Role;

constexpr std::string_view kAny = "*";

/// The opaque names have no effect, but training programs leave them in checkpoints: arguments of torchvision and timm,
/// hyperparameters of Lightning, numbers of numpy, types and devices of torch.
constexpr std::array kNames = {
    PickleName{"collections", "OrderedDict", Role::Dict},
    PickleName{"torch._utils", "_rebuild_tensor", Role::Tensor},  // before torch 0.4
    PickleName{"torch._utils", "_rebuild_tensor_v2", Role::Tensor},
    PickleName{"torch._utils", "_rebuild_parameter", Role::Parameter},
    PickleName{"torch.nn.parameter", "Parameter", Role::Parameter},  // before torch 0.4
    PickleName{"torch", "FloatStorage", Role::Storage},
    PickleName{"torch", "DoubleStorage", Role::Storage},
    PickleName{"torch", "HalfStorage", Role::Storage},
    PickleName{"torch", "BFloat16Storage", Role::Storage},
    PickleName{"torch", "LongStorage", Role::Storage},
    PickleName{"torch", "IntStorage", Role::Storage},
    PickleName{"torch", "ShortStorage", Role::Storage},
    PickleName{"torch", "CharStorage", Role::Storage},
    PickleName{"torch", "ByteStorage", Role::Storage},
    PickleName{"torch", "BoolStorage", Role::Storage},
    PickleName{"torch", "Size", Role::Opaque},
    PickleName{"torch", "device", Role::Opaque},
    PickleName{"torch", "float16", Role::Opaque},
    PickleName{"torch", "bfloat16", Role::Opaque},
    PickleName{"torch", "float32", Role::Opaque},
    PickleName{"torch", "float64", Role::Opaque},
    PickleName{"torch", "int64", Role::Opaque},
    PickleName{"argparse", "Namespace", Role::Opaque},
    PickleName{"collections", "defaultdict", Role::Opaque},
    PickleName{"collections", "Counter", Role::Opaque},
    PickleName{"pathlib", "PosixPath", Role::Opaque},
    PickleName{"pathlib", "PurePosixPath", Role::Opaque},
    PickleName{"pathlib", "WindowsPath", Role::Opaque},
    PickleName{"_codecs", "encode", Role::Opaque},
    PickleName{"numpy", "dtype", Role::Opaque},
    PickleName{"numpy", "ndarray", Role::Opaque},
    PickleName{"numpy.core.multiarray", kAny, Role::Opaque},
    PickleName{"numpy._core.multiarray", kAny, Role::Opaque},
    PickleName{"lightning_fabric.utilities.data", "AttributeDict", Role::Opaque},
    PickleName{"lightning.fabric.utilities.data", "AttributeDict", Role::Opaque},
    PickleName{"pytorch_lightning.utilities.parsing", "AttributeDict", Role::Opaque},
    PickleName{"pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint", Role::Opaque},
    PickleName{"omegaconf.dictconfig", "DictConfig", Role::Opaque},
    PickleName{"omegaconf.listconfig", "ListConfig", Role::Opaque},
    PickleName{"omegaconf.base", kAny, Role::Opaque},
    PickleName{"omegaconf.nodes", kAny, Role::Opaque},
};

/// Types without side effects; eval, exec, getattr and the like are not among them.
constexpr std::array<std::string_view, 11> kBuiltins = {"bool", "bytearray", "complex", "dict", "float", "frozenset",
                                                        "int",  "list",      "set",     "str",  "tuple"};

}  // namespace

const PickleName* find_pickle_name(std::string_view module, std::string_view name) {
  static constexpr PickleName kBuiltin{"builtins", kAny, Role::Opaque};
  if (module == "builtins" || module == "__builtin__") {
    return std::ranges::find(kBuiltins, name) == kBuiltins.end() ? nullptr : &kBuiltin;
  }
  const auto known = std::ranges::find_if(kNames, [&](const PickleName& entry) {
    return entry.module == module && (entry.name == name || entry.name == kAny);
  });
  return known == kNames.end() ? nullptr : &*known;
}

std::string shown_name(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  std::string shown(text.substr(0, kLongest));
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text.size() > kLongest ? shown + "..." : shown;
}

}  // namespace xil
