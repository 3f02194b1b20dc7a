#pragma once

#include <array>
#include <string>
#include <string_view>

#include "framework/core/base/enum_names.h"
#include "framework/core/catalogue/curve_scalars.h"

namespace xil {

/// What a hypothesis says of its first condition against its second.
enum class HypothesisKind {
  Better,      ///< the first is better
  Equivalent,  ///< they differ by less than the margin
  NotWorse,    ///< the first is worse by less than the margin, if at all
};
template <>
struct EnumNames<HypothesisKind> {
  static constexpr std::array<std::string_view, 3> names = {"better", "equivalent", "not_worse"};
};

/// Whether `better` is tested in the direction it names, or in both, so that the opposite can be claimed as well.
enum class Sides { Two, One };
template <>
struct EnumNames<Sides> {
  static constexpr std::array<std::string_view, 2> names = {"two", "one"};
};

/// The terms of a hypothesis: what is compared of the two conditions, and how.
struct HypothesisTerms {
  HypothesisKind kind = HypothesisKind::Better;
  std::string metric = "accuracy";  ///< a column of find_metric()
  Scalar of = Scalar::Area;         ///< never ToTarget
  CurveAxis over = CurveAxis::Shown;
  double margin = 0;  ///< in the metric's unit; above 0 for Equivalent and NotWorse, else 0
  Sides sides = Sides::Two;

  bool operator==(const HypothesisTerms&) const = default;
};

}  // namespace xil
