#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "strategies/strategy.h"

namespace xil {

enum class Refute { WrongReason, AllCorrected };
template <>
struct EnumNames<Refute> {
  static constexpr std::array<std::string_view, 2> names = {"wrong_reason", "all_corrected"};
};

/// The largest number of edited copies per item; more is taken for a typing error.
inline constexpr double kMostCopies = 1000;

/// The largest weight of a region loss; more is taken for a typing error.
inline constexpr double kLargestWeight = 1e12;

/// A region loss that `correct` names.
struct NamedLoss {
  RegionLossKind kind = RegionLossKind::Rrr;
  std::optional<double> weight = {};  ///< nothing: penalty_weight
  std::optional<double> clip = {};    ///< limit of a batch's weighted term (LossClips); nothing: none
  bool operator==(const NamedLoss&) const = default;
};

/// The kinds of correction: `counterexamples`, the name of a region loss, or a list of these; in place of a loss's name
/// a map {name, weight, clip}. Two words are older than the list: `gradient_penalty` is rrr, and `both` is
/// [counterexamples, rrr]. as_value() writes these older words where they apply, so that run ids do not change.
struct CorrectionKinds {
  bool counterexamples = true;
  std::vector<NamedLoss> region_losses = {};  ///< by kind, each kind once

  static CorrectionKinds from_value(const Value& value, std::string_view key);
  Value as_value() const;
  static std::string type_name();
  bool operator==(const CorrectionKinds&) const = default;
};

/// How edited copies are made and drawn; shared by every strategy that makes some.
struct EditParams : ComponentParams {
  EditRecipe recipe;
  bool balance = false;

  void fields(auto&& f) {
    EditRecipe::fields(
        [&](const char* name, auto member, std::string_view help, Since = {}) { f(name, recipe.*member, help); });
    f("balance", balance, "training draws the classes evenly");
  }
  void validate() const { recipe.validate(); }
  CorrectionPlan plan(std::int64_t copies) const { return {copies, recipe, {}}; }
};

/// What teaches a corrected item: edited copies (CAIPI's counterexamples) or terms of the loss in a region of the item
/// ("right for the right reasons", Ross et al. 2017), or both.
struct CorrectionParams : EditParams {
  std::int64_t refutations = 3;
  CorrectionKinds correct;
  double penalty_weight = 10;

  void fields(auto&& f) {
    f("refutations", refutations, "edited copies per corrected item");
    f("correct", correct,
      "edited copies, terms of the loss in a region, or a list of both. {name: rbr, weight: W, clip: C} gives a term a "
      "weight of its own, and limits what it adds to a batch's loss to C: above, it teaches nothing in that update");
    f("penalty_weight", penalty_weight,
      "weight of each such term in the loss: weight / batch_size times the term's sum over the batch's rows is added to "
      "the mean cross entropy. A published lambda on the batch's sum is weight = lambda batch_size, one on its mean "
      "weight = lambda");
    EditParams::fields(f);
  }
  void validate() const;
  bool makes_copies() const { return correct.counterexamples && refutations > 0; }
  double weight_of(const NamedLoss& loss) const { return loss.weight.value_or(penalty_weight); }
  bool adds_losses() const;
  /// Copies and region losses, as the traits of a strategy with these parameters.
  StrategyTraits traits() const;
  CorrectionPlan correction() const;
  TrainingGuide guide() const;
  /// Resets the parameters that have no effect beside the others.
  void reset_ineffective();

 private:
  void settle_weights();
};

/// CAIPI's corrections: only for the answers that correct the model.
struct JudgedCorrectionParams : CorrectionParams {
  Refute refute = Refute::AllCorrected;

  void fields(auto&& f) {
    f("refute", refute, "wrong_reason: RWR only; all_corrected: W too");
    CorrectionParams::fields(f);
  }
  CorrectionPlan correction_after(Verdict verdict) const;
  void reset_ineffective();
};

}  // namespace xil
