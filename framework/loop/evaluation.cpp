#include "framework/loop/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "framework/core/base/error.h"
#include "framework/core/numeric/rng.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/metrics/explanation_metrics.h"
#include "framework/loop/metrics/group_metrics.h"
#include "framework/loop/metrics/neighbourhood.h"
#include "framework/loop/metrics/novelty.h"
#include "framework/loop/metrics/perturbation.h"
#include "framework/loop/stopwatch.h"

namespace xil {
namespace {

/// Explanation metrics of all items and, where types are held out, of the seen and the unseen ones.
class ExplanationParts {
 public:
  ExplanationParts(const MetricsParams& params, const Dataset& dataset)
      : dataset_(dataset), all_(params, dataset.info().classes()), seen_(all_), unseen_(all_) {}

  void add(ItemId id, const ExplainedItem& item, const std::optional<PerturbationAreas>& areas) {
    const auto own = novelty(dataset_, id);
    add_to(all_, item, areas);
    if (own != Novelty::Unseen) add_to(seen_, item, areas);
    if (own != Novelty::Seen) add_to(unseen_, item, areas);
  }

  NamedValues means() const {
    NamedValues values = all_.means();
    if (dataset_.info().held_out_types.empty()) return values;
    for (const auto& [name, value] : seen_.means()) values.emplace_back(metric_of(name, Novelty::Seen), value);
    for (const auto& [name, value] : unseen_.means()) values.emplace_back(metric_of(name, Novelty::Unseen), value);
    return values;
  }

 private:
  static void add_to(ExplanationMetrics& metrics, const ExplainedItem& item,
                     const std::optional<PerturbationAreas>& areas) {
    metrics.add(item);
    if (!areas) return;
    metrics.add_value("deletion_auc", areas->deletion);
    metrics.add_value("insertion_auc", areas->insertion);
  }

  const Dataset& dataset_;
  ExplanationMetrics all_, seen_, unseen_;
};

/// Whoever answers with the one class that validation has would reach any target there.
void refuse_one_sided(const Dataset& dataset, std::span<const ItemId> test, std::span<const ItemId> validation) {
  for (const ItemId item : test) {
    const int label = dataset.item(item).label;
    const bool there =
        std::ranges::any_of(validation, [&](ItemId other) { return dataset.item(other).label == label; });
    refuse_unless(there, "'until' is target, but validation of dataset '{}' has no item of class '{}': set more aside",
                  dataset.info().name, dataset.info().class_names.at(static_cast<std::size_t>(label)));
  }
}

}  // namespace

Evaluation::Evaluation(const RunParams& run, const Dataset& dataset)
    : run_(run),
      dataset_(dataset),
      test_(items_of(dataset, Split::Test)),
      validation_(items_of(dataset, Split::Validation)) {
  refuse_unless(!test_.empty(), "dataset '{}' has no test items: raise its test share", dataset.info().name);
  refuse_unless(run.until != Until::Target || !validation_.empty(),
                "'until' is target, but dataset '{}' has no validation items: set some aside", dataset.info().name);
  if (run.until == Until::Target) refuse_one_sided(dataset, test_, validation_);
  for (const ItemId item : test_) {
    labels_.push_back(dataset.item(item).label);
    if (dataset.defect(item) != nullptr || dataset.confounder(item) != nullptr) sample_.push_back(item);
  }
  Rng rng(run.split_stream(), {Purpose::EvaluationSample});
  rng.shuffle(sample_);
  sample_.resize(std::min(sample_.size(), static_cast<std::size_t>(run.explain_items)));
  std::ranges::sort(sample_);
}

double Evaluation::accuracy_on(Learner& learner, std::span<const ItemId> items) const {
  const Matrix probabilities = learner.predict(items, false).probabilities;
  if (!all_finite(probabilities.values)) return kUndefined;
  double right = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    right += static_cast<int>(argmax(probabilities.row(i))) == dataset_.item(items[i]).label ? 1 : 0;
  }
  return items.empty() ? kUndefined : right / static_cast<double>(items.size());
}

double Evaluation::validation_accuracy(Learner& learner) const { return accuracy_on(learner, validation_); }

NamedValues Evaluation::explanation_metrics(Learner& learner, bool due, const RoundRecord& record, RunLog& log) const {
  ExplanationParts parts(run_.metrics, dataset_);
  if (!due) return parts.means();
  std::vector<ExplainTask> tasks;
  for (const ItemId item : sample_) {
    const auto row = static_cast<std::size_t>(std::ranges::lower_bound(test_, item) - test_.begin());
    tasks.push_back({item, static_cast<int>(argmax(record.test_probability.row(row)))});
  }
  const auto explanations = learner.explain(tasks, static_cast<std::uint32_t>(record.round));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto& [item, target] = tasks[i];
    const Map& map = explanations[i].map;
    std::optional<PerturbationAreas> areas;
    if (run_.metrics.perturbation) areas = perturbation_areas(learner, dataset_.image(item), map, target);
    parts.add(item, {explanations[i], target, dataset_.defect(item), dataset_.confounder(item)}, areas);
    if (run_.saliency == MapRetention::All) log.saliency({record.round, item, map}, explanations[i].baseline);
  }
  return parts.means();
}

/// Rounds in which they are not due are left to the log, which makes them NaN.
NamedValues Evaluation::neighbour_metrics(Learner& learner, bool due) const {
  if (run_.metrics.neighbours == 0 || !due) return {};
  return neighbourhood_metrics(learner, dataset_, sample_, static_cast<std::size_t>(run_.metrics.neighbours));
}

void Evaluation::measure(Learner& learner, const Moment& moment, RoundRecord& record, RunLog& log) {
  const Stopwatch watch;
  record.test_probability = learner.predict(test_, false).probabilities;
  NamedValues values = classification_metrics(record.test_probability, labels_, dataset_.info().positive_class);
  for (auto& value : novelty_metrics(dataset_, test_, labels_, record.test_probability))
    values.push_back(std::move(value));
  for (auto& value : group_metrics(dataset_, test_, labels_, record.test_probability))
    values.push_back(std::move(value));
  const double train_accuracy = accuracy_on(learner, moment.labelled);
  values.emplace_back("train_accuracy", train_accuracy);
  values.emplace_back("decoy_gap", train_accuracy - values.front().second);
  const bool due = run_.explains_at(record.round, moment.last);
  for (auto& value : explanation_metrics(learner, due, record, log)) values.push_back(std::move(value));
  for (auto& value : neighbour_metrics(learner, due)) values.push_back(std::move(value));
  record.metrics.insert(record.metrics.begin(), values.begin(), values.end());
  record.timings.emplace_back("evaluate_s", watch.seconds());
}

}  // namespace xil
