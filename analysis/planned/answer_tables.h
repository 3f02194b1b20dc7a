#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/planned/answers.h"

namespace xil {

/// One line per hypothesis and data set.
TextTable answer_table(const HypothesisAnswers& all);
/// Hypotheses over their data sets; without lines if none has several.
TextTable pooled_table(const HypothesisAnswers& all);
/// "1. nearcaipi is better ...; weld_seams: Not decided ...", one per hypothesis and data set.
std::vector<std::string> answer_sentences(const HypothesisAnswers& all);
/// The methods behind the numbers.
std::vector<std::string> answer_methods(const HypothesisAnswers& all);

/// Everything about the answers, and what stands below it; empty without hypotheses.
std::string answers_text(const HypothesisAnswers& all, std::size_t columns = kNoFold);
std::string answers_markdown(const HypothesisAnswers& all);
std::string answers_latex(const HypothesisAnswers& all);

}  // namespace xil
