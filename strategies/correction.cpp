#include "strategies/correction.h"

namespace xil {

void EditParams::validate() const {
  check_within("zoom", zoom, 0, 0.9);
  check_within("inpaint_px", inpaint_px, 1, 100);
}

CorrectionPlan EditParams::plan(std::int64_t copies) const {
  return {.copies = copies,
          .kind = kind,
          .from = from,
          .region = wrong_region,
          .flips = flips,
          .zoom = zoom,
          .inpaint_px = inpaint_px};
}

void EditParams::reset_idle(bool has_copies, bool penalised) {
  const EditParams defaults;
  if (!has_copies) kind = defaults.kind;
  const bool edits_region = has_copies && kind != EditKind::Augment;
  if (!edits_region && !penalised) wrong_region = defaults.wrong_region;
  if (!has_copies || kind != EditKind::Substitute) from = defaults.from;
  if (!has_copies || kind != EditKind::Inpaint) inpaint_px = defaults.inpaint_px;
  if (has_copies && kind == EditKind::Augment) return;
  flips = defaults.flips;
  zoom = defaults.zoom;
}

void LessonParams::validate() const {
  EditParams::validate();
  check_within("refutations", refutations, 0, kMostCopies);
  check_within("penalty_weight", penalty_weight, 0, 1e9);
}

CorrectionPlan LessonParams::lesson() const {
  CorrectionPlan lesson = plan(makes_copies() ? refutations : 0);
  lesson.penalise = penalises();
  return lesson;
}

void LessonParams::reset_idle() {
  const LessonParams defaults;
  const bool copies = makes_copies(), penalty = penalises();
  // Without an effect, how an item is corrected comes down to "no copies".
  if (!copies && !penalty) correct = Correct::Counterexamples;
  if (!copies) refutations = penalty ? defaults.refutations : 0;
  if (copies && !penalty) correct = Correct::Counterexamples;
  if (!copies && penalty) correct = Correct::GradientPenalty;
  if (!penalty) penalty_weight = defaults.penalty_weight;
  EditParams::reset_idle(copies, penalty);
}

CorrectionPlan CorrectionParams::plan_for(Verdict verdict) const {
  const bool corrected =
      verdict == Verdict::WrongReasons || (verdict == Verdict::WrongLabel && refute == Refute::AllCorrected);
  return corrected ? lesson() : CorrectionPlan{};
}

void CorrectionParams::reset_idle() {
  LessonParams::reset_idle();
  if (!makes_copies() && !penalises()) refute = CorrectionParams{}.refute;
}

}  // namespace xil
