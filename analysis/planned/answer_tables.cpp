#include "analysis/planned/answer_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string rounded(double value) { return std::isfinite(value) ? fmt::format("{:+.3f}", value) : std::string(); }

std::string rounded(double value, const Interval& interval) {
  if (!std::isfinite(value)) return {};
  return std::isnan(interval.low) ? rounded(value)
                                  : fmt::format("{:+.3f} [{:+.3f}, {:+.3f}]", value, interval.low, interval.high);
}

std::string p_cell(double p) { return std::isnan(p) ? std::string() : p_text(p); }

std::string probabilities(const HypothesisAnswer& answer) {
  const RopeProbabilities& shares = answer.probabilities;
  if (std::isnan(shares.left)) return {};
  return fmt::format("{:.2f} / {:.2f} / {:.2f}", shares.left, shares.equal, shares.right);
}

std::vector<std::string> notes_of(const HypothesisAnswers& all) {
  std::vector<std::string> notes = answer_methods(all);
  for (const std::string& note : all.notes) notes.push_back(note + ".");
  for (const HypothesisAnswer& answer : all.answers) {
    for (const std::string& missing : answer.missing)
      notes.push_back(fmt::format("Hypothesis {}: no pair of {}.", answer.asked.number, missing));
  }
  return notes;
}

}  // namespace

TextTable answer_table(const HypothesisAnswers& all) {
  TextTable table{
      {"hypothesis", "dataset", "n", "difference", "p", "p Holm", "second / equal / first", "answer"}, {}, 2};
  for (const HypothesisAnswer& answer : all.answers) {
    table.lines.push_back({fmt::format("{}", answer.asked.number), answer.asked.dataset,
                           fmt::format("{}", answer.units.size()), rounded(answer.estimate, answer.interval),
                           p_cell(answer.p) + (answer.exact || std::isnan(answer.p) ? "" : "~"),
                           p_cell(answer.adjusted_p), probabilities(answer), std::string(enum_name(answer.outcome))});
  }
  return table;
}

TextTable pooled_table(const HypothesisAnswers& all) {
  TextTable table{{"over datasets", "datasets", "difference", "deviation between datasets"}, {}, 1};
  for (const PooledAnswer& one : all.pooled) {
    table.lines.push_back({fmt::format("{}. {}", one.number, one.statement), fmt::format("{}", one.datasets.size()),
                           rounded(one.pooled.estimate, one.pooled.interval), rounded(one.pooled.tau)});
  }
  return table;
}

std::vector<std::string> answer_sentences(const HypothesisAnswers& all) {
  std::vector<std::string> sentences;
  for (const HypothesisAnswer& answer : all.answers)
    sentences.push_back(
        fmt::format("{}. {}; on {}: {}", answer.asked.number, answer.statement, answer.asked.dataset, answer.sentence));
  return sentences;
}

std::vector<std::string> answer_methods(const HypothesisAnswers& all) {
  if (all.empty()) return {};
  std::vector<std::string> notes = {
      fmt::format(
          "Hypotheses: paired Wilcoxon signed-rank tests over seeds, by enumeration of all signs up to {} pairs "
          "(~: normal approximation); against a margin one test on either side of it, or on one; Holm over {}. "
          "Planned is a hypothesis whose sweep was frozen before its runs began, as the run files say. Only planned hypotheses are claimed.",
          kExactPairs,
          all.tests == 0 ? "the planned tests, of which there are none"
                         : fmt::format("all {} of the folder's frozen sweeps", counted(all.tests, "planned test"))),
      "Difference: Hodges-Lehmann estimate of the first condition over the second, above 0 where the first is better, "
      "with its exact interval (95 %; 90 % where the test has one side). Second / equal / first: Bayesian signed-rank "
      "probabilities with the margin as region of equivalence, for description."};
  const bool looks =
      std::ranges::any_of(all.answers, [](const HypothesisAnswer& one) { return !one.asked.looks.empty(); });
  if (looks)
    notes.emplace_back(
        "Looks: the level is spent as by O'Brien and Fleming (Lan and DeMets 1983), with bounds for the signed ranks at "
        "hand; p is the sequential p, valid at any look; pairs between looks are used by no test.");
  if (!all.pooled.empty())
    notes.emplace_back(
        "Over datasets: random-effects estimate of the mean difference (Paule and Mandel; Hartung and Knapp's interval), "
        "for description.");
  return notes;
}

std::string answers_text(const HypothesisAnswers& all, std::size_t columns) {
  if (all.empty()) return {};
  std::string text = fmt::format("planned hypotheses: {}\n\n", family_sentence(all));
  for (const std::string& sentence : answer_sentences(all)) text += printable(sentence) + "\n";
  text += "\n" + terminal_form(answer_table(all), columns);
  if (!all.pooled.empty()) text += terminal_form(pooled_table(all), columns);
  for (const std::string& note : notes_of(all)) text += printable(note) + "\n";
  return text + "\n";
}

std::string answers_markdown(const HypothesisAnswers& all) {
  if (all.empty()) return {};
  std::string text = fmt::format("## Planned hypotheses\n\n{}\n\n", markdown_sentence(family_sentence(all)));
  for (const HypothesisAnswer& answer : all.answers)
    text +=
        fmt::format("- {}\n", markdown_sentence(fmt::format("Hypothesis {}, {}; on {}: {}", answer.asked.number,
                                                            answer.statement, answer.asked.dataset, answer.sentence)));
  text += "\n" + markdown_form(answer_table(all));
  if (!all.pooled.empty()) text += markdown_form(pooled_table(all));
  for (const std::string& note : notes_of(all)) text += markdown_sentence(note) + "\n\n";
  return text;
}

std::string answers_latex(const HypothesisAnswers& all) {
  if (all.empty()) return {};
  std::string text =
      fmt::format("% Needs \\usepackage{{booktabs}}.\n% Planned hypotheses: {}\n", printable(family_sentence(all)));
  for (const auto& sentences : {answer_sentences(all), notes_of(all)}) {
    for (const std::string& sentence : sentences) text += fmt::format("% {}\n", printable(sentence));
  }
  text += latex_form(answer_table(all));
  if (!all.pooled.empty()) text += latex_form(pooled_table(all));
  return text;
}

}  // namespace xil
