#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "analysis/statistics/rank_tests.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/say_warnings.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/out_folder.h"
#include "experiments/commands/planned_questions.h"
#include "experiments/planning/plan_warnings.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "experiments/sweep/run_description.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

/// How long the rest takes on some numbers of ranks, and whether that is short enough.
struct Fit {
  std::optional<std::size_t> ranks;  ///< as asked
  std::optional<double> hours;       ///< as asked
  std::vector<std::pair<std::size_t, double>> makespans_s;
  std::optional<std::size_t> ranks_needed;  ///< for the hours; nothing where even one rank per run is too few
};

struct Plan {
  SweepTarget target;
  SweepStatus progress;
  TestFamily family;
  std::size_t earlier = 0;  ///< runs of other sweeps in the folder, which its report judges as well
  std::vector<Warning> warnings;
  std::vector<std::string> notes;
  Fit fit;
  std::size_t planned_tests = 0;    ///< Holm's family of hypotheses, with those of earlier sweeps
  std::vector<PlannedPower> power;  ///< of the sweep's hypotheses
  std::optional<AddedSeeds> added;  ///< as asked
};

std::vector<double> left_over(const SweepStatus& progress) {
  std::vector<double> seconds;
  for (const double left : progress.remaining_run_s) {
    if (left > 0) seconds.push_back(left);
  }
  return seconds;
}

/// The fewest ranks that are done in time; more never take longer than fewer by much, so that halving finds them.
std::optional<std::size_t> ranks_needed(const std::vector<double>& seconds, double hours) {
  std::size_t most = std::max<std::size_t>(1, seconds.size()), least = 1;
  if (makespan_s(seconds, most) > 3600 * hours) return std::nullopt;
  while (least < most) {
    const std::size_t middle = (least + most) / 2;
    if (makespan_s(seconds, middle) > 3600 * hours)
      least = middle + 1;
    else
      most = middle;
  }
  return most;
}

Fit make_fit(const Arguments& arguments, const SweepStatus& progress) {
  Fit fit;
  if (const auto ranks = arguments.integer("ranks", 1)) fit.ranks = static_cast<std::size_t>(*ranks);
  if (const auto within = arguments.value("within")) fit.hours = read_duration("within", *within) / 3600;
  const std::vector<double> seconds = left_over(progress);
  if (seconds.empty()) return fit;
  const std::vector<std::size_t> counts =
      fit.ranks ? std::vector<std::size_t>{*fit.ranks} : std::vector<std::size_t>{1, 8, 64, 512};
  for (const std::size_t ranks : counts) {
    fit.makespans_s.emplace_back(ranks, makespan_s(seconds, ranks));
    if (ranks >= seconds.size()) break;  // more have nothing to do
  }
  if (fit.hours) fit.ranks_needed = ranks_needed(seconds, *fit.hours);
  return fit;
}

std::vector<LabelledRun> labels_of(const Sweep& sweep) {
  return label_runs(sweep.runs, std::vector<std::filesystem::path>(sweep.runs.size()), sweep.labels);
}

/// The runs of the sweeps that the folder keeps; none if this program cannot read them.
Sweep kept_runs(const std::filesystem::path& out, const Catalog& all) try {
  return read_frozen_sweeps(out, all);
} catch (const Error&) {
  return {};
}

/// The family of the whole folder, as its report will have it.
void add_family(Plan& plan, const std::vector<LabelledRun>& labels, const Catalog& all, const SetRecords& records) {
  Sweep whole = plan.target.sweep;
  const std::set<std::string> own(whole.run_ids.begin(), whole.run_ids.end());
  const Sweep kept = has_own_folder(plan.target.out / "sweeps") ? kept_runs(plan.target.out, all) : Sweep{};
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < kept.runs.size(); ++i) {
    if (!own.contains(kept.run_ids[i])) others.push_back(i);
  }
  whole.runs.append(kept.runs, others);
  plan.earlier = others.size();
  plan.family = planned_family(whole.runs, plan.earlier > 0 ? labels_of(whole) : labels, all, records);
}

