#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/figures.h"
#include "analysis/report.h"
#include "analysis/run_scalars.h"
#include "experiments/catalog.h"
#include "experiments/commands.h"
#include "experiments/out_folder.h"
#include "experiments/redraw.h"
#include "experiments/run_labels.h"
#include "framework/config/yaml.h"
#include "framework/core/error.h"
#include "framework/store/files.h"
#include "framework/store/sweep_store.h"

namespace xil {
namespace {

/// A results folder, read once.
struct Source {
  OutFolder folder;
  SweepStatus progress;
  std::vector<LabelledRun> labelled;  ///< all runs
  std::vector<RunData> runs;          ///< complete ones
  std::map<std::string, std::size_t> place;  ///< run id -> in `runs`
};

Source read_source(const std::filesystem::path& out) {
  const Catalog all = catalog();
  Source source{read_out_folder(out, all), {}, {}, {}, {}};
  source.progress = read_status(out, source.folder.runs, all);
  std::vector<std::filesystem::path> files;
  for (const std::string& id : source.folder.runs.run_ids) files.push_back(run_file_path(out, id));
  source.labelled = label_runs(source.folder.runs.runs, files);
  for (std::size_t i = 0; i < source.labelled.size(); ++i) {
    const LabelledRun& run = source.labelled[i];
    if (source.progress.states[i].status != RunStatus::Complete) continue;
    source.place[source.folder.runs.run_ids[i]] = source.runs.size();
    source.runs.push_back({run, read_summary(run.file), {}, read_start_digest(run.file)});
  }
  require(!source.runs.empty(), "{}: no run is complete yet ({})", out.string(), counts_text(source.progress));
  return source;
}

Value last_of(const RunData* data, const std::string& metric) {
  const auto* values = data == nullptr ? nullptr : data->summary.rounds.find(metric);
  if (values == nullptr || values->empty() || !std::isfinite(values->back())) return {};
  return Value(values->back());
}

Value seconds_of(const RunData* data) {
  if (data == nullptr) return {};
  double seconds = 0;
  for (const auto& [name, values] : data->summary.rounds.columns) {
    if (!name.ends_with("_s") || name == "expert_s") continue;
    for (const double value : values) seconds += value;
  }
  return Value(seconds);
}

Value row_of(const Source& source, std::size_t i) {
  const std::string& id = source.folder.runs.run_ids[i];
  const auto found = source.place.find(id);
  const RunData* data = found == source.place.end() ? nullptr : &source.runs[found->second];
  const RunState& state = source.progress.states[i];
  const Attempt* last = state.last();
  const LabelledRun& run = source.labelled[i];
  Value row(Value::Map{{"dataset", Value(run.dataset)},
                       {"strategy", Value(run.strategy)},
                       {"seed", Value(run.seed)},
                       {"status", Value(std::string(enum_name(state.status)))}});
  for (const char* metric : {"shown", "accuracy", "f1", "auroc", "hit", "jaccard", "wrong_reason"}) row.set(metric, last_of(data, metric));
  row.set("seconds", seconds_of(data));
  row.set("attempts", Value(static_cast<std::int64_t>(state.attempts.size())));
  row.set("host", last == nullptr ? Value() : Value(last->host));
  row.set("reason", last == nullptr || state.status == RunStatus::Complete ? Value() : Value(last->reason));
  row.set("run_id", Value(id));
  return row;
}

/// "abc123 (24 runs)", one entry per value where runs differ.
std::vector<std::pair<std::string, std::string>> provenance_of(const Source& source) {
  std::map<std::string, std::map<std::string, std::size_t>> counts;
  std::vector<std::string> order;
  for (const RunData& data : source.runs) {
    for (const auto& [key, text] : data.summary.header.provenance) {
      if (!counts.contains(key)) order.push_back(key);
      ++counts[key][text];
    }
  }
  std::vector<std::pair<std::string, std::string>> lines;
  for (const std::string& key : order) {
    std::vector<std::string> values;
    for (const auto& [text, count] : counts[key]) values.push_back(fmt::format("{} ({} run{})", text, count, count == 1 ? "" : "s"));
    if (values.size() > 8) values = {fmt::format("{} different ones", values.size())};
    lines.emplace_back(key, fmt::format("{}", fmt::join(values, ", ")));
  }
  return lines;
}

void add_comparisons(const Source& source, Report& report) {
  for (const char* metric : {"accuracy", "hit", "wrong_reason"}) {
    const ScalarRequest request{metric, Scalar::Area};
    const bool measured = std::ranges::any_of(source.runs, [&](const RunData& run) { return !metric_curve(run.summary, metric).empty(); });
    if (!measured) continue;
    try {
      const auto values = scalars_of(source.runs, request, report.notes);
      report.comparisons.push_back(
          {describe(request), compare(values, {!lower_is_better(request), std::nullopt, Missing::Drop, 0.05})});
    } catch (const Error& error) {
      report.notes.push_back(fmt::format("no comparison by {}: {}", describe(request), error.what()));
    }
  }
}

std::vector<std::string> commands_of(const Source& source) {
  const std::string out = source.folder.path.string();
  std::vector<std::string> commands;
  for (const auto& file : list_sweeps(source.folder.path)) commands.push_back(fmt::format("xil run {} --out {}", file.string(), out));
  commands.push_back("xil verify " + out);
  commands.push_back("xil report " + out);
  return commands;
}

}  // namespace

int command_report(const Arguments& arguments) {
  const std::filesystem::path out = arguments.positional.front();
  const Source source = read_source(out);
  const std::filesystem::path to = out / "report";
  std::vector<LabelledRun> complete;
  for (const RunData& data : source.runs) complete.push_back(data.run);
  const Redraw redraw = [](const LabelledRun& run, std::span<const std::size_t> rows) { return redraw_refutations(run.file, rows); };
  const FigureReport figures = draw_figures(complete, to, redraw);
  Report report;
  report.title = std::filesystem::weakly_canonical(out).filename().string();
  report.counts = counts_text(source.progress);
  report.notes = figures.notes;
  report.provenance = provenance_of(source);
  report.commands = commands_of(source);
  for (const auto& file : list_sweeps(out)) report.sweeps.push_back(read_config_file(file));
  for (const auto& file : figures.files) {
    if (file.extension() == ".svg") report.figures.push_back(file);
  }
  add_comparisons(source, report);
  Value::List rows;
  for (std::size_t i = 0; i < source.labelled.size(); ++i) rows.push_back(row_of(source, i));
  report.runs = Value(std::move(rows));
  report.maps = maps_for_report(source.runs);
  write_file_atomically(to / "index.html", report_page(report));
  fmt::print("{}\n", (to / "index.html").string());
  return 0;
}

}  // namespace xil
