#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// Position of a node among those of its pickle. Containers name what they hold by it: a cycle is no trouble.
using PickleIndex = std::uint32_t;

struct PickleNode {
  enum class Kind {
    Other,  ///< None, a truth value (number: 0 or 1), a float, bytes, and what opaque names make
    Number,
    Long,  ///< text: the bytes of an integer that 64 bits do not hold
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
  std::string_view text;  ///< of the pickle's bytes
  std::vector<PickleIndex> items;
};

/// What a pickle describes. Nothing of it has been executed.
struct Pickle {
  std::vector<PickleNode> nodes;
  PickleIndex root = 0;

  const PickleNode& at(PickleIndex index) const { return nodes[index]; }
};

/// Reads a pickle of protocol 2 to 5 as torch.save() writes it of tensors, dicts, tuples, lists, texts and numbers. The
/// only names it knows are those of find_pickle_name(); fails, with the name of the file, on all others, on damage, and
/// on more than a million operations, which bounds its memory. The nodes' texts are views of `bytes`.
Pickle read_pickle(std::string_view bytes, const std::string& file);
/// Of bytes that go on behind it; takes it off their front.
Pickle take_pickle(std::string_view& bytes, const std::string& file);

}  // namespace xil