/// What the hypotheses need.
void add_power(Plan& plan, const Arguments& arguments, const Catalog& all) {
  const Sweep& sweep = plan.target.sweep;
  const auto pilot = arguments.value("pilot");
  for (const char* flag : {"pilot", "add-seeds"})
    refuse_unless(!arguments.has(flag) || !sweep.hypotheses.empty(),
                  "--{} goes with a sweep that has hypotheses, and {} has none", flag, arguments.positional.front());
  if (sweep.hypotheses.empty()) return;
  plan.planned_tests = planned_tests(sweep, plan.target.out, all);
  const PilotDifferences differences = pilot ? pilot_differences(sweep, *pilot, all, plan.notes) : PilotDifferences{};
  plan.power = hypothesis_power(sweep.hypotheses, plan.planned_tests, differences);
  if (arguments.has("add-seeds")) plan.added = seeds_to_add(sweep, plan.target.out, plan.power);
}

Plan make_plan(const Arguments& arguments) {
  const Catalog all = catalog();
  Plan plan{read_target(arguments, all), {}, {}, 0, {}, {}, {}, 0, {}, {}};
  const Sweep& sweep = plan.target.sweep;
  plan.progress = read_status(plan.target.out, sweep, all);
  const SetRecords records = read_set_records(plan.target.out);
  const std::vector<LabelledRun> labels = labels_of(sweep);
  add_family(plan, labels, all, records);
  plan.warnings = plan_warnings(sweep, labels, all, records);
  plan.notes = plan_notes(sweep);
  for (std::string& note : unknown_facts(sweep, labels, records)) plan.notes.push_back(std::move(note));
  plan.fit = make_fit(arguments, plan.progress);
  add_power(plan, arguments, all);
  return plan;
}

Value family_json(const Plan& plan) {
  const TestFamily& family = plan.family;
  const std::size_t tests = family.tests();
  Value::List questions;
  for (const TestFamily::Question& question : family.questions)
    questions.push_back(Value(Value::Map{
        {"what", Value(question.what)}, {"tests", json_value(question.tests)}, {"certain", Value(question.certain)}}));
  return Value(Value::Map{{"seeds", json_value(family.seeds)},
                          {"comparisons", json_value(tests)},
                          {"certain_comparisons", json_value(family.certain_tests())},
                          {"questions", Value(std::move(questions))},
                          {"smallest_wilcoxon_p", Value(smallest_wilcoxon_p(family.seeds))},
                          {"seeds_needed", tests > 0 ? json_value(family.advice().seeds_for_any_claim) : Value()},
                          {"family", Value(describe(family))}});
}

Value fit_json(const Fit& fit) {
  Value::List makespans;
  for (const auto& [ranks, seconds] : fit.makespans_s)
    makespans.push_back(Value(Value::Map{{"ranks", json_value(ranks)}, {"hours", Value(seconds / 3600)}}));
  Value json(Value::Map{{"makespans", Value(std::move(makespans))}});
  if (!fit.hours) return json;
  json.set("within_hours", Value(*fit.hours));
  json.set("ranks_needed", json_value(fit.ranks_needed));
  if (fit.ranks) json.set("fits", Value(fit.makespans_s.empty() || fit.makespans_s[0].second <= 3600 * *fit.hours));
  return json;
}

void print_fit(const Fit& fit) {
  if (fit.makespans_s.empty()) return;
  std::string text;
  for (const auto& [ranks, seconds] : fit.makespans_s) {
    text += fmt::format("{}{} on {} rank{}", text.empty() ? "" : ", ", duration_text(seconds), ranks,
                        ranks == 1 ? "" : "s");
  }
  say("that takes about {}\n", text);
  if (!fit.hours) return;
  const std::string within = duration_text(3600 * *fit.hours);
  if (fit.ranks)
    say("{} in {} on {} rank{}\n", fit.makespans_s[0].second <= 3600 * *fit.hours ? "fits" : "does not fit", within,
        *fit.ranks, *fit.ranks == 1 ? "" : "s");
  if (fit.ranks_needed)
    say("{} for {}\n",
        *fit.ranks_needed == 1 ? "1 rank is enough" : fmt::format("{} ranks are enough", *fit.ranks_needed), within);
  else
    say("no number of ranks is enough for {}: the longest run alone takes longer; jobs go on where the last one "
        "ended\n",
        within);
}

