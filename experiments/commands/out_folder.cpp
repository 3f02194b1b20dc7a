#include "experiments/commands/out_folder.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/sweep/catalog.h"
#include "experiments/sweep/foreign_runs.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "experiments/sweep/run_description.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/core/cost/cost.h"

namespace xil {
namespace {

constexpr RunStatus kStatuses[] = {RunStatus::Complete, RunStatus::Running, RunStatus::Failed, RunStatus::Missing};

/// What is left of a run, in seconds on its threads; the round in hand counts as not begun.
double remaining_s(const RunState& state, double expected_s) {
  if (state.status == RunStatus::Complete || state.status == RunStatus::Failed) return 0;
  double done = 0;
  for (const Attempt& attempt : state.attempts) {
    if (attempt.state == AttemptState::Complete) done = 0;  // its file was removed
    if (attempt.state != AttemptState::Complete && attempt.rounds > 0)
      done = static_cast<double>(attempt.round) / static_cast<double>(attempt.rounds);
  }
  return expected_s * (1 - done);
}

Value attempts_json(const RunState& state) {
  Value::List attempts;
  for (const Attempt& attempt : state.attempts) {
    Value entry(Value::Map{{"host", Value(attempt.host)},
                           {"rank", json_value(attempt.rank)},
                           {"job", Value(attempt.job)},
                           {"started_unix", Value(attempt.started_unix)},
                           {"seconds", Value(attempt.seconds)},
                           {"exit", json_value(attempt.state)},
                           {"reason", Value(attempt.reason)}});
    if (attempt.rounds > 0) {
      entry.set("rounds_done", Value(attempt.round));
      entry.set("rounds", Value(attempt.rounds));
    }
    attempts.push_back(std::move(entry));
  }
  return Value(std::move(attempts));
}

Value run_json(const Sweep& sweep, std::size_t index, const Value& config, const RunState& state) {
  const RunParams& run = sweep.runs[index];
  Value json(Value::Map{{"index", json_value(index)},
                        {"run_id", Value(sweep.run_ids[index])},
                        {"dataset", Value(run.dataset.name)},
                        {"strategy", Value(run.strategy.name)},
                        {"model", Value(run.model.name)},
                        {"explainer", Value(run.explainer.name)},
                        {"seed", Value(run.seed)},
                        {"status", json_value(state.status)},
                        {"attempts", attempts_json(state)}});
  if (const std::string title = title_of(run); !title.empty()) json.set("title", Value(title));
  if (const std::string label = label_of(sweep, run); !label.empty()) json.set("label", Value(label));
  const Attempt* last = state.last();
  if (last != nullptr && !last->reason.empty() && state.status != RunStatus::Complete) {
    json.set("reason", Value(last->reason));
  }
  Value::Map parameters;
  for (auto& entry : varying_values(sweep, config)) parameters.push_back(std::move(entry));
  json.set("parameters", Value(std::move(parameters)));
  return json;
}

}  // namespace

OutFolder read_out_folder(const std::filesystem::path& path, const Catalog& catalog) {
  OutFolder folder;
  folder.path = path;
  folder.runs = read_frozen_sweeps(path, catalog, &folder.frozen);
  if (std::string note = foreign_note(folder.runs); !note.empty()) folder.notes.push_back(std::move(note));
  return folder;
}

std::size_t SweepStatus::count(RunStatus status) const {
  const auto found = counts.find(status);
  return found == counts.end() ? 0 : found->second;
}

std::vector<std::size_t> complete_runs(const SweepStatus& progress) {
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < progress.states.size(); ++i) {
    if (progress.states[i].status == RunStatus::Complete) complete.push_back(i);
  }
  return complete;
}

SweepStatus read_status(const std::filesystem::path& out, const Sweep& runs, const Catalog& catalog) {
  auto states = read_states(out, runs.run_ids);
  const SweepCosts costs = sweep_costs(runs, catalog, states);
  SweepStatus progress;
  progress.measured_runs = costs.model.observed();
  std::vector<double> bytes;  // of what this program does not know nothing can be told
  for (const RunParams& run : runs.runs.groups())
    bytes.push_back(run.unknown.empty() ? expected_bytes(run, catalog.traits(run.strategy)) : 0);
  for (std::size_t i = 0; i < runs.runs.size(); ++i) {
    RunState& state = states.at(runs.run_ids[i]);
    ++progress.counts[state.status];
    const double left_s = remaining_s(state, costs.seconds(i));
    progress.remaining_run_s.push_back(left_s);
    progress.states.push_back(std::move(state));
    if (left_s == 0) continue;
    const std::size_t group = runs.runs.group(i);
    progress.remaining_core_s += left_s * static_cast<double>(runs.runs.groups()[group].threads);
    progress.remaining_bytes += bytes[group];
  }
  return progress;
}

Value runs_json(const Sweep& sweep, const SweepStatus& progress) {
  Value::List runs;
  RunConfigs configs(sweep.runs);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i)
    runs.push_back(run_json(sweep, i, configs.of(i), progress.states[i]));
  return Value(std::move(runs));
}

Value counts_json(const SweepStatus& progress) {
  Value::Map counts;
  for (const RunStatus status : kStatuses) {
    counts.emplace_back(enum_name(status), json_value(progress.count(status)));
  }
  return Value(std::move(counts));
}

std::string counts_text(const SweepStatus& progress) {
  std::string text = fmt::format("{} run{}:", progress.states.size(), progress.states.size() == 1 ? "" : "s");
  for (const RunStatus status : kStatuses) {
    text +=
        fmt::format("{} {} {}", status == RunStatus::Complete ? "" : ",", progress.count(status), enum_name(status));
  }
  return text;
}

}  // namespace xil
