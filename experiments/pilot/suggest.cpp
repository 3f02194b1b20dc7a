#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiments/pilot/section_report.h"

namespace xil {
namespace {

std::string number(double value) { return fmt::format("{}", value); }

std::string text_of(const NumberOrAuto& p) { return p.number ? number(*p.number) : "auto"; }

double cells_of(double share, std::int64_t grid) { return share * static_cast<double>(grid * grid); }

/// The trial and the rule to suggest: those with stable verdicts before others, the sweep's own rule before others, its
/// own explainer before others.
void choose(SectionReport& report) {
  const auto own = static_cast<std::size_t>(report.oracle.verdict);
  for (const bool stable : {true, false}) {
    for (const bool own_rule : {true, false}) {
      for (std::size_t t = 0; t < report.trials.size(); ++t) {
        for (std::size_t r = 0; r < kVerdictRules; ++r) {
          const RuleChoice& choice = report.trials[t].rules[r];
          if ((r == own) != own_rule || !choice.works() || (stable && !choice.is_stable())) continue;
          report.trial = t;
          report.rule = r;
          return;
        }
      }
    }
  }
}

class Lines {
 public:
  explicit Lines(SectionReport& report)
      : report_(report),
        own_(report.trials.front().params),
        trial_(report.trials[*report.trial]),
        choice_(trial_.rules[*report.rule]) {}

  void add_all() {
    if (report_.judges) {
      add_rule();
      add_thresholds();
    }
    add_masks();
    add_p_and_fill();
    add_grid();
  }

 private:
  /// `own`: the sweep's own value.
  void add(std::string key, std::string value, const std::string& own, const std::string& reason) {
    const std::string kept = value == own ? "as it is: " : "";
    report_.lines.push_back({std::move(key), std::move(value), kept + reason});
  }
  void add_rule();
  void add_thresholds();
  void add_masks();
  void add_p_and_fill();
  void add_grid();
  std::string forecast_text() const;

