#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/comparison/text_table.h"
#include "framework/core/base/value.h"

namespace xil {

/// Strategies with mean, interquartile mean and their intervals, best first.
TextTable summary_table(const Comparison& comparison);
/// Pairs with what tests them and how large the difference is, per dataset in the order of their p.
TextTable pair_table(const Comparison& comparison);
/// Strategies over all datasets, and the differences of their pairs; none for one dataset.
std::vector<TextTable> overall_tables(const Comparison& comparison);
/// Rows beat columns on so many datasets; empty where nothing is claimed anywhere.
TextTable penalty_table(const Comparison& comparison);

/// All of these that there are, in this order.
std::vector<TextTable> comparison_tables(const Comparison& comparison);

/// How the numbers were come by: sentences for the foot of any table.
std::vector<std::string> method_notes(const Comparison& comparison);
/// Friedman, Nemenyi, or why not; one sentence each.
std::vector<std::string> across_notes(const Comparison& comparison);

/// `what`: see describe(const ScalarRequest&).
std::string comparison_text(const Comparison& comparison, const std::string& what);
std::string comparison_markdown(const Comparison& comparison, const std::string& what);
std::string comparison_latex(const Comparison& comparison, const std::string& what);
Value comparison_json(const Comparison& comparison, const std::string& what);

}  // namespace xil
