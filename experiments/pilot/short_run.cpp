#include "experiments/pilot/short_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/numeric/rng.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/query_step.h"
#include "framework/loop/simulated_expert.h"
#include "strategies/registry.h"

namespace xil {
namespace {

/// Keeps the looks and drops the rest.
class LooksOnly final : public RunLog {
 public:
  void start(const Dataset&, std::span<const ItemId>, std::span<const ItemId>) override {}
  void shown(const ShownRecord& record) override { looks.push_back(record); }
  void corrected(const Correction&) override {}
  void saliency(const SaliencyRecord&, double) override {}
  void round(const RoundRecord&) override {}
  void checkpoint(const std::string&) override {}
  void note(const std::string&) override {}
  void model(std::int64_t, const std::string&) override {}

  std::vector<ShownRecord> looks;
};

class Rounds {
 public:
  Rounds(const RunParams& run, const Dataset& dataset, Learner& learner)
      : run_(run),
        strategy_(make_strategy(run.strategy)),
        expert_(dataset, run.oracle, run.oracle_stream()),
        parts_{run_, dataset, *strategy_, expert_, learner, log_},
        pool_(dataset, strategy_->traits().asks_groups),
        corrector_(parts_, pool_),
        expert_time_(expert_, strategy_->traits().asks_groups),
        query_step_(parts_, pool_, corrector_, expert_time_) {
    for (const ItemId item : initial_items(dataset, static_cast<std::size_t>(run.initial), run.split_stream())) {
      pool_.label(item, dataset.item(item).label);
    }
    fit(0);
  }
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  /// Items that the run may still show.
  std::int64_t left() const {
    const std::int64_t shown = query_step_.tally().shown;
    const std::int64_t all = run_.rounds * batch_;
    return std::min((run_.until == Until::Shown ? std::min(all, run_.until_shown) : all) - shown,
                    static_cast<std::int64_t>(pool_.unlabelled().size()));
  }

  void show(std::int64_t batch, std::int64_t limit) {
    run_.query_batch = batch;
    query_step_.show_round(++round_, limit);
    fit(round_);
  }

  NetworkStage stage(std::size_t probes);
  std::vector<ShownRecord> looks() const { return log_.looks; }

 private:
  void fit(std::uint32_t round) { parts_.learner.fit(pool_.examples(), strategy_->guide(), round); }
  PoolState look_at_pool() const;
  void add_recall(const PoolState& state, NetworkStage& stage) const;

  RunParams run_;
  const std::int64_t batch_ = run_.query_batch;
  std::unique_ptr<Strategy> strategy_;
  SimulatedExpert expert_;
  LooksOnly log_;
  LoopParts parts_;
  LabelledPool pool_;
  Corrector corrector_;
  ExpertTime expert_time_;
  QueryStep query_step_;
  std::uint32_t round_ = 0;
};

PoolState Rounds::look_at_pool() const {
  const StrategyTraits traits = strategy_->traits();
  PoolState state;
  state.pool.assign(pool_.unlabelled().begin(), pool_.unlabelled().end());
  state.labelled.assign(pool_.labelled().begin(), pool_.labelled().end());
  state.given_labels.assign(pool_.given_labels().begin(), pool_.given_labels().end());
  state.prediction = parts_.learner.predict(state.pool, traits.uses_features);
  if (traits.uses_features) state.labelled_prediction = parts_.learner.predict(state.labelled, true);
  if (traits.dropout_passes > 0)
    state.dropout = parts_.learner.predict_with_dropout(state.pool, traits.dropout_passes, round_ + 1);
  return state;
}

void Rounds::add_recall(const PoolState& state, NetworkStage& stage) const {
  const auto classes = static_cast<std::size_t>(parts_.dataset.info().classes());
  std::vector<double> right(classes), all(classes);
  for (std::size_t row = 0; row < state.pool.size(); ++row) {
    const auto label = static_cast<std::size_t>(parts_.dataset.item(state.pool[row]).label);
    all[label] += 1;
    right[label] += argmax(state.prediction.probabilities.row(row)) == label ? 1 : 0;
  }
  for (std::size_t k = 0; k < classes; ++k) stage.recall.push_back(all[k] > 0 ? right[k] / all[k] : kUndefined);
}

NetworkStage Rounds::stage(std::size_t probes) {
  NetworkStage stage{round_, query_step_.tally().shown, static_cast<std::int64_t>(pool_.labelled().size()), {}, {}, 0,
                     {}};
  stage.state = parts_.learner.state();
  const PoolState state = look_at_pool();
  add_recall(state, stage);
  Rng rng(static_cast<std::uint64_t>(run_.seed), {Purpose::Query, round_ + 1});
  const std::vector<std::size_t> rows = strategy_->choose(state.view(), state.pool.size(), rng);
  for (const std::size_t row : rows) {
    if (stage.probes.size() == probes) break;
    ++stage.looked_at;
    const ItemId item = state.pool[row];
    const int label = parts_.dataset.item(item).label;
    const bool has_region = parts_.dataset.defect(item) != nullptr || parts_.dataset.confounder(item) != nullptr;
    const bool right = static_cast<int>(argmax(state.prediction.probabilities.row(row))) == label;
    if (has_region && right) stage.probes.push_back({item, label});
  }
  return stage;
}

}  // namespace

ShortRun short_run(const RunParams& run, const Dataset& dataset, Learner& learner, const ShortRunPlan& plan,
                   const std::function<void(std::string_view)>& step) {
  step("trains on the initial set");
  Rounds rounds(run, dataset, learner);
  ShortRun result;
  result.stages.push_back(rounds.stage(plan.probes));
  const std::int64_t own = std::min(plan.rounds, run.rounds);
  for (std::int64_t round = 1; round <= own && rounds.left() > 0; ++round) {
    step(fmt::format("round {} of {}", round, own));
    rounds.show(run.query_batch, rounds.left());
  }
  if (own > 0) result.stages.push_back(rounds.stage(plan.probes));
  if (const std::int64_t rest = std::min(rounds.left(), plan.most); rest > 0) {
    step(fmt::format("one round of {} items in place of the other {}", rest, run.rounds - own));
    rounds.show(rest, rest);
    result.stages.push_back(rounds.stage(plan.probes));
  }
  result.looks = rounds.looks();
  return result;
}

}  // namespace xil
