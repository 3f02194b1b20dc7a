#include "framework/data/splits/split_plan.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "framework/core/base/error.h"
#include "framework/data/splits/near_duplicates.h"

namespace xil {
namespace {

std::string_view name_of(Split split) {
  switch (split) {
    case Split::Pool:
      return "the pool";
    case Split::Validation:
      return "validation";
    case Split::Test:
      return "test";
  }
  return "";
}

std::vector<Kind> kinds_of(const SourceSet& set) {
  std::vector<Kind> kinds;
  for (const SourceItem& item : set.items) kinds.push_back({item.label, item.type});
  return kinds;
}

/// The kinds by which the sides are balanced. All tiles of a picture count as the kind of its defect, if it has one:
/// by the kind of most of its tiles, nearly every picture would count as ok.
std::vector<Kind> dealt_kinds(const SourceSet& set, std::vector<Kind> kinds) {
  std::map<std::string, Kind> of_picture;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (!set.items[i].tile.empty() && kinds[i].label != set.ok_label)
      of_picture.emplace(set.items[i].picture(), kinds[i]);
  }
  for (std::size_t i = 0; i < kinds.size() && !of_picture.empty(); ++i) {
    if (set.items[i].tile.empty()) continue;
    const auto found = of_picture.find(set.items[i].picture());
    if (found != of_picture.end()) kinds[i] = found->second;
  }
  return kinds;
}

std::vector<std::size_t> listed_groups(const SourceSet& set) {
  std::map<std::string_view, std::size_t> first;
  std::vector<std::size_t> groups(set.items.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string& name = set.items[i].group;
    groups[i] = name.empty() ? i : first.emplace(name, i).first->second;
  }
  refuse_unless(!first.empty(),
                "dataset '{}': 'groups: listed', but the set lists none; a manifest does in its column group",
                set.name);
  return groups;
}

/// Joins groups that have tiles of one picture.
std::vector<std::size_t> with_tiles_together(const SourceSet& set, const std::vector<std::size_t>& groups) {
  std::map<std::string, std::size_t> first;
  std::vector<NearPair> pairs;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i] != i) pairs.push_back({groups[i], i, 1});
    if (set.items[i].tile.empty()) continue;
    const auto [entry, is_new] = first.emplace(set.items[i].picture(), i);
    if (!is_new) pairs.push_back({entry->second, i, 1});
  }
  return first.empty() ? groups : connected_groups(groups.size(), pairs);
}

/// A number per item, equal for the items of one group: the smallest index of the group.
std::vector<std::size_t> parameter_groups(const SourceSet& set, const SplitParams& params) {
  switch (params.groups) {
    case Groups::NearDuplicates:
      return connected_groups(set.items.size(), near_pairs_of(set, params.near_similarity));
    case Groups::Listed:
      return listed_groups(set);
    case Groups::None:
      break;
  }
  std::vector<std::size_t> single(set.items.size());
  std::iota(single.begin(), single.end(), std::size_t{0});
  return single;
}

/// The same with the tiles of a picture in one group.
std::vector<std::size_t> groups_of(const SourceSet& set, const SplitParams& params) {
  return with_tiles_together(set, parameter_groups(set, params));
}

/// The groups of the items that are in the pool so far.
std::vector<ItemGroup> pool_groups(const SplitPlan& plan, std::span<const std::size_t> groups) {
  std::map<std::size_t, ItemGroup> members;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (plan.of[i] == Split::Pool) members[groups[i]].push_back(i);
  }
  std::vector<ItemGroup> found;
  for (auto& [group, items] : members) found.push_back(std::move(items));
  return found;
}

