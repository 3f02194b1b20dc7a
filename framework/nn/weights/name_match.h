#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// How the names of a network's tensors are found among those of a state dict.
struct NameMatch {
  std::string prefix;               ///< stands before the names in the dict
  std::size_t found = 0;            ///< number of wanted names that are there
  std::vector<std::string> rivals;  ///< other prefixes with as many wanted names
};

/// The prefix (none, "module.", "model._orig_mod." ...) under which most of the `wanted` names are among `names`. Of
/// several prefixes with equally many, the empty one is chosen; else one that only wrappers of training programs
/// produce (DataParallel, torch.compile, Lightning, averaged models); else the first one in `names`, with the others as
/// rivals.
NameMatch match_names(std::span<const std::string_view> names, std::span<const std::string> wanted);

}  // namespace xil
