#pragma once

#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/statistics/statistics.h"

namespace xil {

/// The result of `xil bench explain` for one estimator.
struct EstimatorResult {
  struct Point {
    double masks = 0;
    double noise = 0;    ///< noise over signal, median over items
    Interval quartiles;  ///< quartiles of the noise over items
  };
  std::string name;
  bool with_curve = false;   ///< shown in the left panel, which has no room for all
  std::vector<Point> curve;  ///< masks increase
  std::vector<double> saved_per_item;
  double saved = 0;   ///< median of saved_per_item
  Interval interval;  ///< of `saved`; NaN: none
};

struct EstimatorFigure {
  std::string name, title;
  std::string against;  ///< the estimator that is the reference for the masks saved
  double masks = 0;     ///< per map, in the right panel
  std::vector<EstimatorResult> results;
};

/// Left: noise over masks, both logarithmic. Right: masks saved at equal noise, a point per item and the median with
/// its interval.
Figure estimator_figure(const EstimatorFigure& content);

}  // namespace xil
