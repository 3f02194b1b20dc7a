#pragma once

#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// A value to compare with, and how far to its sides it reaches; 0: nothing is known of that.
struct ComparedValue {
  double value = 0, reach = 0;
};

/// A label with a value and its interval.
struct IntervalRow {
  std::string label;
  double value = 0;
  Interval interval;
  bool filled = true;
  std::vector<ComparedValue> compared = {};  ///< drawn as squares below the value
};

/// The texts of a figure of rows.
struct RowText {
  std::string title, axis, caption;
  bool zero_line = false;
  std::string says = {};  ///< see Figure
};

/// Rows below each other with their intervals, 28 a page. `datasets`: the runs behind the values, for the digest.
std::vector<Figure> row_figures(const std::string& name, const std::vector<IntervalRow>& rows, const RowText& text,
                                const std::vector<Blocks>& datasets);

/// First 12 digits of the SHA-256 of the results and of what is drawn from them.
std::string digest_of(const std::vector<Blocks>& datasets, const std::string& content);

}  // namespace xil
