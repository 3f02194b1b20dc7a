#include "analysis/quality/quality.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/quality/quality_figures.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

constexpr const char* kDetection = "Detection";
constexpr const char* kMissed = "Missed defects at a share of false alarms";
constexpr const char* kRecall = "Recall per type of defect";
constexpr const char* kWrong = "Most confidently wrong test items";

std::string show(const SeedMean& value) {
  if (std::isnan(value.mean)) return {};
  if (std::isnan(value.interval.low)) return fmt::format("{:.3f}", value.mean);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", value.mean, value.interval.low, value.interval.high);
}

/// The table of that title; a new one if there is none yet.
TextTable& table_of(Quality& quality, const std::string& title, std::vector<std::string> titles, std::size_t labels) {
  const auto found = std::ranges::find(quality.tables, title, &Quality::Table::title);
  if (found != quality.tables.end()) return found->table;
  quality.tables.push_back({title, {std::move(titles), {}, labels}});
  return quality.tables.back().table;
}

/// The results of one dataset on their way into figures, tables and notes.
class DatasetQuality {
 public:
  DatasetQuality(const TestResults& results, const std::vector<std::size_t>& style_of, Quality& quality,
                 std::vector<std::string>& notes)
      : results_(results), style_of_(style_of), quality_(quality), notes_(notes) {}

  std::vector<Figure> drawn(const QualityOptions& options) {
    add_confusion();
    add_detection();
    add_recalls();
    add_missed(options.false_alarms);
    add_wrong(options.redraw);
    return std::move(figures_);
  }

 private:
  const Blocks& blocks() const { return *results_.blocks; }
  const std::string& strategy(std::size_t s) const { return blocks().strategies[s]; }
  std::string name(std::string_view kind) const { return fmt::format("{}_{}", kind, blocks().stem); }

  void add(std::vector<Figure> figures, const std::string& caption) {
    for (Figure& figure : figures) {
      quality_.figures.push_back({figure.name, fmt::format("{}: {}", blocks().dataset, caption)});
      figures_.push_back(std::move(figure));
    }
  }

  void add_confusion() {
    add(confusion_figures(results_, name("confusion"), notes_),
        "confusion matrices. A row is a true class, a column the predicted one; mean over seeds of the row's shares, "
        "below them the counts of all seeds.");
    std::vector<std::string> titles = {"strategy", "true class", "items"};
    for (const std::string& one : results_.roles.names) titles.push_back("predicted " + one);
    TextTable& table = table_of(quality_, "Confusion matrices: " + blocks().dataset, titles, 2);
    for (std::size_t s = 0; s < results_.runs.size(); ++s) {
      const ConfusionSummary summary = confusion_of(results_, s);
      for (std::size_t k = 0; k < summary.shares.size() && summary.seeds > 0; ++k)
        table.lines.push_back(line(s, k, summary));
    }
  }

  std::vector<std::string> line(std::size_t s, std::size_t truth, const ConfusionSummary& summary) const {
    std::size_t all = 0;
    for (const std::size_t count : summary.counts[truth]) all += count;
    std::vector<std::string> cells = {strategy(s), results_.roles.names[truth], fmt::format("{}", all)};
    for (std::size_t k = 0; k < summary.shares.size(); ++k) {
      const double share = summary.shares[truth][k];
      cells.push_back(std::isnan(share) ? std::string() : fmt::format("{:.3f} ({})", share, summary.counts[truth][k]));
    }
    return cells;
  }

  void add_detection() {
    const std::vector<DetectionSummary> summaries = detection_of(results_);
    add(detection_figures(results_, summaries, name("detection"), style_of_),
        "ROC curves, and precision over recall; mean over seeds with a pointwise 95 % band.");
    TextTable& table = table_of(quality_, kDetection,
                                {"dataset", "strategy", "n", "area under the ROC curve", "average precision"}, 2);
    for (const DetectionSummary& summary : summaries)
      table.lines.push_back({blocks().dataset, strategy(summary.strategy), fmt::format("{}", summary.roc_area.seeds),
                             show(summary.roc_area), show(summary.average_precision)});
    if (summaries.empty())
      notes_.push_back(
          fmt::format("{}: no ROC curve, since the test items of no run have two classes", blocks().dataset));
  }

  void add_recalls() {
    const std::vector<GroupedValue> recalls = recalls_of(results_);
    const bool typed = std::ranges::any_of(recalls, [&](const GroupedValue& value) {
      return std::ranges::find(results_.roles.names, value.group) == results_.roles.names.end();
    });
    const std::string what = typed ? "recall per type of defect" : "recall per class";
    add(grouped_figures(
            blocks(), name("recall"),
            {fmt::format("{}: {}", blocks().dataset, what), "recall, share of the items found",
             "Share of the test items of a type that were predicted as their own class (the most "
             "probable one), last round; mean over the seeds that have such items, with its 95 % percentile "
             "bootstrap interval. In brackets: the items, all seeds together."},
            recalls, style_of_),
        what + "; mean over seeds with its 95 % interval.");
    TextTable& table = table_of(quality_, kRecall, {"dataset", "strategy", "type", "items", "n", "recall"}, 3);
    for (const GroupedValue& value : recalls)
      table.lines.push_back({blocks().dataset, strategy(value.strategy), value.group, fmt::format("{}", value.items),
                             fmt::format("{}", value.value.seeds), show(value.value)});
    std::ranges::stable_sort(table.lines, [](const auto& one, const auto& other) {
      return std::tie(one[0], one[1]) < std::tie(other[0], other[1]);
    });
  }

