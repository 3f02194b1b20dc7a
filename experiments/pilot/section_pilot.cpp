#include "experiments/pilot/section_pilot.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/base/error.h"
#include "framework/core/cost/cost.h"
#include "framework/core/numeric/quantile.h"
#include "framework/loop/stopwatch.h"
#include "framework/nn/learner/torch_learner.h"

namespace xil {
namespace {

constexpr std::array kTriedP = {0.3, 0.5, 0.7};
constexpr std::array kTriedFills = {Fill::Black, Fill::Mean, Fill::Blur};
constexpr std::size_t kSpreadItems = 12, kMostStages = 3;
constexpr std::int64_t kSpreadMasks = 64;

RunParams short_of(const StrategyFamily& family, const PilotOptions& options) {
  RunParams run = family.run;
  if (options.updates) run.updates = *options.updates;
  return run;
}

std::size_t probes_per_stage(const PilotSection& section, const PilotOptions& options) {
  const std::size_t stages = kMostStages * section.families.size();
  return (options.items + stages - 1) / stages;
}

class SectionPilot {
 public:
  SectionPilot(const PilotSection& section, const Dataset& dataset, const PilotOptions& options,
               const std::function<void(std::string_view)>& step)
      : section_(section), dataset_(dataset), options_(options), step_(step) {}

  SectionReport report();

 private:
  void describe_dataset();
  RegionQuantiles sizes_of(std::span<const ItemId> pool, const Region* (Dataset::*region)(ItemId) const) const;
  void run_families();
  void add_stage(const RunParams& run, const NetworkStage& stage, std::size_t group);
  void count_looks(const RunParams& run, const ShortRun& done, FamilyReport& family) const;
  void try_explainers();
  void measure_spread(const RiseParams& params);
  TrialReport& try_explainer(const std::string& name, const RiseParams& params);
  std::int64_t most_masks(const RiseParams& params) const;
  bool own_rule_is_stable() const;

