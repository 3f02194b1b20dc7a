#include "experiments/data/copies_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "framework/core/base/json_value.h"

namespace xil {
namespace {

using Out = std::back_insert_iterator<std::string>;

constexpr std::size_t kBar = 40;  // letters of the longest bar

/// The ladder with the thresholds that are chosen and proposed.
std::vector<CopyGroups> thresholds(const NearCopies& copies) {
  std::vector<CopyGroups> all = copies.ladder;
  all.push_back(copies.chosen);
  if (copies.groups_proposed) all.push_back(*copies.groups_proposed);
  std::ranges::sort(all, {}, &CopyGroups::threshold);
  const auto same = std::ranges::unique(all, {}, &CopyGroups::threshold);
  all.erase(same.begin(), same.end());
  return all;
}

void print_histogram(const NearCopies& copies, Out out) {
  std::size_t most = std::max<std::size_t>(copies.identical, 1);
  for (const SimilarityBin& bin : copies.histogram) most = std::max(most, bin.pictures);
  const auto line = [&](const std::string& range, std::size_t pictures) {
    const std::size_t length = (pictures * kBar + most - 1) / most;
    fmt::format_to(out, "  {:<16}{:>7}{}{}\n", range, pictures, length > 0 ? "  " : "", std::string(length, '#'));
  };
  bool begun = false;
  for (const SimilarityBin& bin : copies.histogram) {
    begun = begun || bin.pictures > 0;
    if (begun) line(fmt::format("{:.4f} - {:.4f}", bin.low, bin.high), bin.pictures);
  }
  line("identical", copies.identical);
}

void print_groups(const NearCopies& copies, Out out) {
  fmt::format_to(out, "{:<18}{:>9}{:>12}{:>10}\n", "near_similarity", "groups", "pictures", "largest");
  for (const CopyGroups& groups : thresholds(copies)) {
    const bool chosen = groups.threshold == copies.chosen.threshold;
    const bool proposed = copies.proposed == groups.threshold;
    fmt::format_to(out, "{:<18}{:>9}{:>12}{:>10}{}{}\n", fmt::format("{:.6g}", groups.threshold), groups.groups,
                   groups.grouped, groups.largest, chosen ? "   this set's" : "", proposed ? "   proposed" : "");
  }
}

std::string share_of(std::size_t part, std::size_t all) {
  return fmt::format("{} of {} pictures ({:.0f} %)", part, all,
                     100.0 * static_cast<double>(part) / static_cast<double>(all));
}

Value bin_json(const SimilarityBin& bin) {
  return Value(
      Value::Map{{"low", json_value(bin.low)}, {"high", json_value(bin.high)}, {"pictures", json_value(bin.pictures)}});
}

Value groups_json(const CopyGroups& groups) {
  return Value(Value::Map{{"near_similarity", json_value(groups.threshold)},
                          {"groups", json_value(groups.groups)},
                          {"pictures", json_value(groups.grouped)},
                          {"largest", json_value(groups.largest)}});
}

/// Advice where groups are too large to be dealt.
std::string too_large_advice(const NearCopies& copies) {
  const std::string size = share_of(copies.chosen.largest, copies.pictures);
  const std::string what =
      copies.one_group()
          ? fmt::format(
                "one group holds {}: with groups: near_duplicates they would all come to one side, so that no split "
                "can be made. So it is where a fixed camera shows the same part everywhere: everything is a near copy",
                size)
          : fmt::format(
                "the largest group holds {}, more than a tenth, so that a split cannot reach its shares with groups: "
                "near_duplicates",
                size);
  const std::string otherwise =
      "leave groups: none, or list in a manifest what belongs together (groups: listed), such as the pictures of one part";
  if (!copies.groups_proposed)
    return fmt::format("{}. No threshold makes the groups small enough: {}", what, otherwise);
  return fmt::format("{}. near_similarity={:.6g} makes the largest group {} pictures; or {}", what, *copies.proposed,
                     copies.groups_proposed->largest, otherwise);
}

}  // namespace

std::string advice_of(const NearCopies& copies) {
  if (copies.gap && copies.groups_proposed) {
    const std::string now = copies.one_group()
                                ? fmt::format(
                                      "; at {:.6g} one group holds {}, so that no split can be made with groups: "
                                      "near_duplicates",
                                      copies.chosen.threshold, share_of(copies.chosen.largest, copies.pictures))
                                : "";
    return fmt::format(
        "the correlations leave a gap at {:.4f}: pictures above it are copies, pictures below it only look alike. "
        "near_similarity={:.6g} parts them: {} groups hold {}, the largest {}{}",
        *copies.gap, *copies.proposed, copies.groups_proposed->groups,
        share_of(copies.groups_proposed->grouped, copies.pictures), copies.groups_proposed->largest, now);
  }
  if (copies.too_large(copies.chosen)) return too_large_advice(copies);
  if (copies.gap) {
    return fmt::format(
        "the correlations leave a gap at {:.4f}: pictures above it are copies, pictures below it only look alike. This "
        "set's near_similarity={:.6g} parts them: {} groups hold {}, the largest {}",
        *copies.gap, copies.chosen.threshold, copies.chosen.groups, share_of(copies.chosen.grouped, copies.pictures),
        copies.chosen.largest);
  }
  return fmt::format(
      "the correlations leave no gap, so that no threshold tells copies from pictures that only look alike: look at the pairs "
      "(--sheet). At near_similarity={:.6g}, {} groups hold {}, the largest {}, which a split can deal",
      copies.chosen.threshold, copies.chosen.groups, share_of(copies.chosen.grouped, copies.pictures),
      copies.chosen.largest);
}

std::string as_text(const NearCopies& copies) {
  if (copies.pictures == 0) return "";
  std::string text;
  const Out out(text);
  fmt::format_to(out, "near copies: how many pictures have a nearest neighbour of which correlation\n");
  print_histogram(copies, out);
  print_groups(copies, out);
  fmt::format_to(out, "{}\n", advice_of(copies));
  return text;
}

Value as_json(const NearCopies& copies) {
  return Value(Value::Map{{"pictures", json_value(copies.pictures)},
                          {"identical", json_value(copies.identical)},
                          {"histogram", json_list(copies.histogram, bin_json)},
                          {"gap", json_value(copies.gap)},
                          {"proposed", json_value(copies.proposed)},
                          {"one_group", Value(copies.one_group())},
                          {"thresholds", json_list(thresholds(copies), groups_json)},
                          {"advice", copies.pictures > 0 ? Value(advice_of(copies)) : Value()}});
}

}  // namespace xil
