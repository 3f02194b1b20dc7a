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
  begin_round();
}

void RoundWatch::begin_round() {
  outcome_.wrong_labels = outcome_.wrong_reasons = outcome_.right_reasons = 0;
  outcome_.not_judged = outcome_.unsure = 0;
}

void RoundWatch::shown(const ShownRecord& record) {
  parts_.own.shown(record);
  count(record);
}

void RoundWatch::count(const ShownRecord& record) {
  if (seen_.at(record.item) != 0) return;
  seen_[record.item] = 1;
  switch (record.verdict) {
    case Verdict::WrongLabel:
      ++outcome_.wrong_labels;
      break;
    case Verdict::WrongReasons:
      ++outcome_.wrong_reasons;
      break;
    case Verdict::RightReasons:
      ++outcome_.right_reasons;
      break;
    case Verdict::NotJudged:
      ++outcome_.not_judged;
      break;
    case Verdict::Unsure:
      ++outcome_.unsure;
      break;
  }
  if (record.verdict != Verdict::Unsure) ++outcome_.labels;
}

void RoundWatch::corrected(const Correction& correction) {
  parts_.own.corrected(correction);
  ++(correction.edit() != nullptr ? outcome_.edits : outcome_.region_losses);
}

std::optional<double> RoundWatch::validation_accuracy() const {
  if (parts_.run.oracle.accuracy == AccuracyDisplay::Hidden) return std::nullopt;
  const std::vector<ItemId> items = items_of(parts_.dataset, Split::Validation);
  if (items.empty()) return std::nullopt;
  const Matrix probabilities = parts_.learner.predict(items, false).probabilities;
  std::size_t right = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (static_cast<int>(argmax(probabilities.row(i))) == parts_.dataset.item(items[i]).label) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(items.size());
}

void RoundWatch::round(const RoundRecord& record) {
  parts_.own.round(record);
  outcome_.round = record.round;
  outcome_.accuracy_before = outcome_.accuracy;
  outcome_.accuracy = validation_accuracy();
  parts_.desk.round_done(outcome_);
  begin_round();
}

}  // namespace xil
