#include "framework/loop/evaluation.h"

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/rng.h"
#include "framework/loop/explanation_metrics.h"
#include "framework/loop/labelled_pool.h"
#include "framework/loop/stopwatch.h"

namespace xil {

Evaluation::Evaluation(const RunParams& run, const Dataset& dataset)
    : run_(run), dataset_(dataset), test_(items_of(dataset, Split::Test)) {
  refuse_unless(!test_.empty(), "dataset '{}' has no test items: raise its test share", dataset.info().name);
  for (const ItemId item : test_) {
    labels_.push_back(dataset.item(item).label);
    if (dataset.defect(item) != nullptr || dataset.confounder(item) != nullptr) sample_.push_back(item);
  }
  Rng rng(run.split_stream(), {Purpose::EvaluationSample});
  rng.shuffle(sample_);
  sample_.resize(std::min(sample_.size(), static_cast<std::size_t>(run.explain_items)));
  std::ranges::sort(sample_);
}

NamedValues Evaluation::explanation_metrics(Learner& learner, const RoundRecord& record, RunLog& log) const {
  ExplanationMetrics metrics;
  if (!run_.explains_at(record.round)) return metrics.means();
  std::vector<ExplainTask> tasks;
  for (const ItemId item : sample_) {
    const auto row = static_cast<std::size_t>(std::ranges::lower_bound(test_, item) - test_.begin());
    tasks.push_back({item, static_cast<int>(argmax(record.test_probability.row(row)))});
  }
  const auto explanations = learner.explain(tasks, static_cast<std::uint32_t>(record.round));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    metrics.add(explanations[i], dataset_.defect(sample_[i]), dataset_.confounder(sample_[i]));
    if (run_.saliency == MapRetention::All) log.saliency({record.round, sample_[i], explanations[i].map});
  }
  return metrics.means();
}

void Evaluation::measure(Learner& learner, RoundRecord& record, RunLog& log) const {
  const Stopwatch watch;
  record.test_probability = learner.predict(test_, false).probabilities;
  NamedValues values = classification_metrics(record.test_probability, labels_, dataset_.info().positive_class);
  for (auto& value : explanation_metrics(learner, record, log)) values.push_back(std::move(value));
  record.metrics.insert(record.metrics.begin(), values.begin(), values.end());
  record.timings.emplace_back("evaluate_s", watch.seconds());
}

}  // namespace xil
