#include "experiments/command_line/run_choice.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "framework/config/overrides.h"
#include "framework/config/sweep.h"
#include "framework/core/base/csv.h"
#include "framework/core/base/error.h"
#include "framework/core/base/near_name.h"

namespace xil {
namespace {

constexpr std::string_view kCondition = "condition", kDataset = "dataset";
constexpr std::size_t kMostListed = 12;

std::string text_of(const Value& value) {
  const auto* text = value.get<std::string>();
  return text ? *text : to_json(value);
}

std::optional<double> number_of(const Value& value) {
  if (const auto* whole = value.get<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* real = value.get<double>()) return *real;
  return std::nullopt;
}

/// Typed as on the command line of a sweep; empty for a text that is no YAML, which can only be meant as it stands.
std::vector<Value> typed_values(const std::string& right, const std::string& where) try {
  return *parse_values(right, where).get<Value::List>();
} catch (const Error&) {
  return {};
}

/// The keys of all runs below one head, or all heads.
std::set<std::string> known_keys(std::span<const ChoosableRun> runs, std::string_view head) {
  std::set<std::string> keys;
  for (const ChoosableRun& run : runs) {
    const Value* below = head.empty() ? &run.config : run.config.find(head);
    const auto* map = below == nullptr ? nullptr : below->get<Value::Map>();
    if (map == nullptr) continue;
    for (const auto& entry : *map) keys.insert(head.empty() ? entry.first : fmt::format("{}.{}", head, entry.first));
  }
  return keys;
}

std::string listed(const std::set<std::string>& names) {
  std::vector<std::string> some(
      names.begin(), std::next(names.begin(), static_cast<std::ptrdiff_t>(std::min(names.size(), kMostListed))));
  if (names.size() > some.size()) some.push_back(fmt::format("and {} more", names.size() - some.size()));
  return fmt::format("{}", fmt::join(some, ", "));
}

}  // namespace

RunCriterion::RunCriterion(std::string_view flag, const std::string& text) : flag_(flag) {
  const std::size_t equals = text.find('=');
  refuse_unless(equals != std::string::npos && equals > 0, "--{} takes key=value, not '{}'", flag, text);
  key_ = text.substr(0, equals);
  right_ = text.substr(equals + 1);
  read_values(this->text());
}

void RunCriterion::read_values(const std::string& where) {
  is_range_ = right_.starts_with("range(") && right_.ends_with(')');
  if (is_range_) {
    for (Value& value : range_of(key_, right_, where)) values_.push_back({value, text_of(value)});
    return;
  }
  const std::vector<std::string_view> pieces = parts_between(right_, ',');
  const std::vector<Value> typed = is_condition() ? std::vector<Value>() : typed_values(right_, where);
  if (typed.empty()) {
    for (const std::string_view piece : pieces) values_.push_back({Value(std::string(piece)), std::string(piece)});
    return;
  }
  for (std::size_t i = 0; i < typed.size(); ++i)
    values_.push_back({typed[i], typed.size() == pieces.size() ? std::string(pieces[i]) : text_of(typed[i])});
}

std::string RunCriterion::text() const { return fmt::format("--{} {}={}", flag_, key_, right_); }
bool RunCriterion::is_condition() const { return key_ == kCondition; }

bool RunCriterion::matches(const ChoosableRun& run, const Wanted& wanted) const {
  if (is_condition()) return run.condition == wanted.text;
  if (key_ == kDataset && run.dataset == wanted.text) return true;
  const Value* actual = config_value(run.config, key_);
  if (actual == nullptr) return false;
  const auto one = number_of(*actual), other = number_of(wanted.value);
  return (one && other) ? *one == *other : *actual == wanted.value || text_of(*actual) == wanted.text;
}

bool RunCriterion::matches(const ChoosableRun& run) const {
  // Names may hold commas.
  if ((is_condition() && run.condition == right_) || (key_ == kDataset && run.dataset == right_)) return true;
  return std::ranges::any_of(values_, [&](const Wanted& wanted) { return matches(run, wanted); });
}

void RunCriterion::refuse_key(std::span<const ChoosableRun> runs) const {
  const std::size_t dot = key_.find('.');
  std::set<std::string> known = known_keys(runs, dot == std::string::npos ? "" : key_.substr(0, dot));
  if (known.empty()) known = known_keys(runs, "");
  if (dot == std::string::npos) known.insert(std::string(kCondition));
  const std::vector<std::string> names(known.begin(), known.end());
  refuse("{}: no run has the key '{}'. Known: {}{}", text(), key_, fmt::join(names, ", "), near_name(key_, names));
}

void RunCriterion::refuse_unmatched(std::span<const ChoosableRun> runs) const {
  std::set<std::string> known;
  for (const ChoosableRun& run : runs) {
    if (is_condition())
      known.insert(run.condition);
    else if (const Value* value = config_value(run.config, key_))
      known.insert(text_of(*value));
    if (key_ == kDataset && !run.dataset.empty()) known.insert(run.dataset);
  }
  if (known.empty()) refuse_key(runs);
  const auto refuse_value = [&](const std::string& value) {
    const std::vector<std::string> names(known.begin(), known.end());
    refuse("{} matches none of the {} runs. '{}' is {}{}", value, runs.size(), key_, listed(known),
           near_name(right_, names));
  };
  if (std::ranges::none_of(runs, [&](const ChoosableRun& run) { return matches(run); })) refuse_value(text());
  if (is_range_ || ((is_condition() || key_ == kDataset) && known.contains(right_))) return;
  for (const Wanted& wanted : values_) {
    const bool any = std::ranges::any_of(runs, [&](const ChoosableRun& run) { return matches(run, wanted); });
    if (!any) refuse_value(fmt::format("--{} {}={}", flag_, key_, wanted.text));
  }
}

std::vector<RunCriterion> criteria_of(const Arguments& arguments, std::string_view flag) {
  std::vector<RunCriterion> criteria;
  for (const std::string& text : arguments.values(flag)) criteria.emplace_back(flag, text);
  return criteria;
}

RunChoice::RunChoice(const Arguments& arguments)
    : only_(criteria_of(arguments, kOnlyFlag.name)), exclude_(criteria_of(arguments, kExcludeFlag.name)) {}

std::string RunChoice::text() const {
  std::vector<std::string> texts;
  for (const auto* criteria : {&only_, &exclude_})
    for (const RunCriterion& criterion : *criteria) texts.push_back(criterion.text());
  return fmt::format("{}", fmt::join(texts, " "));
}

std::vector<bool> RunChoice::kept(std::span<const ChoosableRun> runs) const {
  for (const auto* criteria : {&only_, &exclude_})
    for (const RunCriterion& criterion : *criteria) criterion.refuse_unmatched(runs);
  std::vector<bool> kept;
  for (const ChoosableRun& run : runs) {
    const auto holds = [&](const RunCriterion& criterion) { return criterion.matches(run); };
    kept.push_back(std::ranges::all_of(only_, holds) && std::ranges::none_of(exclude_, holds));
  }
  refuse_unless(std::ranges::find(kept, true) != kept.end(), "{} leave none of the {} runs", text(), runs.size());
  return kept;
}

}  // namespace xil
