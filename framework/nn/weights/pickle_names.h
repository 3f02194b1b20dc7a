#pragma once

#include <string>
#include <string_view>

namespace xil {

/// A Python name that the pickle of a checkpoint may use. Such names are only compared; no Python object is looked up.
struct PickleName {
  enum class Role {
    Storage,    ///< a type of storage, by its name
    Tensor,     ///< makes a tensor from a storage, an offset, sides and strides
    Parameter,  ///< makes a parameter from a tensor
    Dict,
    Opaque,  ///< makes an object beside the weights that is not needed: options, numbers of optimisers
  };
  std::string_view module, name;
  Role role;
};

/// Null if no checkpoint needs this name.
const PickleName* find_pickle_name(std::string_view module, std::string_view name);

/// A name from a file for a message: one short line of printable ASCII characters.
std::string shown_name(std::string_view text);

}  // namespace xil
