#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

#include "framework/core/interfaces/oracle.h"
#include "framework/core/interfaces/session.h"

namespace xil {

/// The verdicts that come with a label.
inline constexpr std::array kLabellingVerdicts = {Verdict::WrongLabel, Verdict::WrongReasons, Verdict::RightReasons,
                                                  Verdict::NotJudged};

/// Names a look of a session, in whatever process it is made.
struct CardKey {
  std::int64_t round = 0;
  ItemId item = 0;
  bool practice = false;
  bool comparison = false;
  std::int64_t occurrence = 0;  ///< a labelled item may be shown for comparison several times in a round: from 0
  auto operator<=>(const CardKey&) const = default;
};

/// What an answer to a card may hold.
struct CardRules {
  int predicted = 0;
  bool asks_reasons = false;
  int classes = 2;
  int height = 0, width = 0;  ///< of a drawn region, in pixels
  bool operator==(const CardRules&) const = default;
};

/// What a person sees of one look.
struct Card {
  CardKey key;
  CardRules rules;
  std::shared_ptr<const Explanation> explanation;  ///< null: there is no map
  double probability = 0;
  Reason reason = Reason::Query;
  double similarity = kUndefined;
  int given_label = kNoLabel;             ///< of an item that is shown for comparison
  std::int64_t number = 0, in_round = 0;  ///< the number-th look of so many
  std::vector<ItemBeside> near;           ///< shown in slots 1, 2, ... of the page; slot 0 is the item itself
  std::vector<Verdict> verdicts_marking;  ///< the verdicts after which the strategy makes use of drawn regions
  std::vector<std::int64_t> highlighted;  ///< run lengths of the highlighted part of the map; empty without a map
};

}  // namespace xil
