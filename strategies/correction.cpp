#include "strategies/correction.h"

namespace xil {
namespace {

constexpr std::int64_t kMostCopies = 1000;

}  // namespace

void EditParams::validate() const {
  refuse_unless(kind != EditKind::Inpaint, "'kind': inpaint is not available yet. Use augment, randomise or substitute");
}

void CorrectionParams::validate() const {
  EditParams::validate();
  refuse_unless(refutations >= 0 && refutations <= kMostCopies, "'refutations' must lie in [0, {}], got {}",
                kMostCopies, refutations);
}

RefutationPlan CorrectionParams::plan_for(Verdict verdict) const {
  const bool refuted = verdict == Verdict::WrongReasons ||
                       (verdict == Verdict::WrongLabel && refute == Refute::AllCorrected);
  return plan(refuted ? refutations : 0);
}

}  // namespace xil
