#include "framework/loop/query_step.h"

#include <algorithm>
#include <cmath>

#include "framework/core/numeric/rng.h"
#include "framework/loop/stopwatch.h"

namespace xil {
namespace {

ShownRecord describe(const Dataset& dataset, ItemId item, const Prediction& prediction, const Neighbour& who, ItemId of,
                     std::uint32_t round) {
  const auto probabilities = prediction.probabilities.row(who.row);
  const std::size_t predicted = argmax(probabilities);
  ShownRecord record;
  record.round = round;
  record.item = item;
  record.reason = who.reason;
  record.of = of;
  record.similarity = who.similarity;
  record.true_label = dataset.item(item).label;
  record.predicted = static_cast<int>(predicted);
  record.probability = probabilities[predicted];
  return record;
}

}  // namespace

QueryStep::QueryStep(const LoopParts& parts, LabelledPool& pool, Corrector& corrector, ExpertTime& expert_time)
    : parts_(parts), pool_(pool), corrector_(corrector), expert_time_(expert_time), traits_(parts.strategy.traits()) {}

PoolState QueryStep::look_at_pool(std::uint32_t round) {
  parts_.at("query");
  PoolState state;
  state.pool.assign(pool_.unlabelled().begin(), pool_.unlabelled().end());
  state.labelled.assign(pool_.labelled().begin(), pool_.labelled().end());
  state.given_labels.assign(pool_.given_labels().begin(), pool_.given_labels().end());
  state.prediction = parts_.learner.predict(state.pool, traits_.uses_features);
  if (traits_.uses_features) state.labelled_prediction = parts_.learner.predict(state.labelled, true);
  if (traits_.dropout_passes > 0) {
    state.dropout = parts_.learner.predict_with_dropout(state.pool, traits_.dropout_passes, round);
  }
  return state;
}

void QueryStep::show_round(std::uint32_t round, std::int64_t limit) {
  tally_.explain_s = 0;
  const PoolState state = look_at_pool(round);
  Rng rng(static_cast<std::uint64_t>(parts_.run.seed), {Purpose::Query, round});
  const auto batch = std::min({parts_.run.query_batch, limit, static_cast<std::int64_t>(state.pool.size())});
  RemainingBudget remaining{batch, limit};
  std::vector<std::uint8_t> taken(state.pool.size(), 0);
  const auto show_rows = [&](const std::vector<std::size_t>& wanted) {
    for (const std::size_t row : wanted) {
      if (remaining.batch > 0 && remaining.limit > 0 && taken[row] == 0)
        show_with_neighbours(state, row, round, taken, remaining);
    }
  };
  show_rows(parts_.strategy.choose(state.view(), static_cast<std::size_t>(batch), rng));
  // With `budget: queries` a neighbour may have been a later query: another one takes its place.
  if (remaining.batch > 0 && remaining.limit > 0)
    show_rows(parts_.strategy.choose(state.view(), state.pool.size(), rng));
}

void QueryStep::show_with_neighbours(const PoolState& state, std::size_t row, std::uint32_t round,
                                     std::vector<std::uint8_t>& taken, RemainingBudget& remaining) {
  const ItemId query = state.pool[row];
  taken[row] = 1;
  --remaining.batch;
  --remaining.limit;
  const Verdict verdict = show(state, {row, Reason::Query, kUndefined}, query, round);
  if (verdict != Verdict::WrongLabel && verdict != Verdict::WrongReasons) return;
  if (!traits_.has_neighbours) return;
  Rng rng(static_cast<std::uint64_t>(parts_.run.seed), {Purpose::Neighbours, round, query});
  const bool on_top = parts_.run.budget == BudgetAxis::Queries;
  for (const Neighbour& neighbour : parts_.strategy.neighbours(state.view(), row, taken, rng)) {
    if (remaining.limit == 0 || (!on_top && remaining.batch == 0)) return;
    if (!on_top) --remaining.batch;
    --remaining.limit;
    if (neighbour.labelled) {
      show_for_comparison(state, neighbour, query, round);
    } else {
      taken[neighbour.row] = 1;
      show(state, neighbour, query, round);
    }
  }
}

Verdict QueryStep::show(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round) {
  ShownRecord record = describe(parts_.dataset, state.pool[who.row], state.prediction, who, of, round);
  const std::optional<Explanation> explanation = explain(record);
  const Explanation* map = explanation ? &*explanation : nullptr;
  parts_.at("answer");
  const Answer answer =
      parts_.oracle.answer({record.item, round, record.predicted, traits_.judges_explanations ? map : nullptr});
  record.given_label = answer.given_label;
  record.verdict = answer.verdict;
  record.verdict_score = answer.verdict_score;
  pool_.label(record.item, answer.given_label);
  const CorrectionPlan plan = parts_.strategy.corrections(record.verdict);
  const CorrectionResult result = corrector_.correct(plan, record.item, record.given_label, round, map);
  record.edits = result.edits;
  record.region_losses = result.region_losses;
  expert_time_.add_answer(answer, result);
  count(record);
  parts_.log.shown(record);
  return answer.verdict;
}

void QueryStep::show_for_comparison(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round) {
  ShownRecord record = describe(parts_.dataset, state.labelled[who.row], state.labelled_prediction, who, of, round);
  record.given_label = state.given_labels[who.row];
  expert_time_.add_comparison();
  count(record);
  parts_.log.shown(record);
}

std::optional<Explanation> QueryStep::explain(ShownRecord& record) {
  if (!traits_.judges_explanations && !traits_.uses_maps) return std::nullopt;
  parts_.at("explain");
  const Stopwatch watch;
  const ExplainTask task{record.item, record.predicted};
  auto explained = std::move(parts_.learner.explain({&task, 1}, static_cast<std::uint32_t>(record.round)).front());
  tally_.explain_s += watch.seconds();
  record.explained = true;
  record.diagnostics = explained.diagnostics;
  if (parts_.run.saliency != MapRetention::None) {
    parts_.log.saliency({record.round, record.item, explained.map}, explained.baseline);
  }
  return explained;
}

void QueryStep::replay(const RunHistory& past) {
  std::span<const Correction> corrections = past.corrections;
  for (const ShownRecord& record : past.shown) {
    // An item that was labelled already was shown for comparison.
    if (!pool_.is_labelled(record.item)) pool_.label(record.item, record.given_label);
    corrector_.replay(record, corrections);
    count(record);
  }
  require(corrections.empty(), "the looks of a resumed run do not account for all of its corrections");
  expert_time_.resume(past.rounds.back().expert_s);
}

void QueryStep::count(const ShownRecord& record) {
  ++tally_.shown;
  const bool judged = record.verdict == Verdict::WrongReasons || record.verdict == Verdict::RightReasons;
  if (judged) ++tally_.judged;
  if (record.verdict == Verdict::WrongReasons) ++tally_.wrong_reasons;
  for (const auto& [name, value] : record.diagnostics) {
    const DiagnosticInfo& info = diagnostic_info(name);
    if (!info.tally_title.empty() && !std::isnan(value)) ++tally_.diagnostics[info.name][value];
  }
}

}  // namespace xil
