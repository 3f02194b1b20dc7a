#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "experiments/command_line/console.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/out_folder.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/json_value.h"

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
  SeedPower power;
  std::vector<std::string> notes;
  Fit fit;
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

Plan make_plan(const Arguments& arguments) {
  const Catalog all = catalog();
  Plan plan{read_target(arguments, all), {}, {}, {}, {}};
  plan.progress = read_status(plan.target.out, plan.target.sweep, all);
  plan.power = seed_power(plan.target.sweep);
  plan.notes = plan_notes(plan.target.sweep, all);
  plan.fit = make_fit(arguments, plan.progress);
  return plan;
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

Value as_json(const Plan& plan) {
  const Sweep& sweep = plan.target.sweep;
  const SweepStatus& progress = plan.progress;
  const Value estimate(Value::Map{{"core_hours", Value(progress.remaining_core_s / 3600)},
                                  {"bytes", Value(static_cast<std::int64_t>(progress.remaining_bytes))},
                                  {"measured_runs", json_value(progress.measured_runs)}});
  const Value power(Value::Map{{"seeds", json_value(plan.power.seeds)},
                               {"comparisons", json_value(plan.power.tests)},
                               {"smallest_wilcoxon_p", Value(plan.power.smallest_p)},
                               {"seeds_needed", plan.power.tests > 0 ? json_value(plan.power.seeds_needed) : Value()}});
  return Value(Value::Map{{"name", Value(sweep.name)},
                          {"out", Value(plan.target.out.string())},
                          {"digest", Value(sweep.digest)},
                          {"runs", runs_json(sweep, progress)},
                          {"counts", counts_json(progress)},
                          {"remaining", estimate},
                          {"fit", fit_json(plan.fit)},
                          {"power", power},
                          {"notes", json_value(plan.notes)}});
}

void print(const Plan& plan) {
  const Sweep& sweep = plan.target.sweep;
  const SweepStatus& progress = plan.progress;
  const std::vector<std::string> shown = keys_to_show(sweep);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    say("#{} {} {}\n", i, describe_run(sweep, shown, i), enum_name(progress.states[i].status));
  }
  say("\nsweep {} -> {}\n{}\n", sweep.name, plan.target.out.string(), counts_text(progress));
  if (progress.remaining_core_s > 0) {
    const std::string basis = progress.measured_runs > 0 ? fmt::format("from {} finished runs", progress.measured_runs)
                                                         : "rough: nothing has been measured here yet";
    say("still to do: about {} of one core and {} on disk ({})\n", duration_text(progress.remaining_core_s),
        size_text(progress.remaining_bytes), basis);
    print_fit(plan.fit);
  }
  if (const std::string power = describe(plan.power); !power.empty()) say("{}\n", power);
  for (const std::string& note : plan.notes) say("note: {}\n", note);
}

constexpr std::array kFlags = {
    kOutFlag, Flag{"ranks", "N", "how long it takes on N ranks; default: on 1, 8, 64 and 512"},
    Flag{"within", "D", "how many ranks are needed to be done within D: 30m, 8h"}, kJsonFlag};

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
