#include "framework/data/check/near_copies.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace xil {
namespace {

constexpr std::array kLadder = {0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999};
constexpr int kBinsPerDecade = 4, kDecades = 4;
constexpr std::size_t kEmptier = 4;  // times fewer pictures than in the fullest bin of either side
constexpr double kLeastSide = 0.05;  // share of the pictures on either side of a gap
constexpr int kBins = kBinsPerDecade * kDecades;

/// The lower end of a bin; bin 0 begins at 0, the last one ends at kIdentical or above.
double lower_end(int bin) { return 1 - std::pow(10.0, -static_cast<double>(bin) / kBinsPerDecade); }

int bin_of(double similarity) {
  const double place = -kBinsPerDecade * std::log10(std::max(1 - similarity, 1e-12));
  return std::clamp(static_cast<int>(std::floor(place)), 0, kBins - 1);
}

/// The correlation of each picture with its nearest neighbour; 0: below kLeastAlike.
std::vector<double> nearest(std::size_t pictures, std::span<const NearPair> forest) {
  std::vector<double> best(pictures, 0.0);
  for (const NearPair& pair : forest) {
    best[pair.first] = std::max(best[pair.first], pair.similarity);
    best[pair.second] = std::max(best[pair.second], pair.similarity);
  }
  return best;
}

CopyGroups groups_at(double threshold, std::size_t pictures, std::span<const NearPair> forest) {
  const auto end = std::ranges::find_if(forest, [&](const NearPair& pair) { return pair.similarity < threshold; });
  std::map<std::size_t, std::size_t> sizes;
  for (const std::size_t group : connected_groups(pictures, std::span(forest.begin(), end))) ++sizes[group];
  CopyGroups found{threshold, 0, 0, pictures > 0 ? std::size_t{1} : 0};
  for (const auto& [group, size] : sizes) {
    found.largest = std::max(found.largest, size);
    if (size < 2) continue;
    ++found.groups;
    found.grouped += size;
  }
  return found;
}

/// The middle of the emptiest bins between two hills of the histogram.
std::optional<double> gap_of(std::span<const SimilarityBin> bins) {
  std::size_t all = 0;
  for (const SimilarityBin& bin : bins) all += bin.pictures;
  const double least = kLeastSide * static_cast<double>(all);
  std::optional<std::size_t> first, last;
  for (std::size_t i = 1; i + 1 < bins.size(); ++i) {
    if (bins[i].low < kLadder.front()) continue;
    const auto below = bins.first(i), above = bins.subspan(i + 1);
    const auto fullest = [](auto side) { return std::ranges::max(side, {}, &SimilarityBin::pictures).pictures; };
    const auto holds = [](auto side) {
      std::size_t sum = 0;
      for (const SimilarityBin& bin : side) sum += bin.pictures;
      return static_cast<double>(sum);
    };
    const std::size_t own = bins[i].pictures;
    if (own * kEmptier > std::min(fullest(below), fullest(above))) continue;
    if (std::min(holds(below), holds(above)) < std::max(least, 2.0)) continue;
    const bool emptier = !first || own < bins[*first].pictures;
    if (emptier) first = i;
    if (emptier || (own == bins[*first].pictures && *last + 1 == i)) last = i;
  }
  if (!first) return std::nullopt;
  const double place = (static_cast<double>(*first) + static_cast<double>(*last) + 1) / 2;
  return 1 - std::pow(10.0, -place / kBinsPerDecade);
}

/// Three digits behind the nines: .9925, not .99250391.
double rounded(double threshold) {
  const double unit = std::pow(10.0, std::floor(std::log10(1 - threshold)) - 1);
  return 1 - std::round((1 - threshold) / unit) * unit;
}

}  // namespace

NearCopies near_copies(std::size_t pictures, std::span<const NearPair> forest, double near_similarity) {
  NearCopies copies;
  copies.pictures = pictures;
  for (int bin = 0; bin < kBins; ++bin) copies.histogram.push_back({lower_end(bin), lower_end(bin + 1), 0});
  copies.histogram.back().high = NearCopies::kIdentical;
  for (const double similarity : nearest(pictures, forest)) {
    if (similarity >= NearCopies::kIdentical) {
      ++copies.identical;
    } else {
      ++copies.histogram[static_cast<std::size_t>(bin_of(similarity))].pictures;
    }
  }
  copies.gap = gap_of(copies.histogram);
  copies.chosen = groups_at(near_similarity, pictures, forest);
  for (const double threshold : kLadder) copies.ladder.push_back(groups_at(threshold, pictures, forest));
  if (copies.gap) {
    const CopyGroups groups = groups_at(rounded(*copies.gap), pictures, forest);
    if (!copies.too_large(groups) && !copies.same_as_chosen(groups)) copies.groups_proposed = groups;
  } else if (copies.too_large(copies.chosen)) {
    const auto smaller = std::ranges::find_if(copies.ladder, [&](const CopyGroups& groups) {
      return groups.threshold > near_similarity && !copies.too_large(groups);
    });
    if (smaller != copies.ladder.end()) copies.groups_proposed = *smaller;
  }
  if (copies.groups_proposed) copies.proposed = copies.groups_proposed->threshold;
  return copies;
}

}  // namespace xil