/// Deals the items that are in the pool so far. Between the sides in `free`, items may be moved so that each side has
/// all classes.
void deal_pool(SplitPlan& plan, const SourceSet& set, std::span<const std::size_t> groups, Shares shares,
               std::span<const Split> free, std::uint64_t split_seed) {
  const std::vector<Kind> kinds = kinds_of(set);
  const std::vector<ItemGroup> dealing = pool_groups(plan, groups);
  std::vector<Split> dealt = deal(dealt_kinds(set, kinds), dealing, shares, split_seed);
  for (std::size_t i = 0; i < dealt.size(); ++i) {
    if (plan.of[i] != Split::Pool) dealt[i] = plan.of[i].value_or(Split::Validation);  // outside of all dealt groups
  }
  for (const Moved& moved : fill_sides(dealt, kinds, dealing, free, split_seed)) {
    plan.notes.push_back(
        fmt::format("the shares leave no item of class '{}' in {}: it has got the least that could be moved",
                    set.class_names.at(static_cast<std::size_t>(moved.label)), name_of(moved.to)));
  }
  for (std::size_t i = 0; i < dealt.size(); ++i) {
    if (plan.of[i] == Split::Pool) plan.of[i] = dealt[i];
  }
}

void take_given(SplitPlan& plan, const SourceSet& set) {
  refuse_unless(std::ranges::any_of(set.items, [](const SourceItem& item) { return item.split.has_value(); }),
                "dataset '{}': 'split: given', but the set comes without a split; use 'split: stratified'", set.name);
  for (std::size_t i = 0; i < set.items.size(); ++i) {
    refuse_unless(set.items[i].split.has_value(),
                  "dataset '{}': 'split: given', but {} has no split; give it one or use 'split: stratified'", set.name,
                  set.items[i].path);
    plan.of[i] = set.items[i].split;
  }
}

/// Leaves out every item with a member of its group in a later split, so that test stays as it was published.
void leave_relatives_out(SplitPlan& plan, std::span<const std::size_t> groups) {
  std::map<std::size_t, Split> last;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto [entry, added] = last.emplace(groups[i], *plan.of[i]);
    entry->second = std::max(entry->second, *plan.of[i]);
  }
  std::map<std::pair<Split, Split>, std::size_t> left_out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Split own = *plan.of[i], others = last.at(groups[i]);
    if (own == others) continue;
    plan.of[i].reset();
    ++left_out[{own, others}];
  }
  for (const auto& [sides, count] : left_out) {
    plan.notes.push_back(fmt::format("{} items of {} left out: their groups have items in {}", count,
                                     name_of(sides.first), name_of(sides.second)));
  }
}

void plan_given(SplitPlan& plan, const SourceSet& set, const SplitParams& params, std::span<const std::size_t> groups,
                std::uint64_t split_seed) {
  take_given(plan, set);
  const bool has_validation = std::ranges::count(plan.of, Split::Validation) > 0;
  leave_relatives_out(plan, groups);
  const auto pool = static_cast<double>(std::ranges::count(plan.of, Split::Pool));
  if (has_validation || pool == 0) return;
  const double wanted = params.validation_share * static_cast<double>(set.items.size());
  deal_pool(plan, set, groups, {.validation = std::min(1.0, wanted / pool), .test = 0},
            std::array{Split::Pool, Split::Validation}, split_seed);
}

constexpr std::string_view kTooFew = "it needs two items, or groups, of each class: add some, or leave the class out";

std::set<int> classes_in(Split split, const SplitPlan& plan, std::span<const Kind> kinds) {
  std::set<int> labels;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (plan.of[i] == split) labels.insert(kinds[i].label);
  }
  return labels;
}

/// The advice if a side is too small; `shares` is the advice for a stratified split.
std::string remedy(const SplitParams& params, std::string_view shares) {
  std::string text(params.split == SplitRule::Given ? "use 'split: stratified'" : shares);
  if (params.groups == Groups::NearDuplicates) text += ", or raise 'near_similarity' for smaller groups";
  if (params.groups == Groups::Listed) text += ", or use 'groups: none'";
  return text;
}

/// Refuses a side that lacks a class of the set.
void check_side(const std::set<int>& labels, const std::set<int>& all, std::string_view side, const SourceSet& set,
                const std::string& remedy) {
  const auto name = [&set](int label) { return set.class_names.at(static_cast<std::size_t>(label)); };
  refuse_unless(!labels.empty(), "dataset '{}': the split leaves no item in {}; {}", set.name, side, remedy);
  refuse_unless(labels.size() > 1, "dataset '{}': the split leaves only class '{}' in {}; {}", set.name,
                name(*labels.begin()), side, remedy);
  for (const int label : all) {
    refuse_unless(labels.contains(label), "dataset '{}': the split leaves no item of class '{}' in {}; {}", set.name,
                  name(label), side, remedy);
  }
}

