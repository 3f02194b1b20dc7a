#pragma once

#include <array>
#include <string_view>

#include "framework/core/base/enum_names.h"

namespace xil {

/// The horizontal axis of a curve: items shown, or modelled seconds of the expert.
enum class CurveAxis { Shown, ExpertSeconds };
template <>
struct EnumNames<CurveAxis> {
  static constexpr std::array<std::string_view, 2> names = {"shown", "expert_s"};
};

/// The number that is computed from a run's curve.
enum class Scalar {
  Area,      ///< normalised area under it over the budgets that all runs of the dataset share (AUBC)
  Final,     ///< its value at the end of that range
  Low,       ///< its value at a quarter of that range
  ToTarget,  ///< the first budget at which it reaches a target; infinite where it never does (right-censored)
};
template <>
struct EnumNames<Scalar> {
  static constexpr std::array<std::string_view, 4> names = {"aubc", "final", "low", "to_target"};
};

}  // namespace xil
