#include "strategies/correction.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace xil {
namespace {

constexpr std::string_view kCounterexamples = "counterexamples", kGradientPenalty = "gradient_penalty", kBoth = "both";

std::vector<std::string_view> known_words() {
  std::vector<std::string_view> words = {kCounterexamples, kGradientPenalty, kBoth};
  for (const RegionLossInfo& loss : kRegionLosses) words.push_back(loss.name);
  return words;
}

void add_loss(CorrectionKinds& taught, RegionLossKind kind) {
  const auto place = std::ranges::lower_bound(taught.region_losses, kind);
  if (place == taught.region_losses.end() || *place != kind) taught.region_losses.insert(place, kind);
}

void add_word(CorrectionKinds& taught, const Value& value, std::string_view key) {
  const auto words = known_words();
  const std::string_view word = words[detail::read_enum_name(value, key, words)];
  if (word == kCounterexamples || word == kBoth) taught.counterexamples = true;
  if (word == kGradientPenalty || word == kBoth) add_loss(taught, RegionLossKind::Rrr);
  for (std::size_t i = 0; i < kRegionLosses.size(); ++i) {
    if (word == kRegionLosses[i].name) add_loss(taught, static_cast<RegionLossKind>(i));
  }
}

}  // namespace

CorrectionKinds CorrectionKinds::from_value(const Value& value, std::string_view key) {
  CorrectionKinds taught{.counterexamples = false};
  const auto* list = value.get<Value::List>();
  if (list == nullptr) {
    add_word(taught, value, key);
    return taught;
  }
  const std::string place = detail::prefix(value.where), known = fmt::format("{}", fmt::join(known_words(), ", "));
  refuse_unless(!list->empty(), "{}'{}' is an empty list: name one or more of {}", place, key, known);
  for (const Value& entry : *list) {
    refuse_unless(entry.get<Value::List>() == nullptr, "{}an entry of the list '{}' must be one of {}, not a list ({})",
                  place, key, known, to_json(entry));
    add_word(taught, entry, key);
  }
  return taught;
}

Value CorrectionKinds::as_value() const {
  const bool only_rrr = region_losses == std::vector{RegionLossKind::Rrr};
  if (only_rrr) return Value(std::string(counterexamples ? kBoth : kGradientPenalty));
  Value::List words;
  if (counterexamples) words.emplace_back(std::string(kCounterexamples));
  for (const RegionLossKind kind : region_losses) words.emplace_back(std::string(enum_name(kind)));
  return words.size() == 1 ? words.front() : Value(std::move(words));
}

std::string CorrectionKinds::type_name() { return fmt::format("list of {}", fmt::join(known_words(), "|")); }

void CorrectionParams::validate() const {
  EditParams::validate();
  check_within("refutations", refutations, 0, kMostCopies);
  check_within("penalty_weight", penalty_weight, 0, 1e9);
}

StrategyTraits CorrectionParams::traits() const {
  StrategyTraits traits;
  if (makes_copies()) traits.copies = refutations;
  if (adds_losses()) traits.region_losses = correct.region_losses;
  return traits;
}

CorrectionPlan CorrectionParams::correction() const {
  CorrectionPlan plan = EditParams::plan(makes_copies() ? refutations : 0);
  if (!adds_losses()) return plan;
  for (const RegionLossKind kind : correct.region_losses) plan.losses.push_back({kind, penalty_weight});
  return plan;
}

void CorrectionParams::reset_ineffective() {
  const CorrectionParams defaults;
  const bool copies = makes_copies(), losses = adds_losses();
  // Where nothing has an effect, an item is corrected by no copies.
  if (!copies) refutations = losses ? defaults.refutations : 0;
  if (!losses) correct = {};
  if (!copies && losses) correct.counterexamples = false;
  if (!losses) penalty_weight = defaults.penalty_weight;
  recipe = recipe.normalised(copies, losses);
}

CorrectionPlan JudgedCorrectionParams::correction_after(Verdict verdict) const {
  const bool corrected =
      verdict == Verdict::WrongReasons || (verdict == Verdict::WrongLabel && refute == Refute::AllCorrected);
  return corrected ? correction() : CorrectionPlan{};
}

void JudgedCorrectionParams::reset_ineffective() {
  CorrectionParams::reset_ineffective();
  if (!makes_copies() && !adds_losses()) refute = JudgedCorrectionParams{}.refute;
}

}  // namespace xil
