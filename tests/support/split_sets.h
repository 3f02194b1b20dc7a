#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/numeric/rng.h"
#include "framework/data/splits/split_plan.h"

// Small sets without real pictures, and what the tests of splits count in them.
namespace xil {

/// So many items of each kind, one kind after the other, with tiny pictures and thumbnails that are far from each
/// other.
inline SourceSet set_of(const std::vector<std::pair<Kind, std::size_t>>& kinds) {
  SourceSet set{"manifest", {"ok", "defect"}, 1, 2, 2, {}, {}, ""};
  Rng rng(3, {Purpose::Test});
  for (const auto& [kind, count] : kinds) {
    for (std::size_t i = 0; i < count; ++i) {
      SourceItem item;
      item.path = fmt::format("{:04}.png", set.items.size());
      item.label = kind.label;
      item.type = kind.type;
      item.image = Image(1, 2, 2, static_cast<std::uint8_t>(set.items.size()));
      item.thumbnail.resize(std::size_t{kThumbnailSide} * kThumbnailSide);
      for (std::uint8_t& value : item.thumbnail) value = static_cast<std::uint8_t>(rng.below(256));
      set.items.push_back(std::move(item));
    }
  }
  set.digest = digest_of(set);
  return set;
}

inline const Kind kOk = {0, ""}, kCrack = {1, "crack"}, kPores = {1, "pores"}, kFray = {1, "fray"};

inline SplitParams stratified(double validation, double test) {
  SplitParams params;
  params.split = SplitRule::Stratified;
  params.validation_share = validation;
  params.test_share = test;
  return params;
}

inline SplitParams given(Groups groups = Groups::None) {
  SplitParams params;
  params.split = SplitRule::Given;
  params.groups = groups;
  return params;
}

/// Items of each kind on each side; those that are left out count nowhere.
inline std::map<Kind, std::map<Split, double>> counts(const SourceSet& set, const SplitPlan& plan) {
  std::map<Kind, std::map<Split, double>> count;
  for (std::size_t i = 0; i < set.items.size(); ++i) {
    if (plan.of[i]) count[{set.items[i].label, set.items[i].type}][*plan.of[i]] += 1;
  }
  return count;
}

inline double count_of(const SplitPlan& plan, std::optional<Split> split) {
  return static_cast<double>(std::ranges::count(plan.of, split));
}

/// Is there a listed group with items on two sides?
inline bool divides_a_group(const SourceSet& set, const SplitPlan& plan) {
  std::map<std::string, std::set<Split>> sides;
  for (std::size_t i = 0; i < set.items.size(); ++i) {
    const std::string& group = set.items[i].group;
    if (!group.empty() && plan.of[i]) sides[group].insert(*plan.of[i]);
  }
  return std::ranges::any_of(sides, [](const auto& entry) { return entry.second.size() > 1; });
}

}  // namespace xil
