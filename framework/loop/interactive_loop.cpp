#include "framework/loop/interactive_loop.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "framework/core/rng.h"
#include "framework/loop/evaluation.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/refutation.h"
#include "framework/loop/stopwatch.h"

namespace xil {
namespace {

/// Outside these bounds the verdicts carry no information about the strategies (pilot).
constexpr double kFewestWrongReasons = 0.05, kMostWrongReasons = 0.95;

bool marks_defects(const Dataset& dataset) {
  for (ItemId id = 0; id < dataset.size(); ++id) {
    if (dataset.defect(id) != nullptr) return true;
  }
  return false;
}

/// What the pool looks like at the start of a round; owns what a PoolView points to.
struct PoolState {
  std::vector<ItemId> pool, labelled;
  Prediction prediction;
  Matrix labelled_features;
  PoolView view() const {
    return {pool, prediction.probabilities, prediction.features, labelled, labelled_features};
  }
};

class Loop {
 public:
  explicit Loop(const LoopParts& parts)
      : parts_(parts),
        traits_(parts.strategy.traits()),
        pool_(parts.dataset),
        evaluation_(parts.run, parts.dataset),
        regions_known_(marks_defects(parts.dataset)) {}

  void run(const RoundProgress& progress);

 private:
  void start();
  void show_items(std::uint32_t round);
  void show_with_neighbours(const PoolState& state, std::size_t row, std::uint32_t round,
                            std::vector<std::uint8_t>& taken, std::int64_t& room);
  Verdict show(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round);
  ShownRecord describe(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round) const;
  std::optional<Explanation> explain(const ShownRecord& record);
  std::int64_t refute(const ShownRecord& record, const Explanation* explanation, std::uint32_t round);
  void finish_round(std::uint32_t round, double query_s);
  PoolState look_at_pool();
  void note_verdict_shares();

