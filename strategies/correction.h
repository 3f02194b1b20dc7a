#pragma once

#include <array>
#include <cstdint>

#include "strategies/strategy.h"

namespace xil {

enum class Refute { WrongReason, AllCorrected };
enum class Correct { Counterexamples, GradientPenalty, Both };
template <>
struct EnumNames<Refute> {
  static constexpr std::array<std::string_view, 2> names = {"wrong_reason", "all_corrected"};
};
template <>
struct EnumNames<Correct> {
  static constexpr std::array<std::string_view, 3> names = {"counterexamples", "gradient_penalty", "both"};
};

/// More edited copies of one item than this are a slip of the pen.
inline constexpr double kMostCopies = 1000;

/// How edited copies are made and drawn; shared by every strategy that makes some.
struct EditParams : ComponentParams {
  EditKind kind = EditKind::Substitute;
  DonorClass from = DonorClass::Any;
  WrongRegion wrong_region = WrongRegion::Whole;
  bool flips = true;
  double zoom = 0.1;
  double inpaint_px = 3;
  bool balance = false;

  void fields(auto&& f) {
    f("kind", kind, "how the wrong region is edited");
    f("from", from, "substitute: class of the labelled item that gives the pixels");
    f("wrong_region", wrong_region,
      "highlighted: what the map shows outside the defect or inside the confounder; whole: the marked confounder");
    f("flips", flips, "augment: flips along each axis with probability 1/2");
    f("zoom", zoom, "augment: zooms in by at most this share");
    f("inpaint_px", inpaint_px, "inpaint: radius of the neighbourhood that a pixel is made from");
    f("balance", balance, "training draws the classes evenly");
  }
  void validate() const;
  CorrectionPlan plan(std::int64_t copies) const;
  /// Resets what has no effect: of the edits all if there are none, else what another kind needs. `penalised`: the
  /// wrong region matters whatever the copies do.
  void reset_idle(bool has_copies, bool penalised);
};

/// What teaches a corrected item: edited copies (CAIPI's counterexamples) or the penalty on input gradients in the
/// wrong region ("right for the right reasons", Ross et al. 2017), or both.
struct LessonParams : EditParams {
  std::int64_t refutations = 3;
  Correct correct = Correct::Counterexamples;
  double penalty_weight = 10;

  void fields(auto&& f) {
    f("refutations", refutations, "edited copies per corrected item");
    f("correct", correct, "edited copies, or a penalty on the gradient of the score in the wrong region, or both");
    f("penalty_weight", penalty_weight, "weight of the gradient penalty in the loss");
    EditParams::fields(f);
  }
  void validate() const;
  bool makes_copies() const { return correct != Correct::GradientPenalty && refutations > 0; }
  bool penalises() const { return correct != Correct::Counterexamples && penalty_weight > 0; }
  CorrectionPlan lesson() const;
  TrainingGuide guide() const { return {balance, penalises() ? penalty_weight : 0}; }
  void reset_idle();
};

/// CAIPI's corrections: a lesson for the answers that correct the model.
struct CorrectionParams : LessonParams {
  Refute refute = Refute::AllCorrected;

  void fields(auto&& f) {
    f("refute", refute, "wrong_reason: RWR only; all_corrected: W too");
    LessonParams::fields(f);
  }
  CorrectionPlan plan_for(Verdict verdict) const;
  void reset_idle();
};

}  // namespace xil
