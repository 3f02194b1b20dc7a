#include "strategies/correction.h"

namespace xil {

void EditParams::validate() const {
  refuse_unless(kind != EditKind::Inpaint, "'kind': inpaint is not available yet. Use augment, randomise or substitute");
}

void CorrectionParams::validate() const {
  EditParams::validate();
  check_within("refutations", refutations, 0, kMostCopies);
}

RefutationPlan CorrectionParams::plan_for(Verdict verdict) const {
  const bool refuted = verdict == Verdict::WrongReasons ||
                       (verdict == Verdict::WrongLabel && refute == Refute::AllCorrected);
  return plan(refuted ? refutations : 0);
}

}  // namespace xil
