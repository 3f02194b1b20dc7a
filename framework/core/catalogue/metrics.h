#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

// What is known of every column that a run logs per round. Curves, questions, tables, comparisons and the report page
// read it: a metric that is to be shown is one line here, besides the function that measures it.
namespace xil {

enum class Better { More, Less };
/// Of the figure with learning curves.
enum class Panel {
  None,
  Always,         ///< a run without it is told of
  WhereMeasured,  ///< many sets have nothing to measure
};
/// Of the summary.
enum class SummaryTable { None, Performance, Explanations };

struct MetricInfo {
  std::string_view name;   ///< of the column in /rounds
  std::string_view title;  ///< in tables
  std::string_view unit;   ///< "1" for shares, "s", "nat", or "number" of what the title counts
  Better better = Better::More;
  bool of_maps = false;  ///< measured in rounds with maps only
  Panel panel = Panel::None;
  SummaryTable summary = SummaryTable::None;
  bool summary_area = false;      ///< the area under its curve as well
  bool asked = false;             ///< the report asks which strategy is better in it
  bool asked_over_time = false;   ///< and which is better for the expert's time
  bool listed = false;            ///< in the report's table of runs
  bool per_class = false;         ///< there are columns NAME_0, NAME_1, ... as well
  bool by_novelty = false;        ///< there are NAME_seen and NAME_unseen as well, where a set holds types out
  std::string_view axis = {};     ///< what an axis says; empty: the title
  std::string_view meaning = {};  ///< a sentence's end below the summary; empty: the title says it
};

std::span<const MetricInfo> metric_table();
/// What stands at an axis of the metric: its name there, and the unit unless it is 1.
std::string axis_title(const MetricInfo& metric);
/// The metric behind a column, of a class or a part or not; null for a name of no metric.
const MetricInfo* find_metric(std::string_view column);

}  // namespace xil
