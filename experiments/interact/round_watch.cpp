#include "experiments/interact/round_watch.h"

namespace xil {

void RoundWatch::start(const Dataset& dataset, std::span<const ItemId> initial, std::span<const ItemId> test) {
  parts_.own.start(dataset, initial, test);
  outcome_ = {};
  seen_.assign(dataset.size(), 0);
  for (const ItemId item : initial) seen_[item] = 1;
  const RunContent& past = parts_.own.content();
  for (const ShownRecord& record : past.shown) count(record);
  for (const Correction& correction : past.corrections) {
    ++(correction.edit() != nullptr ? outcome_.edits : outcome_.region_losses);
  }
  outcome_.verdicts = {};
}

void RoundWatch::shown(const ShownRecord& record) {
  parts_.own.shown(record);
  count(record);
}

void RoundWatch::count(const ShownRecord& record) {
  if (seen_.at(record.item) != 0) return;
  seen_[record.item] = 1;
  ++outcome_.verdicts.at(static_cast<std::size_t>(record.verdict));
  if (record.verdict != Verdict::Unsure) ++outcome_.labels;
}

void RoundWatch::corrected(const Correction& correction) {
  parts_.own.corrected(correction);
  ++(correction.edit() != nullptr ? outcome_.edits : outcome_.region_losses);
}

void RoundWatch::round(const RoundRecord& record) {
  parts_.own.round(record);
  outcome_.round = record.round;
  outcome_.accuracy_before = outcome_.accuracy;
  if (parts_.run.oracle.accuracy == AccuracyDisplay::Shown)
    outcome_.accuracy = evaluation_.validation_accuracy(parts_.learner);
  parts_.desk.round_done(outcome_);
  outcome_.verdicts = {};
}

}  // namespace xil
