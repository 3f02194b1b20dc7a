#pragma once

#include <string>

#include "analysis/planned/answers.h"

// What hypotheses and their answers say, in words.
namespace xil {

/// "nearcaipi is better than caipi in AUBC of accuracy over items shown".
std::string statement_of(const HypothesisTerms& terms, const std::string& first, const std::string& second);

/// The answer in one sentence. `left`: why nothing was tested, of an unanswered one.
std::string sentence_of(const HypothesisAnswer& answer, const std::string& left);

}  // namespace xil
