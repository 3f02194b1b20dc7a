#include "analysis/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/comparison_figures.h"
#include "analysis/comparison_tables.h"
#include "analysis/curves.h"
#include "analysis/gnuplot.h"
#include "analysis/run_scalars.h"
#include "analysis/table.h"
#include "analysis/verdicts.h"
#include "framework/core/error.h"

namespace xil {
namespace {

/// A strategy keeps its style in all figures: its place among the strategies of all datasets.
std::vector<std::size_t> styles_of(const Blocks& blocks,
                                   const std::set<std::string>& all_strategies) {
  std::vector<std::size_t> styles;
  for (const std::string& strategy : blocks.strategies) {
    styles.push_back(static_cast<std::size_t>(
        std::distance(all_strategies.begin(), all_strategies.find(strategy))));
  }
  return styles;
}

/// File stems of the datasets; labels that differ in odd characters only get a number.
std::vector<std::string> stems_of(const std::vector<Blocks>& datasets) {
  std::vector<std::string> stems;
  for (const Blocks& blocks : datasets) {
    std::string stem = file_stem(blocks.dataset);
    for (int i = 2; std::count(stems.begin(), stems.end(), stem) > 0; ++i) {
      stem = fmt::format("{}.{}", file_stem(blocks.dataset), i);
    }
    stems.push_back(stem);
  }
  return stems;
}

struct Drawing {
  const Blocks& blocks;
  const std::string& stem;
  const std::vector<std::size_t>& styles;
};

/// Results made without a cost model have no such axis.
bool has_expert_time(const Blocks& blocks) {
  return std::ranges::all_of(blocks.runs, [](const auto& of_strategy) {
    return std::ranges::all_of(of_strategy, [](const RunData* run) { return run->summary.rounds.find("expert_s") != nullptr; });
  });
}

std::vector<Figure> figures_of(const Drawing& drawing, const Redraw& redraw, std::vector<std::string>& notes) {
  const auto& [blocks, stem, styles] = drawing;
  std::vector<Figure> figures;
  const auto add = [&](auto&& more) {
    for (auto& figure : more) figures.push_back(std::move(figure));
  };
  add(curve_figures(blocks, "curves_" + stem, styles, notes));
  if (has_expert_time(blocks)) {
    std::vector<std::string> same_notes;  // as above
    add(curve_figures(blocks, "curves_expert_s_" + stem, styles, same_notes, CurveAxis::ExpertSeconds));
  }
  add(verdict_figures(blocks, "verdicts_" + stem));
  add(held_out_gallery(blocks, "gallery_" + stem, notes));
  add(judged_gallery(blocks, "judged_" + stem, notes));
  if (redraw) add(refutation_gallery(blocks, "refutations_" + stem, redraw, notes));
  return figures;
}

std::string inputs_of(const Figure& figure, const Blocks& blocks) {
  std::string lines;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    for (std::size_t j = 0; j < blocks.seeds.size(); ++j) {
      const RunData& run = *blocks.runs[i][j];
      lines += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", figure.name, figure.digest, blocks.dataset,
                           blocks.strategies[i], blocks.seeds[j], run.summary.header.run_id);
    }
  }
  return lines;
}

void write_tables(const std::vector<TableRow>& rows, const std::filesystem::path& to,
                  FigureReport& report) {
  const std::vector<std::string> notes = table_notes(rows);
  write_text(to / "table.md", markdown_table(rows, notes));
  write_text(to / "table.tex", latex_table(rows, notes));
  report.files.push_back(to / "table.md");
  report.files.push_back(to / "table.tex");
  report.table = terminal_table(rows, notes);
}

/// Sets without regions have no explanation metrics, and nothing is missing then.
bool is_measured(std::span<const RunData> data, const std::string& metric) {
  return std::ranges::any_of(data, [&](const RunData& run) { return !metric_curve(run.summary, metric).empty(); });
}

/// What can be claimed, of what a reader looks at first: accuracy over the budget, and whether the maps show the right thing.
void write_claims(std::span<const RunData> data, const std::vector<Blocks>& datasets, const Gnuplot& gnuplot,
                  const std::filesystem::path& to, std::string& inputs, FigureReport& report) {
  std::string markdown, latex;
  for (const char* metric : {"accuracy", "hit", "wrong_reason"}) {
    if (!is_measured(data, metric)) continue;
    const ScalarRequest request{metric, Scalar::Area};
    try {
      NamedComparison named{describe(request), {}, {}};
      named.comparison = compare(scalars_of(data, request, named.notes), {!lower_is_better(request), std::nullopt, Missing::Drop, 0.05});
      markdown += comparison_markdown(named.comparison, named.what);
      latex += comparison_latex(named.comparison, named.what);
      for (const Figure& figure : comparison_figures(named.comparison, datasets, metric, named.what)) {
        const auto drawn = gnuplot.draw(figure, to);
        report.files.insert(report.files.end(), drawn.begin(), drawn.end());
        for (const Blocks& blocks : datasets) inputs += inputs_of(figure, blocks);
      }
      report.comparisons.push_back(std::move(named));
    } catch (const Error& error) {
      report.notes.push_back(fmt::format("no comparison by {}: {}", describe(request), error.what()));
    }
  }
  write_text(to / "claims.md", markdown);
  write_text(to / "claims.tex", latex);
  report.files.push_back(to / "claims.md");
  report.files.push_back(to / "claims.tex");
}

}  // namespace

std::vector<RunData> read_runs(std::span<const LabelledRun> runs) {
  std::vector<RunData> data;
  for (const LabelledRun& run : runs) {
    data.push_back({run, read_summary(run.file), read_shown(run.file), read_start_digest(run.file)});
  }
  return data;
}

FigureReport draw_figures(std::span<const RunData> data, const std::filesystem::path& to,
                          const Redraw& redraw) {
  require(!data.empty(),
          "{}: there are no complete runs to draw; `xil status` lists what is missing",
          to.string());
  const Gnuplot gnuplot;
  const std::vector<Blocks> datasets = join_runs(data);
  const std::vector<std::string> stems = stems_of(datasets);
  std::set<std::string> strategies;
  for (const Blocks& blocks : datasets)
    strategies.insert(blocks.strategies.begin(), blocks.strategies.end());
  FigureReport report;
  std::vector<TableRow> rows;
  std::string inputs = "figure\tdigest\tdataset\tstrategy\tseed\trun_id\n";
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    const Blocks& blocks = datasets[i];
    report.notes.insert(report.notes.end(), blocks.notes.begin(), blocks.notes.end());
    const std::vector<std::size_t> styles = styles_of(blocks, strategies);
    for (const Figure& figure : figures_of({blocks, stems[i], styles}, redraw, report.notes)) {
      const auto drawn = gnuplot.draw(figure, to);
      report.files.insert(report.files.end(), drawn.begin(), drawn.end());
      inputs += inputs_of(figure, blocks);
    }
    const auto summary = summarise(blocks);
    rows.insert(rows.end(), summary.begin(), summary.end());
  }
  write_claims(data, datasets, gnuplot, to, inputs, report);
  write_tables(rows, to, report);
  write_text(to / "inputs.tsv", inputs);
  report.files.push_back(to / "inputs.tsv");
  return report;
}

}  // namespace xil
