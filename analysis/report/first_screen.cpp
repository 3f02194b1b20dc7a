#include "analysis/report/first_screen.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/comparison/claims.h"
#include "analysis/page/answer_card.h"
#include "analysis/page/html.h"
#include "analysis/page/hypothesis_cards.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

/// "caipi, 0.812 [0.790, 0.830]", or that several share the first place.
std::string leader(const DatasetComparison& data) {
  const StrategySummary& best = data.strategies.front();
  const std::vector<std::string> first = leaders_of(data);
  if (first.size() > 1) return fmt::format("nobody: {} share the first place", fmt::join(first, ", "));
  if (!std::isfinite(best.mean)) return best.strategy;
  if (std::isnan(best.mean_interval.low)) return fmt::format("{}, {:.3f}", best.strategy, best.mean);
  return fmt::format("{}, {:.3f} [{:.3f}, {:.3f}]", best.strategy, best.mean, best.mean_interval.low,
                     best.mean_interval.high);
}

/// "Stands out: caipi over random (p = .012); 2 pairs do not." and the like; empty where the seeds can show nothing.
std::string state_of(const DatasetComparison& data) {
  const std::vector<std::string> parts = claimed_parts(data);
  const auto claimed = static_cast<std::size_t>(std::ranges::count_if(data.pairs, &PairComparison::claimed));
  const std::size_t open = data.pairs.size() - claimed;
  if (!parts.empty())
    return fmt::format("Stands out: {}{}.", fmt::join(parts, "; "),
                       open == 0 ? "" : fmt::format("; {} other pair{} not", open, open == 1 ? " does" : "s do"));
  if (!data.advice.can_claim) return {};
  return fmt::format("No difference stands out (smallest p under Holm {:.2g}), which is no proof that there is none.",
                     data.pairs.empty() ? 1.0 : data.pairs.front().adjusted_p);
}

/// Every dataset of every comparison.
std::vector<const DatasetComparison*> all_of(const Report& report) {
  std::vector<const DatasetComparison*> all;
  for (const NamedComparison& named : report.comparisons) {
    for (const DatasetComparison& data : named.comparison.datasets) all.push_back(&data);
  }
  return all;
}

/// Why the seeds can support no claim at all; empty where those of any dataset can.
std::string no_claim(const Report& report) {
  std::map<std::size_t, std::set<std::string>> datasets;  // by the number of seeds
  const DatasetComparison* any = nullptr;
  for (const DatasetComparison* data : all_of(report)) {
    if (data->advice.can_claim) return {};
    datasets[data->units.size()].insert(data->dataset);
    any = data;
  }
  if (any == nullptr) return {};
  std::vector<std::string> parts;
  for (const auto& [seeds, names] : datasets)
    parts.push_back(datasets.size() == 1
                        ? fmt::format("{} {}", seeds, unit_noun(any->units, seeds != 1))
                        : fmt::format("{} {} ({})", seeds, unit_noun(any->units, seeds != 1), fmt::join(names, ", ")));
  const double level = report.comparisons.front().comparison.options.level;
  return fmt::format(
      "No difference can stand out yet: {} cannot bring the smallest p of {} test{} under Holm to {:.2g}. {} {} are the "
      "fewest that can. Until then the cards say what is ahead, and no more.",
      fmt::join(parts, ", "), any->advice.tests, any->advice.tests == 1 ? "" : "s",
      level / static_cast<double>(std::max<std::size_t>(1, any->advice.tests)), any->advice.seeds_for_any_claim,
      unit_noun(any->units));
}

/// "caipi over random: 0.034 [0.021, 0.047], p = .012 under Holm"
std::string effect_of(const PairComparison& pair) {
  std::string effect = fmt::format("{} over {}", pair.better, pair.worse);
  if (std::isfinite(pair.difference)) effect += fmt::format(": difference {:.3g}", pair.difference);
  if (std::isfinite(pair.interval.low))
    effect += fmt::format(" [{:.3g}, {:.3g}]", pair.interval.low, pair.interval.high);
  return fmt::format("{}, p = {:.2g} under Holm", effect, pair.adjusted_p);
}

/// Those with the smallest p; that there are more is said.
std::vector<std::string> effects_of(const DatasetComparison& data) {
  constexpr std::size_t kMost = 2;
  std::vector<std::string> effects;
  for (const PairComparison& pair : data.pairs) {
    if (effects.size() < kMost) effects.push_back(effect_of(pair));
  }
  if (data.pairs.size() > kMost)
    effects.push_back(fmt::format("{} more pairs stand under “Tests and effects”.", data.pairs.size() - kMost));
  return effects;
}