  SectionReport& report_;
  const RiseParams& own_;
  const TrialReport& trial_;
  const RuleChoice& choice_;
};

void Lines::add_rule() {
  const auto own = static_cast<std::size_t>(report_.oracle.verdict);
  const RuleChoice& own_choice = trial_.rules[own];
  const std::string why = *report_.rule == own
                              ? "it tells maps apart"
                              : fmt::format("{}: {}", enum_name(report_.oracle.verdict),
                                            own_choice.works() ? own_choice.caution : own_choice.trouble);
  add("oracle.verdict", std::string(enum_name(choice_.rule)), std::string(enum_name(report_.oracle.verdict)), why);
}

std::string Lines::forecast_text() const {
  const VerdictForecast& found = choice_.forecast;
  std::string text = fmt::format("{:.0f} % of the judged explanations are called wrong", 100 * found.share);
  if (found.lowest < found.highest)
    text += fmt::format(", {:.0f} to {:.0f} % as the network learns", 100 * found.lowest, 100 * found.highest);
  return text;
}

void Lines::add_thresholds() {
  const auto& items = trial_.counts.front().of(choice_.rule);
  const auto scores = [&](bool confounder) { return score_quantiles(items, confounder); };
  const std::string together = forecast_text();
  if (!scores(false).empty())
    add("oracle.verdict_threshold", number(choice_.forecast.thresholds.defect),
        number(report_.oracle.verdict_threshold),
        fmt::format("with it {} ({} explanations)", together, choice_.forecast.judged));
  if (!scores(true).empty())
    add("oracle.confounder_threshold", number(choice_.forecast.thresholds.confounder),
        number(report_.oracle.confounder_threshold),
        scores(false).empty() ? fmt::format("with it {} ({} explanations)", together, choice_.forecast.judged)
                              : "chosen together with verdict_threshold");
}

void Lines::add_masks() {
  const std::int64_t masks = choice_.masks;
  const std::string stable =
      fmt::format("{:.0f} % of the verdicts change with other masks, and two maps of an item correlate by {:.2f}",
                  100 * choice_.forecast.flips, choice_.correlation);
  std::string why = "with so many " + stable;
  if (masks < own_.masks) why += fmt::format("; {} would cost {} times as much", own_.masks, own_.masks / masks);
  if (!choice_.is_stable()) why += ", the most that were tried";
  add("explainer.masks", std::to_string(masks), std::to_string(own_.masks), why);
}

void Lines::add_p_and_fill() {
  const RiseParams& params = trial_.params;
  const auto spread_of = [&](const RiseParams& of) {
    const double p = of.p.number.value_or(0.5);
    const auto cell = std::ranges::find_if(
        report_.spread, [&](const SpreadCell& other) { return other.p == p && other.fill == of.fill; });
    return cell == report_.spread.end() ? kUndefined : cell->median;
  };
  const double spread = spread_of(params);
  const std::string judged = spread >= kEnoughSpread   ? "which is enough"
                             : spread >= kLittleSpread ? "which is little but usable"
                                                       : "which is hardly anything";
  std::string why = fmt::format("the scores of masked copies deviate by {:.2f}, {}", spread, judged);
  const bool changed = !(params.p == own_.p) || params.fill != own_.fill;
  if (changed) why += fmt::format("; with the sweep's own p and fill by {:.2f}", spread_of(own_));
  add("explainer.p", text_of(params.p), text_of(own_.p), why);
  add("explainer.fill", std::string(enum_name(params.fill)), std::string(enum_name(own_.fill)),
      changed ? "goes with this p" : "the masked scores vary enough with it, or as little as with any other");
}

void Lines::add_grid() {
  const RegionQuantiles& sizes = report_.defect.items > 0 ? report_.defect : report_.confounder;
  const std::int64_t grid = trial_.params.grid;
  add("explainer.grid", std::to_string(grid), std::to_string(own_.grid),
      fmt::format(
          "the median region is {:.2f} of its cells{}", cells_of(sizes.median, grid),
          grid != own_.grid ? fmt::format(", and {:.2f} of the sweep's own", cells_of(sizes.median, own_.grid)) : ""));
}

/// Whether the networks tell the classes apart: the mean recall of some stage is clearly above chance.
bool undecided(const SectionReport& report) {
  constexpr double kAboveChance = 0.05;
  for (const FamilyReport& family : report.families) {
    for (const NetworkStage& stage : family.stages) {
      double sum = 0, count = 0;
      for (const double recall : stage.recall) {
        if (std::isnan(recall)) continue;
        sum += recall;
        count += 1;
      }
      if (count > 0 && sum / count > 1 / count + kAboveChance) return false;
    }
  }
  return true;
}

void add_reasons(SectionReport& report) {
  if (report.defect.items + report.confounder.items == 0) {
    report.reasons.emplace_back(
        "no item of the pool has a region: the expert can judge no explanation, and only labels teach");
    return;
  }
  if (undecided(report))
    report.reasons.emplace_back(
        "the network is at chance: the mean of the classes' recalls is nowhere clearly above it, so that what a map "
        "shows is no reason; more `initial` items, more `updates` or another model come first");
  if (report.trials.empty())
    report.reasons.emplace_back(
        "no item with a region is labelled rightly by any of the networks: the expert would correct labels only, and "
        "judge no explanation");
  for (const TrialReport& trial : report.trials) {
    for (const RuleChoice& choice : trial.rules) {
      report.reasons.push_back(fmt::format("{}, {}: {}", trial.name, enum_name(choice.rule), choice.trouble));
    }
  }
  const RegionQuantiles& sizes = report.defect.items > 0 ? report.defect : report.confounder;
  const std::int64_t grid = report.trials.empty() ? 7 : report.trials.front().params.grid;
  if (const double cells = cells_of(sizes.median, grid); cells < 1)
    report.reasons.push_back(fmt::format(
        "the median region is {:.2f} of a cell of the {}x{} grid: a map cannot show where within a cell it lies. Show "
        "the pictures larger (`size`) or in parts, so that a region is a cell or more",
        cells, grid, grid));
}

}  // namespace

void suggest(SectionReport& report) {
  if (!report.judges)
    report.notes.emplace_back(
        "no strategy of the sweep judges explanations here: thresholds have no effect, and masks, p, fill and grid only on "
        "what is measured of maps");
  if (!report.trials.empty()) choose(report);
  if (!report.trial) {
    add_reasons(report);
    return;
  }
  Lines(report).add_all();
  const RuleChoice& choice = report.trials[*report.trial].rules[*report.rule];
  if (!choice.caution.empty()) report.notes.push_back("caution: " + choice.caution);
  if (undecided(report)) report.notes.emplace_back("caution: the network is at chance");
}

}  // namespace xil
