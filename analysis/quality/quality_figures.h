#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/quality/detection_summary.h"
#include "analysis/quality/test_results.h"

// What a quality engineer asks of the test items, as figures. `style_of`: of each strategy of the blocks, the place of
// its line_style().
namespace xil {

/// The confusion matrices of the strategies side by side: mean over seeds of each true class's shares, with the counts
/// of all seeds. More than kMostMatrixClasses classes are left out; `notes` says so.
std::vector<Figure> confusion_figures(const TestResults& results, const std::string& name,
                                      std::vector<std::string>& notes);
inline constexpr std::size_t kMostMatrixClasses = 12;

/// ROC curves beside precision over recall, with their bands.
std::vector<Figure> detection_figures(const TestResults& results, const std::vector<DetectionSummary>& summaries,
                                      const std::string& name, const std::vector<std::size_t>& style_of);

/// The texts of a figure of grouped values.
struct GroupedText {
  std::string title, axis, caption;
};
/// Values of shares with their intervals in groups of rows, a point per strategy in each.
std::vector<Figure> grouped_figures(const Blocks& blocks, const std::string& name, const GroupedText& text,
                                    const std::vector<GroupedValue>& values, const std::vector<std::size_t>& style_of);

/// With three digits, but never 1 for a smaller value.
std::string probability_text(double value);

/// An item of a gallery of wrong items, for the table beside it.
struct ShownWrongItem {
  std::size_t strategy = 0;
  std::string path, truth, predicted;
  double probability = 0;
  bool has_map = false;
};
/// The test items that were taken for another class with the greatest probabilities, in the last round of the first
/// unit: a row per strategy. Maps are those that the run file keeps of that round; pictures come from there or are made
/// again by `redraw`. What cannot be shown is listed all the same, and `notes` says why it has no picture or map.
struct WrongGallery {
  std::vector<Figure> figures;
  std::vector<ShownWrongItem> items;
};
WrongGallery wrong_gallery(const TestResults& results, const std::string& name, const Redraw* redraw,
                           std::vector<std::string>& notes);

}  // namespace xil
