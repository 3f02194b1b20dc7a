#include "analysis/comparison/comparison_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/comparison/claims.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string number(double value) { return std::isfinite(value) ? fmt::format("{:.3f}", value) : std::string(); }

std::string with_interval(double value, const Interval& interval) {
  if (!std::isfinite(value)) return {};
  if (std::isnan(interval.low)) return number(value);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", value, interval.low, interval.high);
}

/// Each sentence, which names datasets and strategies, in the form of its place.
std::string list(std::vector<std::string> sentences, std::string_view separator,
                 std::string (*form)(std::string_view) = printable) {
  for (std::string& sentence : sentences) sentence = form(sentence);
  return fmt::format("{}", fmt::join(sentences, separator));
}

std::vector<std::string> findings(const Comparison& comparison) {
  std::vector<std::string> sentences;
  for (const DatasetComparison& data : comparison.datasets) sentences.push_back(data.claim);
  return sentences;
}

bool has_budgets(const Comparison& comparison) {
  return std::ranges::any_of(comparison.datasets, [](const DatasetComparison& data) { return !data.ends.empty(); });
}

std::vector<std::string> advice(const Comparison& comparison) {
  std::vector<std::string> sentences;
  for (const DatasetComparison& data : comparison.datasets) sentences.push_back(advice_of(data));
  return sentences;
}

bool any_below_level(const Comparison& comparison) {
  return std::ranges::any_of(comparison.penalties, [](const auto& row) {
    return std::ranges::any_of(row, [](std::size_t count) { return count > 0; });
  });
}

/// A difference is the first of a pair less the second, so that it is negative where less is better.
std::string difference_title(const Comparison& comparison) {
  return comparison.options.greater_is_better ? "difference" : "difference (less is better)";
}

}  // namespace

std::string pair_name(const std::string& better, const std::string& worse) {
  return fmt::format("{} over {}", better, worse);
}

TextTable summary_table(const Comparison& comparison) {
  TextTable table{{"dataset", "strategy", "n", "mean", "IQM", "sd", "mean rank"}, {}, 2};
  for (const DatasetComparison& data : comparison.datasets) {
    for (const StrategySummary& row : data.strategies) {
      table.lines.push_back({data.dataset, row.strategy, fmt::format("{}", data.units.size()),
                             with_interval(row.mean, row.mean_interval),
                             with_interval(row.interquartile_mean, row.interquartile_interval), number(row.deviation),
                             fmt::format("{:.2f}", row.mean_rank)});
    }
  }
  return table;
}

TextTable pair_table(const Comparison& comparison) {
  const bool censored = has_budgets(comparison);
  TextTable table{{"dataset", "pair", difference_title(comparison), "p", "p Holm", "below level", "rank-biserial",
                   "Cliff's delta", "P(better)", "detectable", "seeds for 80 %"},
                  {},
                  2};
  if (censored) table.titles.emplace_back("undecided");
  for (const DatasetComparison& data : comparison.datasets) {
    for (const PairComparison& pair : data.pairs) {
      table.lines.push_back({data.dataset, pair_name(pair.better, pair.worse),
                             with_interval(pair.difference, pair.interval),
                             p_text(pair.test.p) + (pair.test.exact ? "" : "~"), p_text(pair.adjusted_p),
                             pair.claimed ? "yes" : "no", number(pair.test.rank_biserial), number(pair.cliffs_delta),
                             number(pair.improvement), pair.detectable ? number(*pair.detectable) : "",
                             pair.seeds_needed ? fmt::format("{}", *pair.seeds_needed) : ""});
      if (censored) table.lines.back().push_back(fmt::format("{} of {}", pair.undecided, data.units.size()));
    }
  }
  return table;
}

std::vector<TextTable> overall_tables(const Comparison& comparison) {
  const AcrossDatasets& across = comparison.across;
  if (across.summaries.size() < 2) return {};
  TextTable summaries{{"over datasets", "runs", "mean", "IQM"}, {}, 1},
      differences{{"over datasets", difference_title(comparison), "P(better)"}, {}, 1};
  for (const OverallSummary& one : across.summaries) {
    summaries.lines.push_back({one.strategy, fmt::format("{}", one.runs), with_interval(one.mean, one.mean_interval),
                               with_interval(one.interquartile_mean, one.interquartile_interval)});
  }
  for (const OverallDifference& pair : across.differences) {
    differences.lines.push_back(
        {pair_name(pair.better, pair.worse), with_interval(pair.difference, pair.interval), number(pair.improvement)});
  }
  return {std::move(summaries), std::move(differences)};
}

TextTable penalty_table(const Comparison& comparison) {
  TextTable table{{"beats (exploratory)"}, {}, 1};
  table.titles.insert(table.titles.end(), comparison.strategies.begin(), comparison.strategies.end());
  for (std::size_t i = 0; i < comparison.strategies.size(); ++i) {
    std::vector<std::string> line = {comparison.strategies[i]};
    for (const std::size_t count : comparison.penalties[i]) line.push_back(fmt::format("{}", count));
    table.lines.push_back(std::move(line));
  }
  return table;
}

std::vector<TextTable> comparison_tables(const Comparison& comparison) {
  std::vector<TextTable> all = {summary_table(comparison), pair_table(comparison)};
  for (TextTable& table : overall_tables(comparison)) all.push_back(std::move(table));
  if (any_below_level(comparison)) all.push_back(penalty_table(comparison));
  return all;
}

