#include "framework/core/catalogue/metrics.h"

#include <algorithm>

namespace xil {
namespace {

MetricInfo count_of(std::string_view name, std::string_view title, bool per_class = false) {
  return {.name = name, .title = title, .unit = "number", .per_class = per_class};
}
MetricInfo of_maps(std::string_view name, std::string_view title, MeasuredOn on = MeasuredOn::Regions) {
  return {.name = name, .title = title, .unit = "1", .on = on, .of_maps = true};
}
MetricInfo share(std::string_view name, std::string_view title, bool by_novelty = false) {
  return {.name = name, .title = title, .unit = "1", .by_novelty = by_novelty};
}
MetricInfo seconds(std::string_view name, std::string_view title) {
  return {.name = name, .title = title, .unit = "s", .better = Better::Less};
}
MetricInfo loss(std::string_view name, std::string_view title) {
  return {.name = name, .title = title, .unit = "nat", .better = Better::Less};
}

// In the order in which panels, questions, columns and rows show them.
const std::array kMetrics = {
    count_of("round", "rounds"),
    MetricInfo{
        .name = "shown", .title = "items shown", .unit = "number", .listed = true, .axis = "items shown to the expert"},
    MetricInfo{.name = "accuracy",
               .title = "accuracy",
               .unit = "1",
               .panel = Panel::Always,
               .summary = SummaryTable::Performance,
               .summary_area = true,
               .asked = true,
               .asked_over_time = true,
               .listed = true,
               .by_novelty = true},
    MetricInfo{.name = "worst_group_accuracy",
               .title = "accuracy of the worst group",
               .unit = "1",
               .on = MeasuredOn::Confounders,
               .panel = Panel::WhereMeasured,
               .listed = true,
               .axis = "worst group",
               .meaning = "accuracy of the worst group of test items, class by what the confounder says"},
    MetricInfo{.name = "group_accuracy",
               .title = "mean accuracy of the groups",
               .unit = "1",
               .on = MeasuredOn::Confounders,
               .per_class = true},
    share("balanced_accuracy", "balanced accuracy", true),
    MetricInfo{.name = "f1",
               .title = "F1",
               .unit = "1",
               .panel = Panel::Always,
               .summary = SummaryTable::Performance,
               .summary_area = true,
               .listed = true,
               .by_novelty = true,
               .axis = "F1 score"},
    share("mcc", "Matthews correlation", true),
    MetricInfo{.name = "auroc", .title = "area under the ROC curve", .unit = "1", .listed = true, .by_novelty = true},
    share("average_precision", "average precision", true),
    share("train_accuracy", "accuracy on the labelled items"),
    share("validation_accuracy", "accuracy on the validation items"),
    MetricInfo{.name = "decoy_gap",
               .title = "decoy gap",
               .unit = "1",
               .better = Better::Less,
               .summary = SummaryTable::Performance,
               .meaning = "accuracy on the labelled items less that on the test items"},
    MetricInfo{.name = "hit",
               .title = "hit",
               .unit = "1",
               .on = MeasuredOn::Defects,
               .of_maps = true,
               .summary = SummaryTable::Explanations,
               .asked = true,
               .listed = true,
               .meaning = "share of maps whose peak is inside the defect"},
    of_maps("hit_tolerant", "tolerant hit", MeasuredOn::Defects),
    of_maps("dice", "Dice coefficient", MeasuredOn::Defects),
    MetricInfo{.name = "jaccard",
               .title = "Jaccard index",
               .unit = "1",
               .on = MeasuredOn::Defects,
               .of_maps = true,
               .panel = Panel::Always,
               .listed = true},
    of_maps("dice_topk", "Dice coefficient of the top pixels", MeasuredOn::Defects),
    of_maps("jaccard_topk", "Jaccard index of the top pixels", MeasuredOn::Defects),
    of_maps("relevance_mass", "share of relevance on the defect", MeasuredOn::Defects),
    MetricInfo{.name = "wrong_reason",
               .title = "wrong reason",
               .unit = "1",
               .on = MeasuredOn::Confounders,
               .better = Better::Less,
               .of_maps = true,
               .panel = Panel::Always,
               .summary = SummaryTable::Explanations,
               .asked = true,
               .listed = true,
               .per_class = true,
               .axis = "share on confounder",
               .meaning = "share of the relevance on the confounder"},
    MetricInfo{.name = "wr",
               .title = "wrong-reason score",
               .unit = "1",
               .on = MeasuredOn::Confounders,
               .better = Better::Less,
               .of_maps = true,
               .axis = "lit share of confounder"},
    MetricInfo{.name = "wr_left_out",
               .title = "maps without positive relevance",
               .unit = "number",
               .on = MeasuredOn::Confounders,
               .better = Better::Less,
               .of_maps = true},
    MetricInfo{.name = "recall_seen", .title = "recall, seen types", .unit = "1", .panel = Panel::WhereMeasured},
    MetricInfo{.name = "recall_unseen", .title = "recall, unseen types", .unit = "1", .panel = Panel::WhereMeasured},
    of_maps("explanation_mean", "mean score of masked copies"),
    of_maps("explanation_sd", "deviation of the scores of masked copies"),
    of_maps("explanation_p", "mean visibility under masks"),
    MetricInfo{.name = "deletion_auc",
               .title = "area under the deletion curve",
               .unit = "1",
               .on = MeasuredOn::Regions,
               .better = Better::Less,
               .of_maps = true},
    of_maps("insertion_auc", "area under the insertion curve"),
    of_maps("neighbour_same_type", "neighbours with the same type"),
    of_maps("random_same_type", "random items with the same type"),
    of_maps("random_defect_same_type", "random defects with the same type"),
    of_maps("neighbour_overlap", "overlap with neighbours' defects"),
    of_maps("random_overlap", "overlap with random items' defects"),
    of_maps("random_defect_overlap", "overlap with random defects"),
    loss("train_loss", "training loss"),
    loss("validation_loss", "validation loss"),
    count_of("train_size", "examples"),
    count_of("updates", "updates"),
    count_of("refutations", "edited copies", true),
    count_of("penalties", "region losses"),
    count_of("upweighted", "up-weighted examples"),
    MetricInfo{.name = "expert_s",
               .title = "seconds of the expert",
               .unit = "s",
               .better = Better::Less,
               .axis = "modelled time of the expert"},
    seconds("query_s", "seconds of querying"),
    seconds("explain_s", "seconds of explaining"),
    seconds("train_s", "seconds of training"),
    seconds("evaluate_s", "seconds of evaluation"),
    seconds("store_s", "seconds of storing"),
};

bool is_class_of(std::string_view column, std::string_view metric) {
  if (!column.starts_with(metric) || column.size() < metric.size() + 2 || column[metric.size()] != '_') return false;
  return std::ranges::all_of(column.substr(metric.size() + 1), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_part_of(std::string_view column, std::string_view metric) {
  if (!column.starts_with(metric)) return false;
  const std::string_view rest = column.substr(metric.size());
  return rest == "_seen" || rest == "_unseen";
}

}  // namespace

std::span<const MetricInfo> metric_table() { return kMetrics; }

std::string axis_title(const MetricInfo& metric) {
  std::string title(metric.axis.empty() ? metric.title : metric.axis);
  if (metric.unit != "1") title.append(" (").append(metric.unit).append(")");
  return title;
}

const MetricInfo* find_metric(std::string_view column) {
  const auto found = std::ranges::find_if(kMetrics, [&](const MetricInfo& metric) {
    return metric.name == column || (metric.per_class && is_class_of(column, metric.name)) ||
           (metric.by_novelty && is_part_of(column, metric.name));
  });
  return found == kMetrics.end() ? nullptr : &*found;
}

}  // namespace xil
