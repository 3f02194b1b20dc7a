#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/page/answer_card.h"
#include "analysis/planned/answers.h"

namespace xil {

/// A card for every hypothesis and dataset, in their order. `styles`: of strategies, see line_style().
std::vector<AnswerCard> hypothesis_cards(const HypothesisAnswers& all,
                                         const std::map<std::string, std::size_t>& styles);

}  // namespace xil
