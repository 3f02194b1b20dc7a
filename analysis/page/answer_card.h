#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/statistics/statistics.h"

namespace xil {

/// A value with its interval, as a line of a small picture.
struct PictureRow {
  std::string label;
  std::optional<std::size_t> style;  ///< see line_style(); nothing: no strategy's
  double value = 0;
  Interval interval;         ///< NaN where there is none
  std::vector<double> dots;  ///< single values; may be empty
};

struct IntervalPicture {
  std::vector<PictureRow> rows;
  bool differences = false;        ///< a line is drawn at 0
  std::optional<Interval> margin;  ///< differences within it count as none
  std::string left, right;         ///< what differences below and above 0 mean; may be empty
};

/// What the page's curves show when a reader follows an answer to them.
struct CurveLink {
  std::string metric, axis;
  std::vector<std::string> strategies;  ///< empty: all
};

/// The answer to one question on one dataset.
struct AnswerCard {
  enum class State { Claimed, Open, TooFew, Exploratory };
  State state = State::Open;
  std::string badge;  ///< the state in a word or two
  std::string question, dataset;
  std::string answer;              ///< one sentence
  std::vector<std::string> facts;  ///< effects with their intervals, one each
  std::string needs;               ///< what it would take to decide; may be empty
  IntervalPicture picture;
  std::optional<CurveLink> link;
};

/// Cards as HTML; beyond `most` they are folded, with their number.
std::string cards_html(std::span<const AnswerCard> cards, std::size_t most = 12);
/// A picture of values and intervals on one axis, in HTML and SVG; empty if there is nothing finite to draw.
std::string interval_picture_html(const IntervalPicture& picture);

}  // namespace xil