void check_sides(const SplitPlan& plan, std::span<const Kind> kinds, const SourceSet& set, const SplitParams& params) {
  std::set<int> all;
  for (const Kind& kind : kinds) all.insert(kind.label);
  const std::set<int> in_test = classes_in(Split::Test, plan, kinds), in_pool = classes_in(Split::Pool, plan, kinds);
  // If raising shares cannot help, fill_sides() has found that a class has a single group.
  check_side(in_test, all, "test", set, remedy(params, in_test.empty() ? "raise 'test_share'" : kTooFew));
  check_side(in_pool, all, "the pool", set,
             remedy(params, in_pool.empty() ? "lower 'test_share' or 'validation_share'" : kTooFew));
}

/// Whether a type of several joined ones ("crack+pore", as sets of annotations have them) holds another.
bool holds_type(std::string_view joined, std::string_view type) {
  for (std::size_t begin = 0; begin <= joined.size();) {
    const std::size_t end = std::min(joined.find('+', begin), joined.size());
    if (joined.substr(begin, end - begin) == type) return true;
    begin = end + 1;
  }
  return false;
}

/// Refuses to hold out a type that pictures of several types show all the same.
void check_joined_types(const std::set<std::string_view>& known, std::span<const std::string> types,
                        std::string_view set) {
  for (const std::string& type : types) {
    for (const std::string_view other : known) {
      refuse_unless(other == type || !holds_type(other, type) || std::ranges::find(types, other) != types.end(),
                    "{}: 'hold_out_type' names '{}', which items of type '{}' show too: name that as well, or take "
                    "'several: largest'",
                    set, type, other);
    }
  }
}

}  // namespace

SplitPlan plan_split(const SourceSet& set, const SplitParams& params, std::uint64_t split_seed) {
  const std::vector<Kind> kinds = kinds_of(set);
  refuse_unless(std::ranges::any_of(kinds, [&](const Kind& kind) { return kind.label != kinds.front().label; }),
                "dataset '{}': its {} items do not have two classes, so that there is nothing to learn; check the "
                "folder, and 'types' if that is given",
                set.name, kinds.size());
  const std::vector<std::size_t> groups = groups_of(set, params);
  SplitPlan plan;
  plan.of.assign(kinds.size(), Split::Pool);
  if (params.split == SplitRule::Given) {
    plan_given(plan, set, params, groups, split_seed);
  } else {
    deal_pool(plan, set, groups, {params.validation_share, params.test_share},
              std::array{Split::Pool, Split::Validation, Split::Test}, split_seed);
  }
  check_sides(plan, kinds, set, params);
  hold_out(plan, kinds, params.hold_out_type, fmt::format("dataset '{}'", set.name));
  return plan;
}

void hold_out(SplitPlan& plan, std::span<const Kind> kinds, std::span<const std::string> types, std::string_view set) {
  if (types.empty()) return;
  std::set<std::string_view> known, in_test;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (!kinds[i].type.empty()) known.insert(kinds[i].type);
    if (plan.of[i] == Split::Test) in_test.insert(kinds[i].type);
  }
  check_joined_types(known, types, set);
  for (const std::string& type : types) {
    refuse_unless(known.contains(type), "{}: 'hold_out_type' names '{}', which no item has. Types: {}", set, type,
                  known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
    refuse_unless(in_test.contains(type),
                  "{}: 'hold_out_type' names '{}', but test has no item of it to report on; hold out another type, or "
                  "put more items into test",
                  set, type);
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i].type != type || !plan.of[i] || plan.of[i] == Split::Test) continue;
      plan.of[i].reset();
      ++left_out;
    }
    plan.notes.push_back(
        fmt::format("{} items of type '{}' left out of pool and validation: held out", left_out, type));
  }
  refuse_unless(classes_in(Split::Pool, plan, kinds).size() > 1,
                "{}: 'hold_out_type' leaves less than two classes in the pool; hold out fewer types", set);
}

}  // namespace xil
