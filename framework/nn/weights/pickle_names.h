#pragma once

#include <string>
#include <string_view>

namespace xil {

/// A name of Python's that the pickle of a checkpoint may use. None is looked up in any Python.
struct PickleName {
  enum class Role {
    Storage,    ///< a type of storage, by its name
    Tensor,     ///< makes a tensor of a storage, an offset, sides and strides
    Parameter,  ///< makes a parameter of a tensor
    Dict,
    Opaque,  ///< makes something that stands beside the weights and is of no interest: options, optimisers' numbers
  };
  std::string_view module, name;
  Role role;
};

/// Null where no checkpoint needs such a name.
const PickleName* find_pickle_name(std::string_view module, std::string_view name);

/// A name from a file for a message: one short line of printable ASCII characters.
std::string shown_name(std::string_view text);

}  // namespace xil
