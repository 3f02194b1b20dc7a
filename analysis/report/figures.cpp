#include "analysis/report/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <sstream>

#include "analysis/comparison/comparison_tables.h"
#include "analysis/drawing/figure_queue.h"
#include "analysis/figures/comparison_figures.h"
#include "analysis/figures/curves.h"
#include "analysis/figures/time_split.h"
#include "analysis/figures/verdicts.h"
#include "analysis/page/page_curves.h"
#include "analysis/planned/answer_tables.h"
#include "analysis/report/table.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"
#include "framework/store/recorded/recorded_test.h"

namespace xil {
namespace {

/// A strategy keeps its style in all figures: its place among the strategies of all datasets.
std::vector<std::size_t> styles_of(const Blocks& blocks, const std::set<std::string>& all_strategies) {
  std::vector<std::size_t> styles;
  for (const std::string& strategy : blocks.strategies) {
    styles.push_back(static_cast<std::size_t>(std::distance(all_strategies.begin(), all_strategies.find(strategy))));
  }
  return styles;
}

/// The same, but what could not be made twice in a row for a data set is not tried again: that takes long, and fails
/// for the same reason. Once may be the fault of a single run file.
template <class Pictures, class Choice>
std::function<Pictures(const LabelledRun&, Choice)> tried_twice(
    std::function<Pictures(const LabelledRun&, Choice)> make) {
  if (!make) return make;
  const auto failures = std::make_shared<std::map<std::string, std::vector<std::string>>>();  // by data set
  return [make = std::move(make), failures](const LabelledRun& run, Choice choice) {
    std::vector<std::string>& own = (*failures)[run.dataset];
    if (own.size() >= 2) fail("{}", own.back());
    try {
      Pictures pictures = make(run, choice);
      own.clear();
      return pictures;
    } catch (const Error& error) {
      own.emplace_back(error.what());
      throw;
    }
  };
}

Redraw tried_twice(const Redraw& redraw) {
  return {tried_twice(redraw.refutations), tried_twice(redraw.items), tried_twice(redraw.framed)};
}

const MetricMeans* means_over(const DatasetMeans& means, CurveAxis axis) {
  const auto found = std::ranges::find(means.axes, enum_name(axis), &AxisMeans::axis);
  return found == means.axes.end() ? nullptr : &found->means;
}

std::vector<Figure> figures_of(const DatasetMeans& means, const std::vector<std::size_t>& styles, bool expert_time,
                               const std::optional<Redraw>& redraw, std::vector<std::string>& notes) {
  const Blocks& blocks = *means.blocks;
  std::vector<Figure> figures;
  const auto add = [&](auto&& more) {
    for (auto& figure : more) figures.push_back(std::move(figure));
  };
  add(curve_figures(blocks, "curves_" + blocks.stem, styles, notes, CurveAxis::Shown,
                    means_over(means, CurveAxis::Shown)));
  if (expert_time) {
    std::vector<std::string> same_notes;  // as above
    add(curve_figures(blocks, "curves_expert_s_" + blocks.stem, styles, same_notes, CurveAxis::ExpertSeconds,
                      means_over(means, CurveAxis::ExpertSeconds)));
  }
  // Pictures are no part of what is claimed: a run file whose maps are damaged costs them alone.
  const Redraw* pictures = redraw ? &*redraw : nullptr;
  try {
    add(example_gallery(blocks, "examples_" + blocks.stem, pictures, notes));
  } catch (const Error& error) {
    notes.push_back(fmt::format("{}: examples are not drawn: {}", blocks.dataset, error.what()));
  }
  add(verdict_figures(blocks, "verdicts_" + blocks.stem));
  add(session_figures(blocks, "sessions_" + blocks.stem));
  try {
    add(held_out_gallery(blocks, "gallery_" + blocks.stem, notes, pictures));
    add(judged_gallery(blocks, "judged_" + blocks.stem, notes, pictures));
  } catch (const Error& error) {
    notes.push_back(fmt::format("{}: maps are not drawn: {}", blocks.dataset, error.what()));
  }
  if (redraw) add(neighbour_gallery(blocks, "neighbours_" + blocks.stem, *redraw, notes));
  if (redraw) add(refutation_gallery(blocks, "refutations_" + blocks.stem, *redraw, notes));
  add(time_figures(blocks, "time_" + blocks.stem));
  return figures;
}

std::string inputs_of(const Figure& figure, const Blocks& blocks) {
  std::string lines;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    for (std::size_t j = 0; j < blocks.units.size(); ++j) {
      const RunData& run = *blocks.runs[i][j];
      lines += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", figure.name, figure.digest, blocks.dataset, blocks.strategies[i],
                           blocks.units[j].text(), run.summary.header.run_id);
    }
  }
  return lines;
}

