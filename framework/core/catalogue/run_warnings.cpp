#include "framework/core/catalogue/run_warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "framework/core/interfaces/diagnostics.h"

namespace xil {
namespace {

/// Outside these bounds the verdicts carry no information about the strategies (pilot).
constexpr double kFewestWrongReasons = 0.05, kMostWrongReasons = 0.95;
/// From these shares on a reader should know.
constexpr double kManyEmptyMaps = 0.05, kMostOfThePool = 0.9;
/// The scores of masked copies are probabilities in single precision: if they differ by less, the map is made of
/// round-off.
constexpr double kFlatScores = 1e-5;

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::optional<RunWarning> nothing_judged(const RunFacts& facts) {
  if (!facts.judges || facts.shown == 0 || facts.judged > 0) return std::nullopt;
  return RunWarning{WarningKind::NothingJudged,
                    "no explanation was judged: no item that was shown and labelled rightly has a marked region and a "
                    "map that shows anything",
                    std::nullopt};
}

std::optional<RunWarning> alike_verdicts(const RunFacts& facts) {
  if (!facts.judges || facts.judged == 0) return std::nullopt;
  const double wrong = share(facts.wrong_reasons, facts.judged);
  const bool all_wrong = wrong > kMostWrongReasons, all_right = wrong < kFewestWrongReasons;
  if (!all_wrong && !all_right) return std::nullopt;
  return RunWarning{all_wrong ? WarningKind::AllCalledWrong : WarningKind::AllCalledRight,
                    "{} of the judged explanations were called wrong: " + facts.verdict + " separates nothing",
                    100 * wrong};
}

std::optional<RunWarning> empty_maps(const RunFacts& facts) {
  const double empty = share(facts.empty_maps, facts.explained);
  if (empty <= kManyEmptyMaps) return std::nullopt;
  return RunWarning{WarningKind::EmptyMaps,
                    "{} of the shown items have an empty map: whatever is hidden, the prediction stays the same",
                    100 * empty};
}

std::optional<RunWarning> predictions(const RunFacts& facts) {
  if (facts.classes < 2 || facts.predicted_classes > 1) return std::nullopt;
  if (facts.predicted_classes == 0)
    return RunWarning{WarningKind::NoPrediction, "the last network gives probabilities that are no numbers",
                      std::nullopt};
  return RunWarning{WarningKind::ConstantPrediction, "the last network gives every test item the same class",
                    std::nullopt};
}

std::optional<RunWarning> pool_used_up(const RunFacts& facts) {
  const double used = share(facts.pool - facts.left, facts.pool);
  if (facts.shown == 0 || used < kMostOfThePool) return std::nullopt;
  return RunWarning{WarningKind::PoolUsedUp,
                    "{} of the pool was used up in the end: whatever chooses the items, the same ones are labelled, so "
                    "that the ends of the curves say little about strategies",
                    100 * used};
}

std::optional<RunWarning> never_defined(const RunFacts& facts) {
  if (facts.undefined.empty()) return std::nullopt;
  return RunWarning{WarningKind::NeverDefined,
                    fmt::format("undefined in every round, since no item has what they measure: {}",
                                fmt::join(facts.undefined, ", ")),
                    std::nullopt};
}

/// Answers that every rule of correcting asks a correction for are wrong reasons, and all looks of those who do not
/// judge.
std::optional<RunWarning> no_corrections(const RunFacts& facts) {
  const std::int64_t asked = facts.judges ? facts.wrong_reasons : facts.shown;
  if (!facts.corrects || asked == 0 || facts.corrections > 0) return std::nullopt;
  return RunWarning{WarningKind::NoCorrections,
                    "none of the answers gave a correction: the strategy learned from labels alone", std::nullopt};
}

using Rule = std::optional<RunWarning> (*)(const RunFacts&);
constexpr std::array<Rule, 7> kRules = {nothing_judged, alike_verdicts, empty_maps,    predictions,
                                        pool_used_up,   never_defined,  no_corrections};

constexpr std::string_view kMakeVerdictsDiffer =
    "`xil pilot SWEEP` shows the scores and proposes oracle.verdict_threshold and oracle.confounder_threshold";

constexpr std::string_view kGiveItSomethingToEdit =
    "set `wrong_region: highlighted` for the strategy, which edits what the map shows outside of the defect, or mark confounders";

// In the order of WarningKind.
constexpr std::array<std::string_view, EnumNames<WarningKind>::names.size()> kRemedies = {
    "add what is missing under `fixed:` before the first run: a run with another `saliency` is another run",
    "give the set masks, or compare strategies that need none",
    "choose a threshold between what good and bad maps score; `xil pilot SWEEP` proposes one",
    "use a finer `explainer.grid`, larger pictures (`size`), or cut them (`tiles`)",
    "leave these metrics out, or mark what they measure",
    kGiveItSomethingToEdit,
    "compare measures on sets of three or more classes, or leave this one out",
    "take a set that marks confounders, or strategies that do not ask for groups",
    "`xil data check` shows every case with its files",
    "`xil verify` says what is wrong with each of them, and what to do",
    "give the set masks, or compare strategies that need none",
    kMakeVerdictsDiffer,
    kMakeVerdictsDiffer,
    "train longer or with another explainer.p or explainer.fill; `xil pilot SWEEP` compares them",
    "the training diverged: lower training.learning_rate",
    "train with more `updates`, another training.learning_rate, or training.class_weights: balanced",
    "use fewer `rounds` or a smaller `query_batch`, or read the curves up to half of the pool only",
    "leave these metrics out, or mark what they measure",
    kGiveItSomethingToEdit};

}  // namespace

std::string_view remedy_of(WarningKind kind) { return kRemedies[static_cast<std::size_t>(kind)]; }

void RunFacts::add(const ShownRecord& look) {
  ++shown;
  const bool wrong = look.verdict == Verdict::WrongReasons;
  if (wrong || look.verdict == Verdict::RightReasons) ++judged;
  if (wrong) ++wrong_reasons;
  corrections += look.edits + look.region_losses;
  if (!look.explained) return;
  ++explained;
  const double deviation = diagnostic(look.diagnostics, "score_sd");
  if (deviation < kFlatScores) ++empty_maps;
}

void RunFacts::add_prediction(const Matrix& probabilities) {
  std::set<std::size_t> predicted;
  classes = static_cast<std::int64_t>(probabilities.cols);
  for (std::size_t item = 0; item < probabilities.rows; ++item) predicted.insert(argmax(probabilities.row(item)));
  const bool finite = std::ranges::all_of(probabilities.values, [](float value) { return std::isfinite(value); });
  predicted_classes = finite ? static_cast<std::int64_t>(predicted.size()) : 0;
}

RunFacts facts_of(const RunParams& run, const StrategyTraits& traits) {
  RunFacts facts;
  facts.judges = traits.judges_explanations && run.oracle.expert == ExpertKind::Simulated;
  facts.corrects = traits.marks_regions() && run.oracle.expert == ExpertKind::Simulated;
  facts.verdict = verdict_text(run.oracle);
  return facts;
}

std::vector<RunWarning> warnings_of(const RunFacts& facts) {
  std::vector<RunWarning> warnings;
  for (const Rule rule : kRules) {
    if (auto warning = rule(facts)) warnings.push_back(std::move(*warning));
  }
  return warnings;
}

std::string percent_text(double least, double most) {
  // 99.97 % are not all.
  const auto text = [](double percent) {
    const double whole = std::round(percent);
    const bool rounds_to_all = (whole >= 100 && percent < 100) || (whole <= 0 && percent > 0);
    return rounds_to_all ? fmt::format("{:.1f}", std::clamp(percent, 0.1, 99.9)) : fmt::format("{:.0f}", percent);
  };
  const std::string low = text(least), high = text(most);
  return low == high ? low + " %" : fmt::format("{} to {} %", low, high);
}

std::string sentence_of(const RunWarning& warning) {
  std::string what = warning.what;
  const std::size_t place = what.find("{}");
  if (warning.share && place != std::string::npos) what.replace(place, 2, percent_text(*warning.share, *warning.share));
  return fmt::format("warning: {}; {}", what, remedy_of(warning.kind));
}

std::string verdict_text(const OracleParams& oracle) {
  return fmt::format("verdict: {} with verdict_threshold: {} and confounder_threshold: {}", enum_name(oracle.verdict),
                     oracle.verdict_threshold, oracle.confounder_threshold);
}

std::vector<std::string> metrics_asked_for(const RunParams& run) {
  std::vector<std::string> names;
  if (run.metrics.perturbation) names = {"deletion_auc", "insertion_auc"};
  if (run.metrics.neighbours > 0) {
    for (const char* name : {"neighbour_same_type", "random_same_type", "random_defect_same_type", "neighbour_overlap",
                             "random_overlap", "random_defect_overlap"})
      names.emplace_back(name);
  }
  return names;
}

}  // namespace xil
