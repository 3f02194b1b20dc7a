#pragma once

#include <array>
#include <cstdint>

#include "strategies/strategy.h"

namespace xil {

enum class Refute { WrongReason, AllCorrected };
template <>
struct EnumNames<Refute> {
  static constexpr std::array<std::string_view, 2> names = {"wrong_reason", "all_corrected"};
};

/// More edited copies of one item than this are a slip of the pen.
inline constexpr double kMostCopies = 1000;

/// How edited copies are made; shared by every strategy that makes some.
struct EditParams {
  EditKind kind = EditKind::Substitute;
  DonorClass from = DonorClass::Any;
  WrongRegion wrong_region = WrongRegion::Whole;

  void fields(auto&& f) {
    f("kind", kind, "how the wrong region is edited");
    f("from", from, "substitute: class of the labelled item that gives the pixels");
    f("wrong_region", wrong_region,
      "highlighted: what the map shows outside the defect or inside the confounder; whole: the marked confounder");
  }
  void validate() const;
  RefutationPlan plan(std::int64_t copies) const { return {copies, kind, from, wrong_region}; }
};

/// CAIPI's corrections: copies for the answers that correct the model.
struct CorrectionParams : EditParams {
  std::int64_t refutations = 3;
  Refute refute = Refute::AllCorrected;

  void fields(auto&& f) {
    f("refutations", refutations, "edited copies per corrected item");
    f("refute", refute, "wrong_reason: RWR only; all_corrected: W too");
    EditParams::fields(f);
  }
  void validate() const;
  RefutationPlan plan_for(Verdict verdict) const;
};

}  // namespace xil
