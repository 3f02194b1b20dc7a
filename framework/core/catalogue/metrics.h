#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

// The description of every column that a run logs per round. Curves, questions, tables, comparisons and the report page
// read it: to show a metric takes one line here, besides the function that measures it.
namespace xil {

enum class Better { More, Less };
/// Whether the metric has a panel in the figure of learning curves.
enum class Panel {
  None,
  Always,         ///< a run without the metric is reported
  WhereMeasured,  ///< many sets have nothing to measure it on
};
/// What items must have marked for the metric to be defined.
enum class MeasuredOn { AnyItem, Regions, Defects, Confounders };
/// The table of the summary that shows the metric.
enum class SummaryTable { None, Performance, Explanations };

struct MetricInfo {
  std::string_view name;   ///< name of the column in /rounds
  std::string_view title;  ///< title in tables
  std::string_view unit;   ///< "1" for shares, "s", "nat", or "number" of the things that the title counts
  MeasuredOn on = MeasuredOn::AnyItem;
  Better better = Better::More;
  bool of_maps = false;  ///< measured only in rounds with maps
  Panel panel = Panel::None;
  SummaryTable summary = SummaryTable::None;
  bool summary_area = false;      ///< the summary also has the area under its curve
  bool asked = false;             ///< the report asks which strategy is better by this metric
  bool asked_over_time = false;   ///< the report also asks this over the time of the expert
  bool listed = false;            ///< shown in the report's table of runs
  bool per_class = false;         ///< there are also columns NAME_0, NAME_1, ...
  bool by_novelty = false;        ///< there are also NAME_seen and NAME_unseen if a set holds types out
  std::string_view axis = {};     ///< label of its panel's axis; empty: the title
  std::string_view meaning = {};  ///< end of a sentence below the summary; empty: the title says enough
};

std::span<const MetricInfo> metric_table();
/// The title of an axis of the metric: its name there, and the unit unless it is 1.
std::string axis_title(const MetricInfo& metric);
/// The metric of a column, which may be that of a class (NAME_0) or of a part (NAME_seen); null if no metric has the
/// name.
const MetricInfo* find_metric(std::string_view column);

}  // namespace xil
