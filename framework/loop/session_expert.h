#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/oracle.h"
#include "framework/core/interfaces/session.h"
#include "framework/loop/simulated_expert.h"

namespace xil {

/// Where a replayed answer comes from: see SessionExpert.
enum class AnswerSource { Person, LabelOfPerson, Simulated };

/// Repeats a person's answers of another run. An item that the person answered gets the same label (or is set aside
/// again) and the same regions, in whatever round it is shown. Its reasons get the person's verdict if the network
/// predicts the class that it predicted then. If the person was not asked for the reasons (the prediction was wrong
/// then, or no map was made), only the label is known: the verdict rule judges the map by the regions that the person
/// drew. Items that the person did not answer are answered by the simulated expert, or end the run with an error
/// (OracleParams::missing). verdict_score is the rule's score on the true regions, as in a session.
class SessionExpert final : public Oracle {
 public:
  /// Practice and comparisons are left out; of several answers for an item the last one counts.
  /// Precondition: the dataset outlives this object.
  SessionExpert(const Dataset& dataset, const OracleParams& params, std::uint64_t oracle_seed, const Session& session);

  Answer answer(const Question& question) const override;
  double compare(const Question& question) const override;
  Marking mark(ItemId item) const override;
  bool knows_regions() const override { return true; }
  double region_s() const override { return 0; }
  double glance_s() const override { return params_.glance_s; }

  /// Where the answer to a look came from. `judged`: its strategy asks for the reasons.
  AnswerSource source_of(const ShownRecord& look, bool judged) const;

 private:
  const SessionAnswer* find(ItemId item) const;
  static AnswerSource source(const SessionAnswer* given, int predicted, bool asks_reasons);
  Answer simulated(const Question& question) const;

  const Dataset& dataset_;
  OracleParams params_;
  SimulatedExpert substitute_;
  std::map<ItemId, SessionAnswer> answers_;
  /// Seconds by round and item, in the order of showing, and how many of them were repeated.
  std::map<std::pair<std::int64_t, ItemId>, std::vector<double>> comparison_s_;
  mutable std::map<std::pair<std::int64_t, ItemId>, std::size_t> compared_;
};

/// The regions of an answer; absent where nothing was drawn.
Marking marking_of(const SessionAnswer& answer);

/// The verdict for a given label and judged reasons (NotJudged, RightReasons or WrongReasons).
Verdict verdict_of(int given_label, int predicted, Verdict reasons);

/// What the verdict rule says of the map on the true regions; NaN for a wrong label and where there is no map.
double reference_score(const Question& question, Verdict verdict, const Dataset& dataset, const OracleParams& params);

}  // namespace xil