  void add_missed(const std::vector<double>& rates) {
    const std::vector<MissedSummary> missed = missed_of(results_, rates, notes_);
    if (missed.empty()) return;
    std::vector<GroupedValue> values;
    TextTable& table = table_of(quality_, kMissed,
                                {"dataset", "strategy", "false alarms allowed", "n", "defects", "missed",
                                 "false alarms on these items", "expected of new ones"},
                                2);
    for (const MissedSummary& one : missed) {
      values.push_back({fmt::format("{} false alarms", rate_text(one.rate)), one.strategy, one.missed, one.defects});
      table.lines.push_back({blocks().dataset, strategy(one.strategy), rate_text(one.rate),
                             fmt::format("{}", one.missed.seeds), fmt::format("{}", one.defects), show(one.missed),
                             fmt::format("{:.3f}", one.false_alarms.mean),
                             fmt::format("{:.3f}", one.expected_false_alarms.mean)});
    }
    add(grouped_figures(
            blocks(), name("missed"),
            {blocks().dataset + ": defects missed at a share of false alarms", "share of the defects that are missed",
             "Share of the defective test items that are not flagged where the threshold lets at most that "
             "share of the ok items through as false alarms, last round; mean over seeds with its 95 % "
             "percentile bootstrap interval. In brackets: the defects, all seeds together. Optimistic: "
             "the threshold is chosen on the ok test items themselves."},
            values, style_of_),
        "defects missed at an allowed share of false alarms; mean over seeds with its 95 % interval. Optimistic, since "
        "the threshold is chosen on the ok test items themselves.");
  }

  void add_wrong(const Redraw* redraw) {
    WrongGallery gallery = wrong_gallery(results_, name("wrong"), redraw, notes_);
    add(std::move(gallery.figures),
        fmt::format("the most confidently wrong test items of seed {}.", blocks().units.front().text()));
    if (gallery.items.empty()) return;
    TextTable& table =
        table_of(quality_, kWrong, {"dataset", "strategy", "file", "true class", "predicted", "probability", "map"}, 5);
    for (const ShownWrongItem& item : gallery.items)
      table.lines.push_back({blocks().dataset, strategy(item.strategy), item.path, item.truth, item.predicted,
                             probability_text(item.probability), item.has_map ? "kept" : "not kept"});
  }

  const TestResults& results_;
  const std::vector<std::size_t>& style_of_;
  Quality& quality_;
  std::vector<std::string>& notes_;
  std::vector<Figure> figures_;
};

std::vector<std::string> remarks_of(const Quality& quality) {
  const auto has = [&](const std::string& title) {
    return std::ranges::find(quality.tables, title, &Quality::Table::title) != quality.tables.end();
  };
  std::vector<std::string> remarks = {
      "All of it is about the test items in a run's last round. n: seeds in which the value is defined; values are "
      "their mean with its 95 % percentile bootstrap interval over seeds, which is too narrow with few seeds. Items and "
      "counts are those of all seeds together. Nothing here is a test: what is claimed stands with the hypotheses."};
  if (has(kMissed))
    remarks.emplace_back(
        "Missed defects: an item is flagged where its score lies above that of all ok test items but the allowed share. "
        "Run files keep no predictions of validation items, so the threshold is chosen on the test items themselves, "
        "which is optimistic: on new pictures it gives, on average, the last column's share of false alarms, "
        "(k + 1) / (n + 1) where k of n ok items are allowed.");
  if (has(kWrong))
    remarks.emplace_back(
        "The most confidently wrong items are those of one seed, the first, so that the picture of each is the one its "
        "network saw.");
  return remarks;
}

}  // namespace

std::vector<Figure> quality_figures(const Blocks& blocks, const std::vector<std::size_t>& style_of,
                                    const QualityOptions& options, Quality& quality, std::vector<std::string>& notes) {
  const auto results = read_test_results(blocks, notes);
  if (!results) return {};
  std::vector<Figure> figures = DatasetQuality(*results, style_of, quality, notes).drawn(options);
  quality.remarks = remarks_of(quality);
  return figures;
}

std::string quality_markdown(const Quality& quality) {
  std::string text;
  for (const Quality::Table& one : quality.tables) {
    if (one.table.lines.empty()) continue;
    text += fmt::format("## {}\n\n{}", markdown_sentence(one.title), markdown_form(one.table));
  }
  for (const std::string& remark : quality.remarks) text += markdown_sentence(remark) + "\n\n";
  return text;
}

std::string quality_latex(const Quality& quality) {
  std::string text = "% Needs \\usepackage{booktabs}.\n";
  for (const std::string& remark : quality.remarks) text += fmt::format("% {}\n", printable(remark));
  for (const Quality::Table& one : quality.tables) {
    if (one.table.lines.empty()) continue;
    text += fmt::format("% {}\n{}", printable(one.title), latex_form(one.table));
  }
  return text;
}

}  // namespace xil
