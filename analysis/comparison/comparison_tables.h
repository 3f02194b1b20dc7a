#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/comparison/text_table.h"
#include "framework/core/base/value.h"

namespace xil {

/// Strategies with mean, interquartile mean and their intervals, best first.
TextTable summary_table(const Comparison& comparison);
/// "better over worse"
std::string pair_name(const std::string& better, const std::string& worse);
/// The pairs with their tests and effect sizes, by ascending p within a dataset.
TextTable pair_table(const Comparison& comparison);
/// Strategies over all datasets, and the differences of their pairs; none for one dataset.
std::vector<TextTable> overall_tables(const Comparison& comparison);
/// On how many datasets the row's strategy is claimed to beat the column's; empty if nothing is claimed anywhere.
TextTable penalty_table(const Comparison& comparison);

/// All tables above that are not empty, in this order.
std::vector<TextTable> comparison_tables(const Comparison& comparison);

/// The methods behind the numbers, as sentences below any table.
std::vector<std::string> method_notes(const Comparison& comparison);
/// The results of the Friedman and Nemenyi tests, or why there are none; one sentence each.
std::vector<std::string> across_notes(const Comparison& comparison);

/// `what`: see describe(const ScalarRequest&); `columns`: the terminal's, see terminal_form().
std::string comparison_text(const Comparison& comparison, const std::string& what, std::size_t columns = kNoFold);
std::string comparison_markdown(const Comparison& comparison, const std::string& what);
std::string comparison_latex(const Comparison& comparison, const std::string& what);
Value comparison_json(const Comparison& comparison, const std::string& what);

}  // namespace xil