/// Draws figures and keeps the list of what they rest on.
class Drawer {
 public:
  Drawer(const OwnPath& to, FigureReport& report) : to_(to), report_(report), queue_(to) {}

  /// The files are there after finish().
  void draw(std::vector<Figure> figures, std::span<const Blocks> datasets) {
    for (const Figure& figure : figures) {
      const auto files = figure_files(figure, to_);
      report_.files.insert(report_.files.end(), files.begin(), files.end());
      names_.insert(figure.name);
      report_.says[figure.name] = figure.says;
      for (const Blocks& blocks : datasets) inputs_ += inputs_of(figure, blocks);
    }
    queue_.add(std::move(figures));
  }
  void write(const std::string& name, const std::string& content) {
    make_own_folder(to_);  // no figure may be drawn yet
    write_file_atomically(to_.below(name), content);
    report_.files.push_back(to_.path / name);
  }
  /// Last: the list of inputs, in the place of an earlier one whose figures must not stay beside these.
  void finish() {
    queue_.finish();
    remove_stale();
    write(kInputs, inputs_);
  }

 private:
  static constexpr const char* kInputs = "inputs.tsv";
  static constexpr std::uintmax_t kMostInputBytes = std::uintmax_t{1} << 28;

  void remove_stale() const {
    const auto earlier = find_own_file(to_.below(kInputs));
    if (!earlier) return;
    std::istringstream lines(read_own_file(*earlier, to_.path / kInputs, kMostInputBytes));
    std::string line;
    std::getline(lines, line);  // titles
    while (std::getline(lines, line)) {
      const std::string name = line.substr(0, line.find('\t'));
      // Names are ours, but the list may be somebody else's.
      if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos || names_.contains(name))
        continue;
      for (const char* ending : {".pdf", ".svg", ".png"}) remove_own_file(to_.below(name + ending));
      remove_own_file(to_.below("gnuplot").below(name + ".gp"));
    }
  }

  OwnPath to_;
  FigureReport& report_;
  FigureQueue queue_;
  std::set<std::string> names_;
  std::string inputs_ = "figure\tdigest\tdataset\tstrategy\tseed\trun_id\n";
};

void write_tables(const std::vector<TableRow>& rows, std::size_t columns, Drawer& drawer, FigureReport& report) {
  const std::vector<std::string> notes = table_notes(rows);
  drawer.write("table.md", markdown_table(rows, notes));
  drawer.write("table.tex", latex_table(rows, notes));
  report.table = terminal_table(rows, notes, columns);
  if (!report.answers.empty()) report.table += "\nplanned hypotheses: " + family_sentence(report.answers) + "\n";
}

