#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "experiments/pilot/section_report.h"

namespace xil {
namespace {

std::string share(double value) { return std::isnan(value) ? "-" : fmt::format("{:.0f} %", 100 * value); }
std::string score(double value) { return std::isnan(value) ? "-" : fmt::format("{:.3f}", value); }

std::string recalls(const SectionReport& report, const NetworkStage& stage) {
  std::string text;
  for (std::size_t k = 0; k < stage.recall.size(); ++k)
    text += fmt::format("{}{} {}", k == 0 ? "" : ", ", report.class_names[k], share(stage.recall[k]));
  return text;
}

std::string network_text(const SectionReport& report) {
  std::string text =
      "networks, and the pool items that the strategy would show next (recall on items without a label):\n";
  for (const FamilyReport& family : report.families) {
    for (const NetworkStage& stage : family.stages) {
      text += fmt::format("  {:<12} {:>4} items labelled: recall of {}; {} of the next {} would be judged\n",
                          family.name, stage.labelled, recalls(report, stage), stage.probes.size(), stage.looked_at);
    }
  }
  return text;
}

std::string region_line(std::string_view what, const RegionQuantiles& sizes, const SectionReport& report) {
  if (sizes.items == 0) return fmt::format("  {}: none\n", what);
  std::string text =
      fmt::format("  {}: {} of {} pool items; median {:.2f} % of the picture, 10 to 90 %: {:.2f} to {:.2f} %", what,
                  sizes.items, report.pool, 100 * sizes.median, 100 * sizes.tenth, 100 * sizes.nine_tenths);
  if (!report.trials.empty()) {
    const std::int64_t grid = report.trials.front().params.grid;
    text += fmt::format("; median {:.2f} cells of the {}x{} grid", sizes.median * static_cast<double>(grid * grid),
                        grid, grid);
  }
  text += "\n";
  return text;
}

std::string spread_text(const SectionReport& report) {
  if (report.spread.empty()) return {};
  std::string text = fmt::format(
      "spread of masked scores (median standard deviation of {} items; from .2 on maps are usable, below .1 they are noise):\n",
      report.spread_items);
  std::vector<double> ps;
  for (const SpreadCell& cell : report.spread) {
    if (cell.fill == report.spread.front().fill) ps.push_back(cell.p);
  }
  text += fmt::format("  {:<8}", "fill");
  for (const double p : ps) text += fmt::format("  p {:<5}", p);
  for (std::size_t i = 0; i < report.spread.size(); ++i) {
    if (i % ps.size() == 0) text += fmt::format("\n  {:<8}", enum_name(report.spread[i].fill));
    text += fmt::format("  {:<7}", score(report.spread[i].median));
  }
  text += "\n";
  return text;
}

/// Noise and flipped verdicts per number of masks, each with the best thresholds for that number.
std::string noise_text(const TrialReport& trial) {
  std::string text =
      fmt::format("{}: maps of one item with other masks, and the verdicts that change with them:\n", trial.name);
  text += "    masks  correlation  changed: mass   iou   hit\n";
  for (const MapsOfCount& count : trial.counts) {
    std::string line = fmt::format("  {:>7}  {:>11.2f}         ", count.masks, count.correlation);
    for (std::size_t rule = 0; rule < kVerdictRules; ++rule) {
      const auto found = choose_thresholds(count.items[rule], static_cast<VerdictRule>(rule));
      line += fmt::format(" {:>6}", found ? share(found->flips) : "-");
    }
    text += fmt::format("{}\n", line);
  }
  return text;
}

std::string rows_text(const SectionReport& report, std::span<const ThresholdRow> rows, bool confounder) {
  if (rows.empty()) return {};
  std::string text = fmt::format("    wrong if {} threshold:   all", confounder ? "above" : "below");
  for (const std::string& name : report.class_names) text += fmt::format("  {:>9}", name);
  constexpr double kAlike = 0.04;  // rows that differ by less are not all printed
  double last = -1;
  for (const ThresholdRow& row : rows) {
    if (std::abs(row.all - last) < kAlike) continue;
    last = row.all;
    text += fmt::format("\n    {:>24} {:>6}", row.threshold, share(row.all));
    for (const double of_class : row.classes) text += fmt::format("  {:>9}", share(of_class));
  }
  text += "\n";
  return text;
}

std::string scores_text(const SectionReport& report, const TrialReport& trial, std::int64_t masks) {
  std::string text;
  for (const MapsOfCount& count : trial.counts) {
    if (count.masks != masks) continue;
    for (std::size_t r = 0; r < kVerdictRules; ++r) {
      const auto rule = static_cast<VerdictRule>(r);
      for (const bool confounder : {false, true}) {
        const auto& items = count.of(rule);
        const std::vector<double> found = score_quantiles(items, confounder);
        if (found.empty()) continue;
        text += fmt::format("  {} on {}s: blind {}; 10, 25, 50, 75, 90 % of the scores lie below", enum_name(rule),
                            confounder ? "confounder" : "defect",
                            score(blind_score(items, confounder, rule, report.highlight)));
        for (const double value : found) text += fmt::format(" {}", score(value));
        text += "\n";
        text += rows_text(report, threshold_rows(items, confounder, rule, report.class_names.size()), confounder);
      }
    }
  }
  return text;
}

std::string as_it_is_text(const SectionReport& report) {
  if (!report.as_it_is || !report.judges) return {};
  const VerdictForecast& found = *report.as_it_is;
  std::string text = fmt::format(
      "as the sweep stands ({}, verdict_threshold {}, confounder_threshold {}): {} of {} judged explanations are called wrong, "
      "{} of the verdicts change with other masks\n",
      enum_name(report.oracle.verdict), report.oracle.verdict_threshold, report.oracle.confounder_threshold,
      share(found.share), found.judged, share(found.flips));
  for (const FamilyReport& family : report.families)
    text += fmt::format("  {}: in its first rounds {} of {} judged looks\n", family.name, family.wrong, family.judged);
  return text;
}

std::string suggestion_text(const SectionReport& report) {
  if (!report.trial) {
    std::string text =
        "SETTINGS: none exist under which 10 to 90 % of the judged explanations are called wrong by their maps:\n";
    for (const std::string& reason : report.reasons) text += fmt::format("  - {}\n", reason);
    return text;
  }
  std::string text = "SETTINGS: lines to paste below `fixed:`, in place of what is there of these keys\n";
  for (const SuggestedLine& line : report.lines)
    text += fmt::format("  {:<36} # {}\n", fmt::format("{}: {}", line.key, line.value), line.reason);
  text += "  or as words of the command line:";
  for (const SuggestedLine& line : report.lines) {
    if (!line.reason.starts_with("as it is")) text += fmt::format(" {}={}", line.key, line.value);
  }
  text += "\n";
  return text;
}

}  // namespace

std::string to_text(const SectionReport& report) {
  std::string text = fmt::format("== {} ==\n", report.name);
  if (!report.families.empty()) text += network_text(report);
  text += "regions:\n" + region_line("defects", report.defect, report) +
          region_line("confounders", report.confounder, report);
  text += spread_text(report);
  for (const TrialReport& trial : report.trials) text += noise_text(trial);
  if (!report.trials.empty()) {
    const TrialReport& trial = report.trials[report.trial.value_or(0)];
    const std::int64_t masks = report.trial ? trial.rules[*report.rule].masks : trial.counts.back().masks;
    text += fmt::format("verdict scores ({}, {} masks; blind: a map that tells nothing):\n", trial.name, masks);
    text += scores_text(report, trial, masks);
  }
  text += as_it_is_text(report) + suggestion_text(report);
  for (const std::string& note : report.notes) text += fmt::format("  note: {}\n", note);
  return text + fmt::format("({:.0f} s)\n", report.seconds);
}

}  // namespace xil
