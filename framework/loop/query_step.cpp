#include "framework/loop/query_step.h"

#include <algorithm>
#include <cmath>

#include "framework/core/numeric/rng.h"
#include "framework/loop/page_context.h"
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

Question question_of(const ShownRecord& record, const Explanation* explanation) {
  Question question;
  question.item = record.item;
  question.round = static_cast<std::uint32_t>(record.round);
  question.predicted = record.predicted;
  question.explanation = explanation;
  question.probability = record.probability;
  question.reason = record.reason;
  question.similarity = record.similarity;
  return question;
}

}  // namespace

QueryStep::QueryStep(const LoopParts& parts, LabelledPool& pool, Corrector& corrector, ExpertTime& expert_time)
    : parts_(parts),
      pool_(pool),
      corrector_(corrector),
      expert_time_(expert_time),
      traits_(parts.strategy.traits()),
      for_person_(parts.run.oracle.expert == ExpertKind::Human) {
  tally_.facts = facts_of(parts.run, traits_);
}

PoolState QueryStep::look_at_pool(std::uint32_t round) {
  parts_.at("query");
  PoolState state;
  state.pool.assign(pool_.unlabelled().begin(), pool_.unlabelled().end());
  state.labelled.assign(pool_.labelled().begin(), pool_.labelled().end());
  state.given_labels.assign(pool_.given_labels().begin(), pool_.given_labels().end());
  const bool shows_near = for_person_ && parts_.run.oracle.near > 0;
  state.prediction = parts_.learner.predict(state.pool, traits_.uses_features || shows_near);
  if (traits_.uses_features) state.labelled_prediction = parts_.learner.predict(state.labelled, true);
  if (traits_.dropout_passes > 0) {
    state.dropout = parts_.learner.predict_with_dropout(state.pool, traits_.dropout_passes, round);
  }
  return state;
}

void QueryStep::show_round(std::uint32_t round, std::int64_t limit) {
  tally_.explain_s = 0;
  if (round == 1) practise(round);
  const PoolState state = look_at_pool(round);
  const auto seed = static_cast<std::uint64_t>(parts_.run.seed);
  Rng rng(seed, {Purpose::Query, round});
  const auto batch = std::min({parts_.run.query_batch, limit, static_cast<std::int64_t>(state.pool.size())});
  RoundInHand now{state, round, {batch, limit}, batch, 0, std::vector<std::uint8_t>(state.pool.size(), 0), {}, {}, {}};
  std::vector<std::size_t> wanted = parts_.strategy.choose(state.view(), static_cast<std::size_t>(batch), rng);
  if (parts_.run.oracle.order == ItemOrder::Random) Rng(seed, {Purpose::Order, round}).shuffle(wanted);
  show_rows(now, wanted);
  // With `budget: queries` a neighbour may have been a later query: another one takes its place.
  if (now.remaining.batch > 0 && now.remaining.limit > 0)
    show_rows(now, parts_.strategy.choose(state.view(), state.pool.size(), rng));
}

/// A person learns to use the page on validation items, which are never trained on. What they answer is not counted.
void QueryStep::practise(std::uint32_t round) {
  if (!for_person_ || parts_.run.oracle.practice == 0) return;
  std::vector<ItemId> items = items_of(parts_.dataset, Split::Validation);
  Rng(static_cast<std::uint64_t>(parts_.run.seed), {Purpose::Practice}).shuffle(items);
  items.resize(std::min(items.size(), static_cast<std::size_t>(parts_.run.oracle.practice)));
  const Prediction prediction = parts_.learner.predict(items, false);
  for (std::size_t row = 0; row < items.size(); ++row) {
    const ShownRecord record =
        describe(parts_.dataset, items[row], prediction, {row, Reason::Query, kUndefined}, items[row], round);
    const std::optional<Explanation> explanation = explain(record.item, record.predicted, round);
    Question question = question_of(record, traits_.judges_explanations && explanation ? &*explanation : nullptr);
    question.practice = true;
    question.number = static_cast<std::int64_t>(row + 1);
    question.in_round = static_cast<std::int64_t>(items.size());
    parts_.at("answer");
    parts_.oracle.answer(question);
  }
}

void QueryStep::show_rows(RoundInHand& now, const std::vector<std::size_t>& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (now.remaining.batch == 0 || now.remaining.limit == 0) return;
    if (now.taken[wanted[i]] != 0) continue;
    if (for_person_) now.next_queries.assign(wanted.begin() + static_cast<std::ptrdiff_t>(i + 1), wanted.end());
    show_with_neighbours(now, wanted[i]);
  }
}

std::vector<Neighbour> QueryStep::neighbours_of(const RoundInHand& now, std::size_t row) const {
  if (!traits_.has_neighbours) return {};
  Rng rng(static_cast<std::uint64_t>(parts_.run.seed), {Purpose::Neighbours, now.round, now.state.pool[row]});
  return parts_.strategy.neighbours(now.state.view(), row, now.taken, rng);
}

void QueryStep::show_with_neighbours(RoundInHand& now, std::size_t row) {
  const ItemId query = now.state.pool[row];
  now.taken[row] = 1;
  --now.remaining.batch;
  --now.remaining.limit;
  // What may follow is known before the answer, so that a person need not wait for its maps.
  std::vector<Neighbour> neighbours;
  if (for_person_) neighbours = neighbours_of(now, row);
  now.query.reset();
  now.next_neighbours = pool_rows(neighbours);
  const Answer answer = show(now, {row, Reason::Query, kUndefined}, query);
  if (answer.verdict != Verdict::WrongLabel && answer.verdict != Verdict::WrongReasons) return;
  if (!for_person_) neighbours = neighbours_of(now, row);
  if (for_person_) now.query = near_item(now.state, {row, Reason::Query, kUndefined}, answer.given_label);
  show_neighbours(now, neighbours, query);
}