void write_claims(std::span<const RunData> data, const std::vector<Blocks>& datasets, const FigureOptions& options,
                  Drawer& drawer, FigureReport& report) {
  Claims claims = claims_of(data, options.incomplete, options.missing, report.notes);
  report.comparisons = std::move(claims.comparisons);
  report.no_claims = std::move(claims.none);
  report.answers = answer_hypotheses(data, options.asked, options.missing);
  std::string markdown = answers_markdown(report.answers), latex = answers_latex(report.answers);
  if (report.answers.empty()) {
    markdown = std::string(kNothingPlanned) + "\n\n";
    latex = "% " + std::string(kNothingPlanned) + "\n";
  }
  if (!report.no_claims.empty()) {
    markdown += markdown_sentence(report.no_claims) + "\n";
    latex += "% " + printable(report.no_claims) + "\n";
  }
  std::vector<Figure> figures;
  const auto add = [&](std::vector<Figure> more) {
    for (Figure& figure : more) figures.push_back(std::move(figure));
  };
  for (const NamedComparison& named : report.comparisons) {
    markdown += comparison_markdown(named.comparison, named.what);
    latex += comparison_latex(named.comparison, named.what);
    add(comparison_figures(named.comparison, datasets, named.name, named.what));
  }
  std::vector<std::string> published;
  for (const PublishedRow& row : options.published) published.push_back(row.metric);
  for (const NamedComparison& named : final_values(data, published))
    add(final_figures(named.comparison, datasets, named.name, named.what, options.published));
  drawer.draw(std::move(figures), datasets);
  drawer.write("claims.md", markdown);
  drawer.write("claims.tex", latex);
}

void write_published(std::span<const RunData> data, const FigureOptions& options, Drawer& drawer,
                     FigureReport& report) {
  if (options.published.empty()) return;
  report.published = beside_published(data, options.published);
  drawer.write("published.md", published_markdown(report.published));
  drawer.write("published.tex", published_latex(report.published));
}

}  // namespace

std::vector<RunData> read_runs(std::span<const LabelledRun> runs) {
  std::vector<RunData> data;
  for (const LabelledRun& run : runs) {
    data.push_back({run, read_summary(run.file), read_shown(run.file), read_start_digest(run.file),
                    run.expert.empty() ? std::nullopt : read_session_summary(run.file), read_class_names(run.file)});
  }
  return data;
}

FigureReport draw_figures(std::span<const RunData> data, const OwnPath& to, const FigureOptions& options) {
  require(!data.empty(), "{}: there are no complete runs to draw; `xil status` lists what is missing",
          to.path.string());
  FigureReport report;
  Drawer drawer(to, report);
  const std::vector<Blocks> datasets = join_runs(data);
  std::set<std::string> strategies;
  for (const Blocks& blocks : datasets) strategies.insert(blocks.strategies.begin(), blocks.strategies.end());
  std::vector<TableRow> rows;
  const bool expert_time = has_expert_time(data);
  for (std::size_t k = 0; const std::string& strategy : strategies) report.styles.emplace(strategy, k++);
  const std::vector<std::string> metrics = curve_metrics(data);
  std::vector<DatasetMeans> means;
  std::optional<Redraw> redraw;
  if (options.redraw) redraw = tried_twice(*options.redraw);
  const QualityOptions quality{options.false_alarms, redraw ? &*redraw : nullptr};
  for (const Blocks& blocks : datasets) {
    report.notes.insert(report.notes.end(), blocks.notes.begin(), blocks.notes.end());
    means.push_back(dataset_means(blocks, metrics, expert_time, options.page));
    report.times.push_back({blocks.dataset, blocks.units.size(), time_splits(blocks)});
    const std::vector<std::size_t> styles = styles_of(blocks, strategies);
    drawer.draw(figures_of(means.back(), styles, expert_time, redraw, report.notes), std::span(&blocks, 1));
    try {
      report.cards.push_back(data_card(blocks));
    } catch (const Error& error) {
      report.notes.push_back(fmt::format("{}: its items are not counted: {}", blocks.dataset, error.what()));
    }
    drawer.draw(quality_figures(blocks, styles, quality, report.quality, report.notes), std::span(&blocks, 1));
    const auto summary = summarise(blocks);
    rows.insert(rows.end(), summary.begin(), summary.end());
  }
  if (options.page) report.curves = curves_for_report(data, means, metrics, report.notes);
  write_claims(data, datasets, options, drawer, report);
  write_published(data, options, drawer, report);
  write_tables(rows, options.columns, drawer, report);
  report.rows = std::move(rows);
  drawer.write("quality.md", quality_markdown(report.quality));
  drawer.write("quality.tex", quality_latex(report.quality));
  drawer.finish();
  return report;
}

}  // namespace xil
