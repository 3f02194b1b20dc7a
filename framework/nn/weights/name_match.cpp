#include "framework/nn/weights/name_match.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace xil {
namespace {

/// Only this many leading parts of a name are searched, since a name may have as many dots as the file has bytes.
constexpr std::size_t kMostParts = 64;

struct Candidate {
  std::size_t order = 0;  ///< order of appearance
  std::set<std::string_view> found;
};

bool only_wrappers(std::string_view prefix) {
  constexpr std::array<std::string_view, 3> kWrappers = {"module.", "_orig_mod.", "model."};
  while (!prefix.empty()) {
    const auto wrapper =
        std::ranges::find_if(kWrappers, [&](std::string_view part) { return prefix.starts_with(part); });
    if (wrapper == kWrappers.end()) return false;
    prefix.remove_prefix(wrapper->size());
  }
  return true;
}

/// Of several prefixes with equally many names, the one of the lowest rank is chosen.
int rank(std::string_view prefix) { return prefix.empty() ? 0 : only_wrappers(prefix) ? 1 : 2; }

}  // namespace

NameMatch match_names(std::span<const std::string_view> names, std::span<const std::string> wanted) {
  const std::set<std::string_view> known(wanted.begin(), wanted.end());
  std::map<std::string_view, Candidate> candidates;
  for (const std::string_view name : names) {
    std::size_t start = 0;
    for (std::size_t part = 0; part < kMostParts; ++part) {
      if (const auto found = known.find(name.substr(start)); found != known.end()) {
        const auto [place, is_new] = candidates.try_emplace(name.substr(0, start), Candidate{candidates.size(), {}});
        place->second.found.insert(*found);
      }
      const std::size_t dot = name.find('.', start);
      if (dot == std::string_view::npos) break;
      start = dot + 1;
    }
  }
  NameMatch best;
  std::size_t order = 0;
  for (const auto& [prefix, candidate] : candidates) {
    const std::size_t found = candidate.found.size();
    const bool equal = found == best.found && rank(prefix) == rank(best.prefix);
    if (found < best.found || (found == best.found && rank(prefix) > rank(best.prefix))) continue;
    if (!equal) best.rivals.clear();
    const bool first = !equal || candidate.order < order;
    if (equal) best.rivals.push_back(first ? best.prefix : std::string(prefix));
    if (!first) continue;
    best.prefix = prefix;
    best.found = found;
    order = candidate.order;
  }
  return best;
}

}  // namespace xil
