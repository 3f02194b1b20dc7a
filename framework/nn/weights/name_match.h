#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// How the names of a network's tensors are found among those of a dict.
struct NameMatch {
  std::string prefix;               ///< what the names of the dict have before them
  std::size_t found = 0;            ///< how many of the wanted names are there
  std::vector<std::string> rivals;  ///< other prefixes under which as many are there
};

/// The prefix (none, "module.", "model._orig_mod." ...) under which most of the `wanted` names are among `names`. Of
/// several under which equally many are: none, else the one that only wrappers of training programs make (DataParallel,
/// torch.compile, Lightning, averaged models), else the first one of `names`, with the others as rivals.
NameMatch match_names(std::span<const std::string_view> names, std::span<const std::string> wanted);

}  // namespace xil
