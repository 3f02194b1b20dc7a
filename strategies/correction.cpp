#include "strategies/correction.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace xil {
namespace {

constexpr std::string_view kCounterexamples = "counterexamples", kGradientPenalty = "gradient_penalty", kBoth = "both";

std::vector<std::string_view> known_words() {
  std::vector<std::string_view> words = {kCounterexamples, kGradientPenalty, kBoth};
  for (const RegionLossInfo& loss : kRegionLosses) words.push_back(loss.name);
  return words;
}

void add_loss(CorrectionKinds& taught, const NamedLoss& loss, std::string_view place) {
  auto& losses = taught.region_losses;
  const auto found = std::ranges::lower_bound(losses, loss.kind, {}, &NamedLoss::kind);
  if (found == losses.end() || found->kind != loss.kind) {
    losses.insert(found, loss);
    return;
  }
  refuse_unless(*found == loss, "{}'correct' names {} twice, with different weights or clips", place,
                enum_name(loss.kind));
}

void add_word(CorrectionKinds& taught, const Value& value, std::string_view key) {
  const auto words = known_words();
  const std::string_view word = words[detail::read_enum_name(value, key, words)];
  const std::string place = detail::prefix(value.where);
  if (word == kCounterexamples || word == kBoth) taught.counterexamples = true;
  if (word == kGradientPenalty || word == kBoth) add_loss(taught, {RegionLossKind::Rrr}, place);
  for (std::size_t i = 0; i < kRegionLosses.size(); ++i) {
    if (word == kRegionLosses[i].name) add_loss(taught, {static_cast<RegionLossKind>(i)}, place);
  }
}

/// An entry {name, weight, clip}.
struct LossEntry {
  RegionLossKind name = RegionLossKind::Rrr;
  std::optional<double> weight, clip;

  void fields(auto&& f) {
    f("name", name, "which region loss");
    f("weight", weight, "in the place of penalty_weight");
    f("clip", clip, "limit of the weighted term of a batch");
  }
  void validate() const {
    if (weight) check_within("weight", *weight, 0, kLargestWeight);
    if (clip) check_within("clip", *clip, 1e-12, kLargestWeight);
  }
};

void add_entry(CorrectionKinds& taught, const Value& value, std::string_view key) {
  if (value.get<Value::Map>() == nullptr) return add_word(taught, value, key);
  const std::string place = detail::prefix(value.where);
  refuse_unless(value.find("name") != nullptr, "{}an entry of '{}' lacks its 'name' ({})", place, key, to_json(value));
  if (value.find("weight") == nullptr && value.find("clip") == nullptr && value.get<Value::Map>()->size() == 1)
    return add_word(taught, *value.find("name"), key);
  const auto entry = read_params<LossEntry>(value, fmt::format("an entry of '{}'", key));
  add_loss(taught, {entry.name, entry.weight, entry.clip}, place);
}

Value value_of(const NamedLoss& loss) {
  Value name(std::string(enum_name(loss.kind)));
  if (!loss.weight && !loss.clip) return name;
  Value::Map entry{{"name", std::move(name)}};
  if (loss.weight) entry.emplace_back("weight", Value(*loss.weight));
  if (loss.clip) entry.emplace_back("clip", Value(*loss.clip));
  return Value(std::move(entry));
}

}  // namespace

CorrectionKinds CorrectionKinds::from_value(const Value& value, std::string_view key) {
  CorrectionKinds taught{.counterexamples = false};
  const auto* list = value.get<Value::List>();
  if (list == nullptr) {
    add_entry(taught, value, key);
    return taught;
  }
  const std::string place = detail::prefix(value.where), known = fmt::format("{}", fmt::join(known_words(), ", "));
  refuse_unless(!list->empty(), "{}'{}' is an empty list: name one or more of {}", place, key, known);
  for (const Value& entry : *list) {
    refuse_unless(entry.get<Value::List>() == nullptr, "{}an entry of the list '{}' must be one of {}, not a list ({})",
                  place, key, known, to_json(entry));
    add_entry(taught, entry, key);
  }
  return taught;
}

Value CorrectionKinds::as_value() const {
  const bool only_rrr = region_losses == std::vector{NamedLoss{RegionLossKind::Rrr}};
  if (only_rrr) return Value(std::string(counterexamples ? kBoth : kGradientPenalty));
  Value::List words;
  if (counterexamples) words.emplace_back(std::string(kCounterexamples));
  for (const NamedLoss& loss : region_losses) words.push_back(value_of(loss));
  return words.size() == 1 ? words.front() : Value(std::move(words));
}

std::string CorrectionKinds::type_name() {
  return fmt::format("list of {}, or {{name, weight, clip}}", fmt::join(known_words(), "|"));
}

void CorrectionParams::validate() const {
  EditParams::validate();
  check_within("refutations", refutations, 0, kMostCopies);
  check_within("penalty_weight", penalty_weight, 0, kLargestWeight);
}

bool CorrectionParams::adds_losses() const {
  return std::ranges::any_of(correct.region_losses, [&](const NamedLoss& loss) { return weight_of(loss) > 0; });
}

StrategyTraits CorrectionParams::traits() const {
  StrategyTraits traits;
  if (makes_copies()) traits.copies = refutations;
  for (const PlannedLoss& loss : correction().losses) traits.region_losses.push_back(loss.kind);
  return traits;
}

CorrectionPlan CorrectionParams::correction() const {
  CorrectionPlan plan = EditParams::plan(makes_copies() ? refutations : 0);
  for (const NamedLoss& loss : correct.region_losses) {
    if (weight_of(loss) > 0) plan.losses.push_back({loss.kind, weight_of(loss)});
  }
  return plan;
}

TrainingGuide CorrectionParams::guide() const {
  TrainingGuide guide{.balance = balance};
  for (const NamedLoss& loss : correct.region_losses) {
    if (loss.clip) guide.clips[static_cast<std::size_t>(loss.kind)] = *loss.clip;
  }
  return guide;
}

/// One weight for all is penalty_weight; otherwise each loss has its own, and penalty_weight has no effect.
void CorrectionParams::settle_weights() {
  std::erase_if(correct.region_losses, [&](const NamedLoss& loss) { return weight_of(loss) <= 0; });
  for (NamedLoss& loss : correct.region_losses) loss.weight = weight_of(loss);
  const auto& losses = correct.region_losses;
  const bool alike =
      std::ranges::all_of(losses, [&](const NamedLoss& loss) { return loss.weight == losses[0].weight; });
  penalty_weight = alike && !losses.empty() ? *losses[0].weight : CorrectionParams{}.penalty_weight;
  if (!alike) return;
  for (NamedLoss& loss : correct.region_losses) loss.weight.reset();
}

void CorrectionParams::reset_ineffective() {
  const CorrectionParams defaults;
  const bool copies = makes_copies(), losses = adds_losses();
  // Where nothing has an effect, an item is corrected by no copies.
  if (!copies) refutations = losses ? defaults.refutations : 0;
  settle_weights();
  if (!losses) correct = {};
  if (!copies && losses) correct.counterexamples = false;
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
