#pragma once

#include <array>
#include <string>
#include <string_view>

#include "framework/core/base/value.h"
#include "framework/core/catalogue/hypothesis_terms.h"

namespace xil {

/// A row of `hypotheses` as it is written, checked.
struct HypothesisRow {
  HypothesisTerms terms;
  std::array<Value, 2> conditions;   ///< as maps of words, see Conditions
  std::array<std::string, 2> words;  ///< as they are written: a text, or JSON
  Value datasets;                    ///< a list; null: all
};

/// Reads what read_hypotheses() has checked, or refuses it.
HypothesisRow read_hypothesis(const Value& row);

}  // namespace xil