  const PilotSection& section_;
  const Dataset& dataset_;
  const PilotOptions& options_;
  const std::function<void(std::string_view)>& step_;
  Saliency saliency_ = Saliency::InvRise;
  std::vector<TrialItem> items_;
  SectionReport report_;
};

RegionQuantiles SectionPilot::sizes_of(std::span<const ItemId> pool,
                                       const Region* (Dataset::*region)(ItemId) const) const {
  std::vector<double> shares;
  for (const ItemId item : pool) {
    const Region* marked = (dataset_.*region)(item);
    if (marked != nullptr)
      shares.push_back(static_cast<double>(area(*marked)) / static_cast<double>(marked->values.size()));
  }
  return {shares.size(), quantile(shares, 0.1), quantile(shares, 0.5), quantile(shares, 0.9)};
}

void SectionPilot::describe_dataset() {
  const DatasetInfo& info = dataset_.info();
  const std::vector<ItemId> pool = items_of(dataset_, Split::Pool);
  report_.name = section_.name;
  report_.class_names = info.class_names;
  report_.pool = pool.size();
  report_.height = info.height;
  report_.width = info.width;
  report_.judges = section_.judges;
  report_.oracle = section_.families.front().run.oracle;
  report_.highlight = report_.oracle.highlight;
  report_.defect = sizes_of(pool, &Dataset::defect);
  report_.confounder = sizes_of(pool, &Dataset::confounder);
}

void SectionPilot::add_stage(const RunParams& run, const NetworkStage& stage, std::size_t group) {
  const auto network =
      std::make_shared<ExplainBench>(run.model, network_shape(dataset_.info()), stage.state, options_.device);
  for (const Probe& probe : stage.probes) {
    items_.push_back(
        {network, group, probe.item, probe.label, run.model_stream(), static_cast<std::uint32_t>(stage.round + 1)});
  }
}

void SectionPilot::count_looks(const RunParams& run, const ShortRun& done, FamilyReport& family) const {
  const auto rounds = std::min(options_.rounds, run.rounds);
  for (const ShownRecord& look : done.looks) {
    if (look.round > rounds) continue;  // the last, large round is none of the sweep's
    if (look.verdict == Verdict::WrongReasons) ++family.wrong;
    if (look.verdict == Verdict::WrongReasons || look.verdict == Verdict::RightReasons) ++family.judged;
  }
}

void SectionPilot::run_families() {
  for (std::size_t f = 0; f < section_.families.size(); ++f) {
    const StrategyFamily& family = section_.families[f];
    const RunParams run = short_of(family, options_);
    // No cache of features: it would read the test pictures too.
    const auto learner = make_torch_learner(run, dataset_, options_.device);
    ShortRunPlan plan;
    plan.rounds = options_.rounds;
    plan.probes = probes_per_stage(section_, options_);
    ShortRun done = short_run(run, dataset_, *learner, plan,
                              [&](std::string_view what) { step_(fmt::format("{}: {}", family.name, what)); });
    FamilyReport result{family.name, family.runs, {}, 0, 0};
    count_looks(run, done, result);
    for (std::size_t s = 0; s < done.stages.size(); ++s) {
      add_stage(run, done.stages[s], f * kMostStages + s);
      done.stages[s].state.clear();
      result.stages.push_back(std::move(done.stages[s]));
    }
    report_.families.push_back(std::move(result));
  }
}

std::int64_t SectionPilot::most_masks(const RiseParams& params) const {
  return std::max(params.masks, options_.masks.value_or(2 * params.masks));
}

bool SectionPilot::own_rule_is_stable() const {
  return std::ranges::any_of(report_.trials, [&](const TrialReport& trial) {
    const RuleChoice& choice = trial.rules[static_cast<std::size_t>(report_.oracle.verdict)];
    return choice.works() && choice.is_stable();
  });
}

void SectionPilot::measure_spread(const RiseParams& params) {
  std::vector<TrialItem> some;
  const std::size_t count = std::min(kSpreadItems, items_.size());
  for (std::size_t i = 0; i < count; ++i) some.push_back(items_[i * items_.size() / count]);
  std::vector<double> ps(kTriedP.begin(), kTriedP.end());
  if (params.p.number && std::ranges::find(ps, *params.p.number) == ps.end()) ps.push_back(*params.p.number);
  std::vector<Fill> fills(kTriedFills.begin(), kTriedFills.end());
  if (std::ranges::find(fills, params.fill) == fills.end()) fills.push_back(params.fill);
  step_(fmt::format("masked scores of {} items under {} p and {} fills", count, ps.size(), fills.size()));
  std::ranges::sort(ps);
  report_.spread = score_spread(dataset_, some, params, ps, fills, kSpreadMasks);
  report_.spread_items = count;
}

TrialReport& SectionPilot::try_explainer(const std::string& name, const RiseParams& params) {
  TrialReport trial{name, params, {}, {}};
  ExplainerTrial maps(dataset_, items_, saliency_, params, report_.highlight);
  step_(fmt::format("{}: {} items with {} masks", name, items_.size(), params.masks));
  maps.draw_all(2 * params.masks);
  for (const std::int64_t masks : mask_counts_to_try(params, most_masks(params))) {
    if (masks > params.masks) step_(fmt::format("{}: {} masks", name, masks));
    trial.counts.push_back(maps.maps(masks));
    if (masks >= params.masks && choose_for_rule(trial.counts, report_.oracle.verdict).is_stable()) break;
  }
  for (std::size_t rule = 0; rule < kVerdictRules; ++rule)
    trial.rules.push_back(choose_for_rule(trial.counts, static_cast<VerdictRule>(rule)));
  report_.trials.push_back(std::move(trial));
  return report_.trials.back();
}

void SectionPilot::try_explainers() {
  const auto params = params_of<RiseParams>(section_.first.explainer, explainer_table(), "explainer");
  saliency_ = section_.first.explainer.name == "rise" ? Saliency::Rise : Saliency::InvRise;
  measure_spread(*params);
  const TrialReport& own = try_explainer("as the sweep has it", *params);
  const auto at_own = std::ranges::find(own.counts, params->masks, &MapsOfCount::masks);
  if (at_own != own.counts.end())
    report_.as_it_is = forecast(at_own->of(report_.oracle.verdict),
                                {report_.oracle.verdict_threshold, report_.oracle.confounder_threshold});
  if (own_rule_is_stable()) return;
  if (const SpreadCell* cell = better_spread(report_.spread, *params))  // null where the own spread is enough
    try_explainer(fmt::format("p {}, fill {}", cell->p, enum_name(cell->fill)), with_spread(*params, *cell));
  if (own_rule_is_stable()) return;
  const RegionQuantiles& sizes = report_.defect.items > 0 ? report_.defect : report_.confounder;
  if (const auto grid = finer_grid(*params, sizes.median, report_.height, report_.width))
    try_explainer(fmt::format("grid {}", *grid), with_grid(*params, *grid));
}

SectionReport SectionPilot::report() {
  const Stopwatch watch;
  describe_dataset();
  if (report_.defect.items + report_.confounder.items > 0) run_families();
  if (!items_.empty()) try_explainers();
  suggest(report_);
  report_.seconds = watch.seconds();
  return std::move(report_);
}

}  // namespace

SectionReport pilot_section(const PilotSection& section, const Dataset& dataset, const PilotOptions& options,
                            const std::function<void(std::string_view)>& step) {
  return SectionPilot(section, dataset, options, step).report();
}

double expected_seconds(const PilotSection& section, const Catalog& catalog, const PilotOptions& options) {
  double units = 0;
  for (const StrategyFamily& family : section.families) {
    RunParams run = short_of(family, options);
    run.explain_items = 0;
    run.rounds = std::min(run.rounds, options.rounds);
    const auto fits = static_cast<double>(run.rounds + 1);
    units += expected_cost(run, catalog.traits(run.strategy)) * (fits + 1) / fits;  // one more round, a large one
  }
  const auto params = explainer_params(section.first.explainer);
  const double passes = static_cast<double>(options.items) * 2 * params->passes() +
                        static_cast<double>(kSpreadItems * kTriedP.size() * kTriedFills.size()) * kSpreadMasks;
  const double forward =
      model_params(section.first.model)->forward_work(dataset_params(section.first.dataset)->expected());
  return kReferenceSecondsPerUnit * (units + forward * passes);
}

}  // namespace xil