Value added_json(const AddedSeeds& added) {
  return Value(Value::Map{{"override", text_or_null(added.assignment)}, {"reasons", json_value(added.reasons)}});
}

void print_added(const AddedSeeds& added) {
  for (const std::string& reason : added.reasons) say("{}\n", reason);
  say("{}\n", !added.assignment.empty() ? added.assignment
              : added.own_suffice       ? "the sweep's own seeds are enough: run them first"
                                        : "no more seeds are needed, or none would help");
}

Value as_json(const Plan& plan) {
  const Sweep& sweep = plan.target.sweep;
  const SweepStatus& progress = plan.progress;
  const Value estimate(Value::Map{{"core_hours", Value(progress.remaining_core_s / 3600)},
                                  {"bytes", Value(static_cast<std::int64_t>(progress.remaining_bytes))},
                                  {"measured_runs", json_value(progress.measured_runs)}});
  return Value(Value::Map{{"name", Value(sweep.name)},
                          {"out", Value(plan.target.out.string())},
                          {"digest", Value(sweep.digest)},
                          {"runs", runs_json(sweep, progress)},
                          {"counts", counts_json(progress)},
                          {"remaining", estimate},
                          {"fit", fit_json(plan.fit)},
                          {"power", family_json(plan)},
                          {"hypotheses", plan.power.empty() ? Value() : power_json(plan.power, plan.planned_tests)},
                          {"add_seeds", plan.added ? added_json(*plan.added) : Value()},
                          {"warnings", json_list(plan.warnings, warning_json)},
                          {"notes", json_value(plan.notes)}});
}

void print(const Plan& plan) {
  const Sweep& sweep = plan.target.sweep;
  const SweepStatus& progress = plan.progress;
  RunDescriptions descriptions(sweep);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i)
    say("#{} {} {}\n", i, descriptions.of(i), enum_name(progress.states[i].status));
  say("\nsweep {} -> {}\n{}\n", sweep.name, plan.target.out.string(), counts_text(progress));
  if (progress.remaining_core_s > 0) {
    const std::string basis = progress.measured_runs > 0 ? fmt::format("from {} finished runs", progress.measured_runs)
                                                         : "rough: nothing has been measured here yet";
    say("still to do: about {} of one core and {} on disk ({})\n", duration_text(progress.remaining_core_s),
        size_text(progress.remaining_bytes), basis);
    print_fit(plan.fit);
  }
  const std::string family = describe(plan.family);
  for (const std::string& sentence : power_sentences(plan.power, plan.planned_tests)) say("{}\n", sentence);
  if (plan.power.empty() && !family.empty())
    say("{}\nthe sweep has no `hypotheses:`, so that all this is exploratory and nothing will be claimed\n", family);
  if (plan.power.empty() && plan.earlier > 0)
    say("the family has {} runs of earlier sweeps in the folder\n", plan.earlier);
  for (const std::string& note : plan.notes) say("note: {}\n", note);
  say_warnings(plan.warnings);
  if (plan.added) print_added(*plan.added);
}

constexpr std::array kFlags = {
    kOutFlag,
    Flag{"ranks", "N", "how long it takes on N ranks; default: on 1, 8, 64 and 512"},
    Flag{"within", "D", "how many ranks are needed to be done within D: 30m, 8h"},
    Flag{"pilot", "OUT", "results of a pilot, from whose differences the power of the hypotheses is told"},
    Flag{"add-seeds", "", "the override that would settle the hypotheses that are open"},
    kJsonFlag};

int command_plan(const Arguments& arguments) {
  const Plan plan = make_plan(arguments);
  if (arguments.has("json")) {
    say_json(as_json(plan));
  } else {
    print(plan);
  }
  return 0;
}

}  // namespace

constexpr Command kPlan = {"plan",
                           "SWEEP [key=value ...]",
                           "lists the runs, their state and what they cost; writes nothing",
                           1,
                           kAnyNumber,
                           kFlags,
                           command_plan};

}  // namespace xil
