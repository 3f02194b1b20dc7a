#include "framework/loop/interactive_loop.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>

#include "framework/core/interfaces/groups.h"
#include "framework/loop/corrector.h"
#include "framework/loop/evaluation.h"
#include "framework/loop/expert_time.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/mask_noise.h"
#include "framework/loop/query_step.h"
#include "framework/loop/set_demands.h"
#include "framework/loop/stopwatch.h"

namespace xil {
namespace {

class Loop {
 public:
  explicit Loop(const LoopParts& parts)
      : parts_(parts),
        traits_(parts.strategy.traits()),
        rounds_(traits_.labels_all ? 0 : parts.run.rounds),
        pool_(parts.dataset, traits_.asks_groups),
        corrector_(parts, pool_),
        expert_time_(parts.oracle, traits_.asks_groups),
        query_step_(parts, pool_, corrector_, expert_time_),
        evaluation_(parts.run, parts.dataset) {}

  LoopEnd run(const RoundProgress& progress);

 private:
  void start();
  bool replay(const RunHistory& past);
  bool go_on(std::int64_t round, const RoundProgress& progress);
  void label_and_correct_all();
  std::vector<std::size_t> explained_places() const;
  void finish_round(std::uint32_t round, double query_s);
  bool is_last(std::int64_t round, RoundRecord& record);
  std::int64_t limit() const;
  void note_spared_labels(std::size_t initial);
  void note_idle_mask_noise();
  void note_unsure();
  void note_groups();
  void note_warnings();
  void note_diagnostics();
  void watch_metrics(const RoundRecord& record);
  void note_undefined_metrics();