  const LoopParts& parts_;
  StrategyTraits traits_;
  LabelledPool pool_;
  Evaluation evaluation_;
  bool regions_known_;
  std::int64_t shown_ = 0, refutations_ = 0, updates_ = 0;
  std::int64_t judged_ = 0, wrong_reasons_ = 0;
  double expert_s_ = 0, explain_s_ = 0;
};

void Loop::run(const RoundProgress& progress) {
  start();
  finish_round(0, 0);
  if (progress) progress(1, parts_.run.rounds + 1);
  for (std::int64_t round = 1; round <= parts_.run.rounds; ++round) {
    if (pool_.unlabelled().empty()) break;
    const Stopwatch watch;
    explain_s_ = 0;
    show_items(static_cast<std::uint32_t>(round));
    finish_round(static_cast<std::uint32_t>(round), watch.seconds() - explain_s_);
    if (progress) progress(round + 1, parts_.run.rounds + 1);
  }
  note_verdict_shares();
}

void Loop::start() {
  const auto initial = initial_items(parts_.dataset, static_cast<std::size_t>(parts_.run.initial),
                                     parts_.run.split_stream());
  for (const ItemId item : initial) pool_.label(item, parts_.dataset.item(item).label);
  parts_.log.start(parts_.dataset, initial, evaluation_.test());
}

PoolState Loop::look_at_pool() {
  PoolState state;
  state.pool.assign(pool_.unlabelled().begin(), pool_.unlabelled().end());
  state.labelled.assign(pool_.labelled().begin(), pool_.labelled().end());
  state.prediction = parts_.learner.predict(state.pool, traits_.uses_features);
  if (traits_.uses_features) {
    state.labelled_features = parts_.learner.predict(state.labelled, true).features;
  }
  return state;
}

void Loop::show_items(std::uint32_t round) {
  const PoolState state = look_at_pool();
  Rng rng(static_cast<std::uint64_t>(parts_.run.seed), {Purpose::Query, round});
  auto room = std::min(parts_.run.query_batch, static_cast<std::int64_t>(state.pool.size()));
  const auto rows = parts_.strategy.choose(state.view(), static_cast<std::size_t>(room), rng);
  std::vector<std::uint8_t> taken(state.pool.size(), 0);
  const auto show_rows = [&](const std::vector<std::size_t>& wanted) {
    for (const std::size_t row : wanted) {
      if (room > 0 && taken[row] == 0) show_with_neighbours(state, row, round, taken, room);
    }
  };
  show_rows(rows);
  // With `budget: queries` a neighbour may have been a later query: another one takes its place.
  if (room > 0) show_rows(parts_.strategy.choose(state.view(), state.pool.size(), rng));
}

void Loop::show_with_neighbours(const PoolState& state, std::size_t row, std::uint32_t round,
                                std::vector<std::uint8_t>& taken, std::int64_t& room) {
  const ItemId query = state.pool[row];
  taken[row] = 1;
  --room;
  const Verdict verdict = show(state, {row, Reason::Query, kUndefined}, query, round);
  if (verdict != Verdict::WrongLabel && verdict != Verdict::WrongReasons) return;
  if (!traits_.has_neighbours) return;
  Rng rng(static_cast<std::uint64_t>(parts_.run.seed), {Purpose::Neighbours, round, query});
  const bool on_top = parts_.run.budget == BudgetAxis::Queries;
  for (const Neighbour& neighbour : parts_.strategy.neighbours(state.view(), row, taken, rng)) {
    if (!on_top && room == 0) return;
    taken[neighbour.row] = 1;
    if (!on_top) --room;
    show(state, neighbour, query, round);
  }
}

Verdict Loop::show(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round) {
  ShownRecord record = describe(state, who, of, round);
  const std::optional<Explanation> explanation = explain(record);
  const Explanation* map = explanation ? &*explanation : nullptr;
  const Answer answer = parts_.oracle.answer(
      {record.item, round, record.predicted, traits_.judges_explanations ? map : nullptr});
  record.given_label = answer.given_label;
  record.verdict = answer.verdict;
  record.verdict_score = answer.verdict_score;
  pool_.label(record.item, answer.given_label);
  record.edits = refute(record, map, round);
  ++shown_;
  expert_s_ += answer.expert_s;
  if (answer.verdict == Verdict::WrongReasons || answer.verdict == Verdict::RightReasons) ++judged_;
  if (answer.verdict == Verdict::WrongReasons) ++wrong_reasons_;
  parts_.log.shown(record);
  return answer.verdict;
}

ShownRecord Loop::describe(const PoolState& state, const Neighbour& who, ItemId of, std::uint32_t round) const {
  const auto probabilities = state.prediction.probabilities.row(who.row);
  const std::size_t predicted = argmax(probabilities);
  ShownRecord record;
  record.round = round;
  record.item = state.pool[who.row];
  record.reason = who.reason;
  record.of = of;
  record.similarity = who.similarity;
  record.true_label = parts_.dataset.item(record.item).label;
  record.predicted = static_cast<int>(predicted);
  record.probability = probabilities[predicted];
  return record;
}

std::optional<Explanation> Loop::explain(const ShownRecord& record) {
  if (!traits_.judges_explanations && !traits_.uses_maps) return std::nullopt;
  const Stopwatch watch;
  const ExplainTask task{record.item, record.predicted};
  auto explained = parts_.learner.explain({&task, 1}, static_cast<std::uint32_t>(record.round));
  explain_s_ += watch.seconds();
  if (parts_.run.saliency != MapRetention::None) {
    parts_.log.saliency({record.round, record.item, explained.front().map});
  }
  return std::move(explained.front());
}

std::int64_t Loop::refute(const ShownRecord& record, const Explanation* explanation, std::uint32_t round) {
  const RefutationPlan plan = parts_.strategy.refutations(record.verdict);
  RefutationRequest request;
  request.item = record.item;
  request.label = record.given_label;
  request.round = round;
  request.explanation = explanation;
  request.highlight = parts_.run.oracle.highlight;
  request.seed = static_cast<std::uint64_t>(parts_.run.seed);
  const auto edits = make_refutations(plan, parts_.dataset, request, pool_.examples(), regions_known_);
  for (const Edit& edit : edits) {
    const auto kept = std::make_shared<const Edit>(edit);
    pool_.refute({record.item, record.given_label, kept});
    parts_.log.refuted({record.round, record.item, record.given_label, kept});
  }
  if (!edits.empty() && plan.kind != EditKind::Augment) expert_s_ += parts_.oracle.region_s();
  const auto count = static_cast<std::int64_t>(edits.size());
  refutations_ += count;
  return count;
}

void Loop::finish_round(std::uint32_t round, double query_s) {
  const Stopwatch watch;
  const FitSummary fit = parts_.learner.fit(pool_.examples(), round);
  updates_ += fit.updates;
  RoundRecord record;
  record.round = round;
  record.shown = shown_;
  record.expert_s = expert_s_;
  record.train_size = static_cast<std::int64_t>(pool_.examples().size());
  record.timings = {{"query_s", query_s}, {"explain_s", explain_s_}, {"train_s", watch.seconds()}};
  record.metrics = {{"train_loss", fit.train_loss},
                    {"validation_loss", fit.validation_loss},
                    {"updates", static_cast<double>(updates_)},
                    {"refutations", static_cast<double>(refutations_)}};
  evaluation_.measure(parts_.learner, record, parts_.log);
  const bool last = round == parts_.run.rounds || pool_.unlabelled().empty();
  if (parts_.run.models == ModelRetention::All || (parts_.run.models == ModelRetention::Final && last)) {
    parts_.log.model(round, parts_.learner.state());
  }
  parts_.log.round(record);
}

void Loop::note_verdict_shares() {
  if (!traits_.judges_explanations) return;
  if (judged_ == 0) {
    parts_.log.note("no explanation was judged: the shown items that were labelled rightly have no marked region");
    return;
  }
  const double share = static_cast<double>(wrong_reasons_) / static_cast<double>(judged_);
  if (share < kFewestWrongReasons || share > kMostWrongReasons) {
    parts_.log.note(fmt::format("warning: {:.0f} % of {} judged explanations were called wrong; the verdict hardly "
                                "tells items apart: change the verdict rule or its thresholds",
                                100 * share, judged_));
  }
}

}  // namespace

void run_loop(const LoopParts& parts, const RoundProgress& progress) { Loop(parts).run(progress); }

}  // namespace xil