std::vector<std::string> method_notes(const Comparison& comparison) {
  std::vector<std::string> notes = {
      fmt::format(
          "Exploratory: none of these pairs was chosen beforehand, so that nothing is claimed of them; claims rest "
          "on hypotheses of the sweep. p: paired Wilcoxon signed-rank test over seeds, two-sided, by enumeration of all signs "
          "(midranks under ties, also those that round-off hides) up to {} pairs, beyond (~) by the normal "
          "approximation; Holm over the {} of this call; level {}. The seed is the replication unit; "
          "results are conditional on the datasets, whose items the seeds share.",
          kExactPairs, counted(comparison.tests, "test"), comparison.options.level),
      "Intervals: 95 % percentile bootstrap over seeds (2000 resamples), which for few seeds is too narrow: it "
      "covers the mean of normal values in 84 % with 5 seeds, 89 % with 8, 94 % with 30. IQM: mean of the middle "
      "half. Pair: the one that the signed ranks favour over the other, and the difference of their means, which a few "
      "large differences may turn. P(better): of one seed of the one over one seed of the other. Detectable: the least mean difference "
      "that these seeds find with 80 % power at Holm's first step, given the spread observed; seeds for 80 %: that "
      "many would find the difference, were it what it seems. Both for normal differences."};
  const bool people =
      std::ranges::any_of(comparison.datasets, [](const DatasetComparison& data) { return has_experts(data.units); });
  if (people) notes.emplace_back(kExpertUnits);
  if (has_budgets(comparison))
    notes.emplace_back(
        "Budgets to a target are censored at the end that both runs of a pair share. Undecided: seeds of which "
        "neither run reaches the target by then, also where one is watched longer and reaches it later; they speak "
        "for neither.");
  return notes;
}

std::string friedman_note(const FriedmanTest& test, const std::vector<std::string>& ranks) {
  const std::string found =
      test.permutations > 0
          ? fmt::format("by {} drawn rankings, chi-square = {:.3f}", test.permutations, test.chi_square)
      : test.exact ? fmt::format("by enumeration of all rankings, chi-square = {:.3f}", test.chi_square)
                   : fmt::format("with the correction of Iman and Davenport, F = {:.3f}", test.f);
  const std::string p = p_text(test.p);
  return fmt::format("Over {} datasets: Friedman test {}, p {}{}{}; mean ranks: {}.", test.blocks, found,
                     p.starts_with('<') ? "" : "= ", p,
                     test.permutations > 0 ? fmt::format(" (standard error {:.1g})", test.p_error) : "",
                     fmt::join(ranks, ", "));
}

std::vector<std::string> across_notes(const Comparison& comparison) {
  const AcrossDatasets& across = comparison.across;
  std::vector<std::string> notes;
  if (across.summaries.size() > 1)
    notes.push_back(
        fmt::format("Over {} datasets: in means and differences every dataset counts equally, in the IQM every run; "
                    "intervals: 95 % "
                    "percentile bootstrap, seeds resampled within each dataset.",
                    comparison.datasets.size()));
  if (across.friedman) {
    std::vector<std::string> ranks;
    for (std::size_t s = 0; s < across.strategies.size(); ++s)
      ranks.push_back(fmt::format("{} {:.2f}", across.strategies[s], across.friedman->mean_ranks[s]));
    notes.push_back(friedman_note(*across.friedman, ranks));
  }
  if (across.critical_difference)
    notes.push_back(fmt::format("Nemenyi: mean ranks that differ by {:.3f} or more differ at level {}.",
                                *across.critical_difference, comparison.options.level));
  for (const std::string& refusal : across.refusals) notes.push_back(refusal + ".");
  return notes;
}

std::string comparison_text(const Comparison& comparison, const std::string& what, std::size_t columns) {
  std::string text = fmt::format("exploratory: {}\n\n", printable(what));
  for (const TextTable& table : comparison_tables(comparison)) text += terminal_form(table, columns);
  text += list(findings(comparison), "\n") + "\n\n" + list(advice(comparison), "\n") + "\n";
  text += list(across_notes(comparison), "\n") + "\n" + list(method_notes(comparison), "\n") + "\n";
  for (const std::string& sentence : comparison.dropped) text += "dropped: " + printable(sentence) + "\n";
  return text;
}

std::string comparison_markdown(const Comparison& comparison, const std::string& what) {
  std::string text = fmt::format("## Exploratory: {}\n\n{}\n\n", markdown_sentence(what),
                                 list(findings(comparison), "\n\n", markdown_sentence));
  for (const TextTable& table : comparison_tables(comparison)) text += markdown_form(table);
  std::vector<std::string> notes = across_notes(comparison);
  for (auto& more : {advice(comparison), method_notes(comparison), comparison.dropped})
    notes.insert(notes.end(), more.begin(), more.end());
  return text + list(notes, "\n\n", markdown_sentence) + "\n";
}

std::string comparison_latex(const Comparison& comparison, const std::string& what) {
  std::string text = fmt::format("% Needs \\usepackage{{booktabs}}.\n% Exploratory: {}\n", printable(what));
  for (const auto& notes : {findings(comparison), across_notes(comparison), advice(comparison),
                            method_notes(comparison), comparison.dropped}) {
    for (const std::string& note : notes) text += fmt::format("% {}\n", printable(note));
  }
  for (const TextTable& table : comparison_tables(comparison)) text += latex_form(table);
  return text;
}

}  // namespace xil
