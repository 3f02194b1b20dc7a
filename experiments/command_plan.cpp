#include <fmt/format.h>

#include "experiments/catalog.h"
#include "experiments/commands.h"
#include "experiments/out_folder.h"
#include "experiments/sweep_options.h"

namespace xil {
namespace {

struct Plan {
  SweepTarget target;
  SweepStatus progress;
  SeedPower power;
  std::vector<std::string> notes;
};

Plan make_plan(const Arguments& arguments) {
  const Catalog all = catalog();
  Plan plan{read_target(arguments, all), {}, {}, {}};
  plan.progress = read_status(plan.target.out, plan.target.sweep, all);
  plan.power = seed_power(plan.target.sweep);
  plan.notes = plan_notes(plan.target.sweep, all);
  return plan;
}

Value whole(std::size_t count) { return Value(static_cast<std::int64_t>(count)); }

Value as_json(const Plan& plan) {
  const Sweep& sweep = plan.target.sweep;
  const SweepStatus& progress = plan.progress;
  Value::List runs, notes;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i)
    runs.push_back(run_json(sweep, i, progress.states[i]));
  for (const std::string& note : plan.notes) notes.emplace_back(note);
  const Value estimate(
      Value::Map{{"core_hours", Value(progress.remaining_core_s / 3600)},
                 {"bytes", Value(static_cast<std::int64_t>(progress.remaining_bytes))},
                 {"measured_runs", whole(progress.pace.measured_runs)}});
  const Value power(Value::Map{
      {"seeds", whole(plan.power.seeds)},
      {"comparisons", whole(plan.power.tests)},
      {"smallest_wilcoxon_p", Value(plan.power.smallest_p)},
      {"seeds_needed", plan.power.tests > 0 ? whole(plan.power.seeds_needed) : Value()}});
  return Value(Value::Map{{"name", Value(sweep.name)},
                          {"out", Value(plan.target.out.string())},
                          {"digest", Value(sweep.digest)},
                          {"runs", Value(std::move(runs))},
                          {"counts", counts_json(progress)},
                          {"remaining", estimate},
                          {"power", power},
                          {"notes", Value(std::move(notes))}});
}

void print(const Plan& plan) {
  const Sweep& sweep = plan.target.sweep;
  const SweepStatus& progress = plan.progress;
  const std::vector<std::string> shown = keys_to_show(sweep);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    fmt::print("#{} {} {}\n", i, describe_run(sweep, shown, i),
               enum_name(progress.states[i].status));
  }
  fmt::print("\nsweep {} -> {}\n{}\n", sweep.name, plan.target.out.string(), counts_text(progress));
  if (progress.remaining_core_s > 0) {
    const std::string basis =
        progress.pace.measured_runs > 0
            ? fmt::format("from {} finished runs", progress.pace.measured_runs)
            : "rough: nothing has been measured here yet";
    fmt::print("still to do: about {} of one core and {} on disk ({})\n",
               duration_text(progress.remaining_core_s), size_text(progress.remaining_bytes),
               basis);
  }
  if (const std::string power = describe(plan.power); !power.empty()) fmt::print("{}\n", power);
  for (const std::string& note : plan.notes) fmt::print("note: {}\n", note);
}

}  // namespace

int command_plan(const Arguments& arguments) {
  const Plan plan = make_plan(arguments);
  if (arguments.has("json")) {
    fmt::print("{}\n", to_json(as_json(plan)));
  } else {
    print(plan);
  }
  return 0;
}

}  // namespace xil