  const LoopParts& parts_;
  StrategyTraits traits_;
  std::int64_t rounds_;
  LabelledPool pool_;
  Corrector corrector_;
  ExpertTime expert_time_;
  QueryStep query_step_;
  Evaluation evaluation_;
  std::int64_t updates_ = 0;
  double store_s_ = 0;  ///< of the round before: a round's own checkpoint cannot hold what it takes to write it
  bool done_ = false;
  Matrix last_prediction_;                    ///< of the test items, [items, classes]
  std::map<std::string, bool> ever_defined_;  ///< by metric; over all rounds, those before an interruption too
};

LoopEnd Loop::run(const RoundProgress& progress) {
  start();
  std::int64_t round = 0;
  if (parts_.past != nullptr) {
    if (!replay(*parts_.past)) return LoopEnd::NotReproduced;
    round = parts_.past->rounds.back().round;
  } else {
    finish_round(0, 0);
    if (!go_on(0, progress)) return LoopEnd::Stopped;
  }
  while (!done_) {
    const Stopwatch watch;
    query_step_.show_round(static_cast<std::uint32_t>(++round), limit());
    finish_round(static_cast<std::uint32_t>(round), watch.seconds() - query_step_.tally().explain_s);
    if (!go_on(round, progress)) return LoopEnd::Stopped;
  }
  note_unsure();
  note_groups();
  note_diagnostics();
  note_undefined_metrics();
  note_warnings();
  return LoopEnd::Complete;
}

/// After a round: a checkpoint first, so that whoever hears of the round can rely on it. Also after the last one, whose
/// run file may find the disk full.
bool Loop::go_on(std::int64_t round, const RoundProgress& progress) {
  const Stopwatch watch;
  parts_.at("checkpoint");
  if (!traits_.labels_all) parts_.log.checkpoint(parts_.learner.checkpoint());
  store_s_ = watch.seconds();
  const bool wanted = !progress || progress(round + 1, rounds_ + 1);
  return done_ || wanted;
}

/// Whether the last round's model is there again.
bool Loop::replay(const RunHistory& past) {
  parts_.at("replay");
  require(!past.rounds.empty(), "a run cannot be resumed before its first round is complete");
  const RoundRecord& last = past.rounds.back();
  for (const RoundRecord& record : past.rounds) watch_metrics(record);
  query_step_.replay(past);
  for (const auto& [name, value] : last.metrics) {
    if (name == "updates") updates_ = static_cast<std::int64_t>(value);
  }
  if (past.learner.empty()) {
    parts_.learner.fit(pool_.examples(), parts_.strategy.guide(), static_cast<std::uint32_t>(last.round));
  } else {
    parts_.learner.resume(past.learner);
  }
  RoundRecord again = last;
  done_ = is_last(last.round, again);
  return parts_.learner.predict(evaluation_.test(), false).probabilities == last.test_probability;
}

void Loop::start() {
  check_set_demands(parts_.run, traits_, parts_.dataset);
  const auto initial = traits_.labels_all ? items_of(parts_.dataset, Split::Pool)
                                          : initial_items(parts_.dataset, static_cast<std::size_t>(parts_.run.initial),
                                                          parts_.run.split_stream());
  if (traits_.judges_explanations || traits_.marks_regions()) expert_time_.add_preparation();
  for (const ItemId item : initial) {
    pool_.label(item, parts_.dataset.item(item).label);
    expert_time_.add_initial_label();
  }
  parts_.log.start(parts_.dataset, initial, evaluation_.test());
  if (traits_.labels_all) label_and_correct_all();
  note_spared_labels(initial.size());
  note_idle_mask_noise();
}

void Loop::note_spared_labels(std::size_t initial) {
  if (parts_.run.oracle.label_noise <= 0) return;
  parts_.log.note(
      fmt::format("oracle.label_noise spares the {} items of the initial set: they have their true labels{}", initial,
                  traits_.labels_all ? ", and this strategy labels no others" : ""));
}

void Loop::note_idle_mask_noise() {
  const OracleParams& oracle = parts_.run.oracle;
  const MaskNoise noise = oracle.mask_noise;
  if (!traits_.marks_regions() || !invents_region(noise)) return;
  const auto pool = items_of(parts_.dataset, Split::Pool);
  const auto has_one = [&](ItemId item) { return parts_.dataset.confounder(item) != nullptr; };
  const bool any =
      oracle.class_regions.empty() ? std::ranges::any_of(pool, has_one) : oracle.draws_for_classes(ClassReason::Wrong);
  if (any) return;
  parts_.log.note(fmt::format(
      "oracle.mask_noise: {} stands in the place of confounders, and no item of the pool has one: it has no effect",
      enum_name(noise)));
}

/// All items first, then the copies of those that are explained, in the order of the dataset: the layout of the
/// published decoy experiments.
void Loop::label_and_correct_all() {
  const CorrectionPlan plan = parts_.strategy.corrections(Verdict::NotJudged);
  for (const std::size_t i : explained_places()) {
    expert_time_.add_initial(corrector_.correct(plan, pool_.labelled()[i], pool_.given_labels()[i], 0, nullptr));
  }
}

/// The places in pool_.labelled() of the items that are corrected, ascending.
std::vector<std::size_t> Loop::explained_places() const {
  std::vector<std::size_t> places(pool_.labelled().size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  if (traits_.explained == 0) return places;
  Rng(parts_.run.split_stream(), {Purpose::Explained}).shuffle(places);
  places.resize(static_cast<std::size_t>(traits_.explained));
  std::ranges::sort(places);
  return places;
}

/// How many items may still be shown.
std::int64_t Loop::limit() const {
  if (parts_.run.until != Until::Shown) return std::numeric_limits<std::int64_t>::max();
  return std::max<std::int64_t>(0, parts_.run.until_shown - query_step_.tally().shown);
}

bool Loop::is_last(std::int64_t round, RoundRecord& record) {
  if (parts_.run.until == Until::Target && !traits_.labels_all) {
    const double accuracy = evaluation_.validation_accuracy(parts_.learner);
    record.metrics.emplace_back("validation_accuracy", accuracy);
    if (accuracy >= parts_.run.until_accuracy) return true;
  }
  return round >= rounds_ || pool_.unlabelled().empty() || limit() == 0;
}

void Loop::finish_round(std::uint32_t round, double query_s) {
  parts_.at("train");
  const Stopwatch watch;
  const FitSummary fit = parts_.learner.fit(pool_.examples(), parts_.strategy.guide(), round);
  updates_ += fit.updates;
  const Tally& tally = query_step_.tally();
  RoundRecord record;
  record.round = round;
  record.shown = tally.shown;
  record.expert_s = expert_time_.seconds();
  record.train_size = static_cast<std::int64_t>(pool_.examples().size());
  record.timings = {{"query_s", query_s}, {"explain_s", tally.explain_s}, {"train_s", watch.seconds()}};
  std::int64_t refutations = 0;
  for (const std::int64_t of_class : corrector_.refutations()) refutations += of_class;
  record.metrics = {{"train_loss", fit.train_loss},
                    {"validation_loss", fit.validation_loss},
                    {"updates", static_cast<double>(updates_)},
                    {"refutations", static_cast<double>(refutations)},
                    {"penalties", static_cast<double>(corrector_.region_losses())}};
  if (parts_.strategy.guide().errors) record.metrics.emplace_back("upweighted", static_cast<double>(fit.upweighted));
  for (std::size_t k = 0; k < corrector_.refutations().size(); ++k) {
    record.metrics.emplace_back(fmt::format("refutations_{}", k), static_cast<double>(corrector_.refutations()[k]));
  }
  parts_.at("evaluate");
  done_ = is_last(round, record);
  evaluation_.measure(parts_.learner, {pool_.labelled(), done_}, record, parts_.log);
  record.timings.emplace_back("store_s", store_s_);
  if (parts_.run.models == ModelRetention::All || (parts_.run.models == ModelRetention::Final && done_)) {
    parts_.at("keep the model");
    parts_.log.model(round, parts_.learner.state());
  }
  watch_metrics(record);
  parts_.log.round(record);
}

void Loop::note_unsure() {
  const Tally& tally = query_step_.tally();
  if (tally.unsure > 0) parts_.log.note(fmt::format("{} items were set aside: the expert was unsure", tally.unsure));
}

/// Robust training cannot do more than the groups of the labelled items allow.
void Loop::note_groups() {
  std::map<int, std::int64_t> counts;
  for (const Example& example : pool_.examples()) {
    if (example.group != kNoGroup && !example.edit) ++counts[example.group];
  }
  std::string text;
  for (const auto& [group, count] : counts) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", group_name(parts_.dataset.info(), group), count);
  }
  if (!text.empty()) parts_.log.note("groups of the labelled items, as the expert told them: " + text);
}

/// What the reader of the results should know: `xil run`, `xil status` and the report say the same from the run file.
void Loop::note_warnings() {
  RunFacts facts = query_step_.tally().facts;
  facts.pool = static_cast<std::int64_t>(items_of(parts_.dataset, Split::Pool).size());
  facts.left = static_cast<std::int64_t>(pool_.unlabelled().size());
  facts.add_prediction(last_prediction_);
  for (std::string& name : metrics_asked_for(parts_.run)) {
    if (!ever_defined_[name]) facts.undefined.push_back(std::move(name));
  }
  for (const RunWarning& warning : warnings_of(facts)) parts_.log.note(sentence_of(warning));
}

void Loop::note_diagnostics() {
  for (const auto& [name, maps_with] : query_step_.tally().diagnostics) {
    const DiagnosticInfo& info = diagnostic_info(name);
    std::string text;
    for (const auto& [value, maps] : maps_with) {
      text += fmt::format("{}{} = {} in {}", text.empty() ? "" : ", ", info.tally_symbol, value, maps);
    }
    parts_.log.note(fmt::format("{}: {}", info.tally_title, text));
  }
}

void Loop::watch_metrics(const RoundRecord& record) {
  for (const auto& [name, value] : record.metrics) ever_defined_[name] |= !std::isnan(value);
  last_prediction_ = record.test_probability;
}

void Loop::note_undefined_metrics() {
  std::string names;
  for (const auto& [name, defined] : ever_defined_) {
    if (!defined) names += (names.empty() ? "" : ", ") + name;
  }
  if (names.empty()) return;
  parts_.log.note("undefined in every round, and NaN in the run file, since no item has what they measure: " + names);
}

}  // namespace

LoopEnd run_loop(const LoopParts& parts, const RoundProgress& progress) { return Loop(parts).run(progress); }

}  // namespace xil
