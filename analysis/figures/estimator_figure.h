#pragma once

#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/statistics/statistics.h"

namespace xil {

/// What `xil bench explain` found of one way to make maps.
struct EstimatorResult {
  struct Point {
    double masks = 0;
    double noise = 0;    ///< noise over signal, median over items
    Interval quartiles;  ///< of it over items
  };
  std::string name;
  bool with_curve = false;   ///< in the left panel, where not all find room
  std::vector<Point> curve;  ///< masks increase
  std::vector<double> saved_per_item;
  double saved = 0;   ///< their median
  Interval interval;  ///< of it; NaN: none
};

struct EstimatorFigure {
  std::string name, title;
  std::string against;  ///< whose masks are saved
  double masks = 0;     ///< per map, in the right panel
  std::vector<EstimatorResult> results;
};

/// Left: noise over masks, both logarithmic. Right: masks saved at equal noise, a point per item and the median with
/// its interval.
Figure estimator_figure(const EstimatorFigure& content);

}  // namespace xil