void QueryStep::show_neighbours(RoundInHand& now, std::span<const Neighbour> neighbours, ItemId query) {
  const bool on_top = parts_.run.budget == BudgetAxis::Queries;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    const Neighbour& neighbour = neighbours[i];
    if (now.remaining.limit == 0 || (!on_top && now.remaining.batch == 0)) return;
    if (!on_top) --now.remaining.batch;
    --now.remaining.limit;
    if (for_person_) now.next_neighbours = pool_rows(neighbours.subspan(i + 1));
    if (neighbour.labelled) {
      show_for_comparison(now, neighbour, query);
    } else {
      now.taken[neighbour.row] = 1;
      show(now, neighbour, query);
    }
  }
}

Answer QueryStep::show(RoundInHand& now, const Neighbour& who, ItemId of) {
  ShownRecord record = describe(parts_.dataset, now.state.pool[who.row], now.state.prediction, who, of, now.round);
  const std::optional<Explanation> explanation = explain(record.item, record.predicted, now.round);
  if (explanation) keep_map(record, *explanation);
  const Explanation* map = explanation ? &*explanation : nullptr;
  Question question = question_of(record, traits_.judges_explanations ? map : nullptr);
  std::vector<ItemBeside> near;
  std::vector<ExplainTask> may_follow;
  question.number = ++now.looks;
  question.in_round = std::max(now.batch, now.looks);
  if (for_person_) {
    near = near_items(now.state, who.row, static_cast<std::size_t>(parts_.run.oracle.near));
    if (now.query) near.insert(near.begin(), *now.query);
    if (explanation) may_follow = tasks_of(now.state, now.next_neighbours, now.next_queries);
  }
  question.near = near;
  question.may_follow = may_follow;
  parts_.at("answer");
  const Answer answer = parts_.oracle.answer(question);
  apply(answer, record, map);
  return answer;
}

/// An item that the expert is unsure of leaves the pool without a label.
void QueryStep::apply(const Answer& answer, ShownRecord& record, const Explanation* map) {
  record.given_label = answer.given_label;
  record.verdict = answer.verdict;
  record.verdict_score = answer.verdict_score;
  CorrectionResult result;
  if (answer.verdict == Verdict::Unsure) {
    pool_.set_aside(record.item);
  } else {
    pool_.label(record.item, answer.given_label);
    const CorrectionPlan plan = parts_.strategy.corrections(record.verdict);
    result = corrector_.correct(plan, record.item, record.given_label, static_cast<std::uint32_t>(record.round), map);
  }
  record.edits = result.edits;
  record.region_losses = result.region_losses;
  expert_time_.add_answer(answer, result);
  count(record);
  parts_.log.shown(record);
}

void QueryStep::show_for_comparison(RoundInHand& now, const Neighbour& who, ItemId of) {
  const PoolState& state = now.state;
  ShownRecord record = describe(parts_.dataset, state.labelled[who.row], state.labelled_prediction, who, of, now.round);
  record.given_label = state.given_labels[who.row];
  Question question = question_of(record, nullptr);
  question.given_label = record.given_label;
  question.number = ++now.looks;
  question.in_round = std::max(now.batch, now.looks);
  if (now.query) question.near = {&*now.query, 1};
  expert_time_.add_comparison(parts_.oracle.compare(question));
  count(record);
  parts_.log.shown(record);
}

std::optional<Explanation> QueryStep::explain(ItemId item, int predicted, std::uint32_t round) {
  if (!traits_.judges_explanations && !traits_.uses_maps) return std::nullopt;
  parts_.at("explain");
  const Stopwatch watch;
  const ExplainTask task{item, predicted};
  auto explained = std::move(parts_.learner.explain({&task, 1}, round).front());
  tally_.explain_s += watch.seconds();
  return explained;
}

void QueryStep::keep_map(ShownRecord& record, const Explanation& explained) {
  record.explained = true;
  record.diagnostics = explained.diagnostics;
  if (parts_.run.saliency != MapRetention::None) {
    parts_.log.saliency({record.round, record.item, explained.map}, explained.baseline);
  }
}

void QueryStep::replay(const RunHistory& past) {
  std::span<const Correction> corrections = past.corrections;
  for (const ShownRecord& record : past.shown) {
    if (record.verdict == Verdict::Unsure) {
      pool_.set_aside(record.item);
    } else if (!pool_.is_labelled(record.item)) {  // one that was labelled already was shown for comparison
      pool_.label(record.item, record.given_label);
    }
    corrector_.replay(record, corrections);
    count(record);
  }
  require(corrections.empty(), "the looks of a resumed run do not account for all of its corrections");
  expert_time_.resume(past.rounds.back().expert_s);
}

void QueryStep::count(const ShownRecord& record) {
  ++tally_.shown;
  tally_.facts.add(record);
  if (record.verdict == Verdict::Unsure) ++tally_.unsure;
  for (const auto& [name, value] : record.diagnostics) {
    const DiagnosticInfo& info = diagnostic_info(name);
    if (!info.tally_title.empty() && !std::isnan(value)) ++tally_.diagnostics[info.name][value];
  }
}

}  // namespace xil
