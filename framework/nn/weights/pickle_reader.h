#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// Position of a node among the nodes of its pickle. Containers refer to their members by it, so that cycles are
/// harmless.
using PickleIndex = std::uint32_t;

struct PickleNode {
  enum class Kind {
    Other,  ///< None, a truth value (number: 0 or 1), a float, bytes, and the results of opaque names
    Number,
    Long,  ///< text: the bytes of an integer that does not fit into 64 bits
    Text,
    Tuple,
    List,     ///< items
    Dict,     ///< items: key, value, key, value ...
    Global,   ///< text: the name of a storage type; number: the PickleName::Role
    Storage,  ///< items: those of the tuple by which torch names a storage
    Tensor,   ///< items: the arguments of torch._utils._rebuild_tensor_v2
  };
  Kind kind = Kind::Other;
  std::int64_t number = 0;
  std::string_view text;  ///< a view of the pickle's bytes
  std::vector<PickleIndex> items;
};

/// The objects that a pickle describes. Nothing in it has been executed.
struct Pickle {
  std::vector<PickleNode> nodes;
  PickleIndex root = 0;

  const PickleNode& at(PickleIndex index) const { return nodes[index]; }
};

/// Reads a pickle of protocol 2 to 5 as torch.save() writes it for tensors, dicts, tuples, lists, texts and numbers. It
/// knows only the names of find_pickle_name(). It fails, with the name of the file, on all other names, on damage, and
/// on more than a million operations, which bounds its memory. The nodes' texts are views of `bytes`.
Pickle read_pickle(std::string_view bytes, const std::string& file);
/// The same for a pickle that is followed by other bytes; removes the pickle from the front of `bytes`.
Pickle take_pickle(std::string_view& bytes, const std::string& file);

}  // namespace xil