/// What it would take to decide what is open; empty where nothing is.
std::string needs_of(const DatasetComparison& data) {
  const auto open = std::ranges::find_if(data.pairs, [](const PairComparison& pair) { return !pair.claimed; });
  if (open == data.pairs.end()) return {};
  if (!data.advice.can_claim)
    return fmt::format("{} {} at least; there are {}.", data.advice.seeds_for_any_claim, unit_noun(data.units),
                       data.units.size());
  if (!open->seeds_needed)
    return fmt::format("nothing that can be planned: {} and {} hardly differ.", open->better, open->worse);
  constexpr std::size_t kMostSeeds = 1000;
  if (*open->seeds_needed > kMostSeeds)
    return fmt::format("more than {} {}: {} and {} hardly differ.", kMostSeeds, unit_noun(data.units), open->better,
                       open->worse);
  return fmt::format("about {} {}, to find the observed difference of {} and {} with 80 % power.", *open->seeds_needed,
                     unit_noun(data.units), open->better, open->worse);
}

IntervalPicture picture_of(const Report& report, const DatasetComparison& data) {
  IntervalPicture picture;
  for (const StrategySummary& row : data.strategies) {
    const auto style = report.styles.find(row.strategy);
    picture.rows.push_back({row.strategy,
                            style == report.styles.end() ? std::nullopt : std::optional(style->second),
                            row.mean,
                            row.mean_interval,
                            {}});
  }
  return picture;
}

AnswerCard card_of(const Report& report, const NamedComparison& named, const DatasetComparison& data) {
  AnswerCard card;
  card.state = AnswerCard::State::Exploratory;
  card.badge = "Exploratory";
  card.question = named.what;
  card.dataset = data.dataset;
  const std::string state = state_of(data);
  card.answer = fmt::format("Ahead: {}.{}{}{}", leader(data),
                            named.comparison.options.greater_is_better ? "" : " Less is better.",
                            state.empty() ? "" : " ", state);
  card.facts = effects_of(data);
  card.needs = needs_of(data);
  card.picture = picture_of(report, data);
  for (const ReportQuestion& question : report_questions()) {
    if (question.name == named.name)
      card.link = CurveLink{question.request.metric, std::string(enum_name(question.request.axis)), {}};
  }
  return card;
}

std::vector<AnswerCard> cards_of(const Report& report) {
  std::vector<AnswerCard> cards;
  for (const NamedComparison& named : report.comparisons) {
    for (const DatasetComparison& data : named.comparison.datasets) cards.push_back(card_of(report, named, data));
  }
  return cards;
}

/// All comparisons, folded where something was asked beforehand.
std::string exploratory_html(const Report& report) {
  if (report.comparisons.empty())
    return fmt::format("<p class=\"open\">{}</p>\n", report.no_claims.empty()
                                                         ? std::string("There is nothing to compare.")
                                                         : sentence_html(report.no_claims));
  const std::string none = no_claim(report);
  const std::vector<AnswerCard> cards = cards_of(report);
  return fmt::format("<details{}><summary>Exploratory: every pair of strategies ({})</summary>\n",
                     report.answers.empty() ? " open" : "", counted(cards.size(), "comparison")) +
         (none.empty() ? std::string() : fmt::format("<p class=\"open\">{}</p>\n", html_text(none))) +
         cards_html(cards) +
         fmt::format(
             "<p class=\"faint\">Ahead: best mean rank over seeds. Pictures: means with their 95 % intervals. Tests: "
             "paired signed-rank tests over seeds. {} One question alone: <code>xil compare</code>.</p></details>\n",
             html_text(describe(family_of(report.comparisons))));
}

}  // namespace

std::string answers_html(const Report& report) {
  std::string html;
  if (report.answers.empty()) {
    html += fmt::format("<p class=\"open\">{}</p>\n", sentence_html(kNothingPlanned));
  } else {
    html += fmt::format("<p>{}</p>\n", html_text(family_sentence(report.answers))) +
            cards_html(hypothesis_cards(report.answers, report.styles));
  }
  html += exploratory_html(report);
  if (report.answers.empty() && report.comparisons.empty()) return html;
  return html + fmt::format(
                    "<p class=\"faint\">AUBC: the area under a curve over its budget, divided by the budget's range, "
                    "so that it is the curve's mean height.{}</p>\n",
                    report.answers.empty() ? ""
                                           : " In the answers to planned questions a difference above 0 speaks for the "
                                             "condition that is named first, also where less is better.");
}

std::string published_html(const Report& report) {
  if (report.published.empty()) return {};
  return "<h3>Published values</h3>\n" + table_html(published_table(report.published)) +
         list_html(published_notes(report.published));
}

std::string values_html(const Report& report) {
  if (report.rows.empty()) return "<p>There are no values.</p>\n";
  return table_html(final_table(report.rows)) +
         "<p class=\"faint\">Means over n seeds with 95 % bootstrap intervals, at the end of the range of items shown "
         "that all strategies share. –: undefined. Overlapping intervals are no test: strategies share their seeds.</p>\n";
}

}  // namespace xil
