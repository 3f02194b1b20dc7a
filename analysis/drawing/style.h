#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// How the k-th strategy is drawn. Colour, point shape and dashes all differ, so that no reader depends on colour.
struct LineStyle {
  std::string_view colour;  ///< "#rrggbb"
  int point;                ///< gnuplot's pointtype
  int dash;                 ///< gnuplot's dashtype
};
/// Okabe and Ito's palette for colour-blind readers (jfly.uni-koeln.de/color, 2008), yellow last.
LineStyle line_style(std::size_t index);

/// The colour of a verdict, the same in every figure; from the same palette, darker for worse verdicts.
std::string_view verdict_colour(Verdict verdict);

/// The vertical layout of a page, in points from its top edge.
struct Page {
  double width_pt = 0, height_pt = 0;
  /// gnuplot's screen coordinate of a distance from the left or top edge.
  double x(double from_left_pt) const { return from_left_pt / width_pt; }
  double y(double from_top_pt) const { return 1 - from_top_pt / height_pt; }
  /// "set lmargin at screen ..." for the rectangle of a panel.
  std::string panel(double left_pt, double top_pt, double panel_width_pt, double panel_height_pt) const;
  /// "set label ..." with extra gnuplot options, such as "center font bold".
  std::string label(std::string_view text, double x_pt, double y_pt, std::string_view options = "") const;
  /// A figure's title in its middle: in small letters, and then cut, where it would be wider than the page.
  std::string title(std::string_view text) const;
};

/// A label broken into short lines, right-aligned at `right_pt` and centred at `middle_pt`.
std::string row_label(const Page& page, std::string_view label, double right_pt, double middle_pt);

/// At most `columns` characters of a text, with "…" in place of what lacks at its end, or at its beginning (of file
/// names, whose ends differ).
std::string cut_end(std::string_view text, std::size_t columns);
std::string cut_begin(std::string_view text, std::size_t columns);

/// Number of characters of the longest label; at least one.
std::size_t longest(const std::vector<std::string>& labels);

/// Width of a journal's column, and of its page.
inline constexpr double kColumn_pt = 245, kFullWidth_pt = 505;

/// A key of lines above the panels, in as many columns as its labels allow. It is as wide as a journal's column, or as
/// `least_width`, unless a label needs more. In points.
struct LineKey {
  double width = 0, bottom = 0;
  std::size_t columns = 1;

  explicit LineKey(const std::vector<std::string>& labels, double least_width = kColumn_pt);
  /// "set key ..."
  std::string command(const Page& page) const;
};

/// Rows of small print, one below the other, with labels on the left. They are as wide as a journal's column unless the
/// labels need more. In points.
struct LabelledRows {
  double width = 0, left = 0, top = 0, bottom = 0, caption_top = 0;
  static constexpr double kRow = 11;

  LabelledRows(const std::vector<std::string>& labels, double top_pt);
  /// The commands for the labels and for the panel beside them.
  std::string frame(const Page& page, const std::vector<std::string>& labels) const;
};

/// The distance of about five marks on an axis: 1, 2 or 5 times a power of ten.
double tick_step(const Interval& range);

/// Breaks a sentence into lines of at most `columns` characters, at spaces.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// The commands for lines of small print from `top_pt` downwards, 7 points each.
std::string caption(const Page& page, const std::vector<std::string>& lines, double left_pt, double top_pt);
/// The first 12 digits of the SHA-256 of the results and of the tables that a figure is drawn from.
std::string figure_digest(const Blocks& blocks, const std::vector<DataFile>& data);
/// The number of characters of small print that fit into a page's width.
std::size_t caption_columns(double width_pt);
inline constexpr double kCaptionLine_pt = 7.2;

}  // namespace xil
