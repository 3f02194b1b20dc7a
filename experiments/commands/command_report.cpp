#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "analysis/page/page_maps.h"
#include "analysis/report/figures.h"
#include "analysis/report/report.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/run_choice.h"
#include "experiments/command_line/say_warnings.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/command_line/terminal_width.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/folder_runs.h"
#include "experiments/commands/redraw.h"
#include "experiments/commands/report_record.h"
#include "experiments/planning/folder_facts.h"
#include "experiments/sweep/catalog.h"
#include "framework/config/yaml.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"
#include "framework/core/catalogue/metrics.h"
#include "framework/store/files/files.h"
#include "framework/store/files/sweep_store.h"

namespace xil {
namespace {

Value last_of(const RunData* data, const std::string& metric) {
  const auto* values = data == nullptr ? nullptr : data->summary.rounds.find(metric);
  if (values == nullptr || values->empty() || !std::isfinite(values->back())) return {};
  return Value(values->back());
}

Value seconds_of(const RunData* data) {
  if (data == nullptr) return {};
  double seconds = 0;
  for (const auto& [name, values] : data->summary.rounds.columns) {
    if (!is_wall_clock(name)) continue;
    for (const double value : values) seconds += std::isfinite(value) ? value : 0;
  }
  return Value(seconds);
}

/// `data`: null where the run is not complete.
Value row_of(const FolderRuns& all, std::size_t i, const RunData* data) {
  const RunState& state = all.progress.states[i];
  const Attempt* last = state.last();
  const LabelledRun& run = all.labelled[i];
  const bool refused = all.refused.contains(i);
  Value row(Value::Map{{"dataset", Value(run.dataset)},
                       {"strategy", Value(run.strategy)},
                       {"seed", Value(run.seed)},
                       {"status", Value(refused ? std::string("refused") : std::string(enum_name(state.status)))}});
  for (const MetricInfo& metric : metric_table()) {
    const std::string name(metric.name);
    if (metric.listed) row.set(name, last_of(data, name));
  }
  const auto& labelled = all.labelled;
  if (std::ranges::any_of(labelled, [](const LabelledRun& one) { return !one.expert.empty(); }))
    row.set("expert", text_or_null(run.expert));
  row.set("seconds", seconds_of(data));
  row.set("attempts", json_value(state.attempts.size()));
  row.set("host", last == nullptr ? Value() : Value(printable(last->host)));
  if (refused)
    row.set("reason", Value(printable(all.refused.at(i))));
  else
    row.set("reason",
            last == nullptr || state.status == RunStatus::Complete ? Value() : Value(printable(last->reason)));
  row.set("run_id", Value(all.folder.runs.run_ids[i]));
  return row;
}

/// `data`: of the complete runs, in their order.
Value rows_of(const FolderRuns& all, std::span<const RunData> data) {
  Value::List rows;
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    const RunData* own = all.is_complete(i) ? &data.front() : nullptr;
    if (own != nullptr) data = data.subspan(1);
    rows.push_back(row_of(all, i, own));
  }
  return Value(std::move(rows));
}

/// "abc123 (24 runs)", one entry per value where runs differ.
std::vector<std::pair<std::string, std::string>> provenance_of(std::span<const RunData> runs) {
  std::map<std::string, std::map<std::string, std::size_t>> counts;
  std::vector<std::string> order;
  for (const RunData& data : runs) {
    for (const auto& [key, text] : data.summary.header.provenance) {
      if (!counts.contains(key)) order.push_back(key);
      ++counts[key][text];
    }
  }
  std::vector<std::pair<std::string, std::string>> lines;
  for (const std::string& key : order) {
    std::vector<std::string> values;
    for (const auto& [text, count] : counts[key])
      values.push_back(fmt::format("{} ({} run{})", text, count, count == 1 ? "" : "s"));
    if (values.size() > 8) values = {fmt::format("{} different ones", values.size())};
    lines.emplace_back(key, fmt::format("{}", fmt::join(values, ", ")));
  }
  return lines;
}

/// The flags that chose the runs, as a shell takes them.
std::string choice_words(const Arguments& arguments) {
  std::string words;
  for (const auto& [flag, values] : arguments.repeated) {
    for (const std::string& value : values) words += fmt::format(" --{} {}", flag, shell_word(value));
  }
  return words;
}

std::vector<std::string> commands_of(const std::filesystem::path& out, const Arguments& arguments) {
  const auto rates = arguments.value("false-alarms");
  const std::string flags = rates ? " --false-alarms " + shell_word(*rates) : std::string();
  std::vector<std::string> commands;
  for (const auto& file : list_sweeps(out))
    commands.push_back(fmt::format("xil run {} --out {}", shell_path(file.string()), shell_path(out.string())));
  commands.push_back("xil verify " + shell_path(out.string()));
  commands.push_back("xil report " + shell_path(out.string()) + choice_words(arguments) + flags);
  return commands;
}

/// What the figures and tables know, for the page; their files stay.
void take_figures(FigureReport& figures, Report& report) {
  for (const auto& file : figures.files) {
    if (file.extension() == ".svg") report.figures.push_back(file);
  }
  report.no_claims = figures.no_claims;
  report.rows = std::move(figures.rows);
  report.published = std::move(figures.published);
  report.answers = std::move(figures.answers);
  report.cards = std::move(figures.cards);
  report.styles = std::move(figures.styles);
  report.times = std::move(figures.times);
  report.curves = std::move(figures.curves);
  report.says = std::move(figures.says);
  report.comparisons = std::move(figures.comparisons);
  report.quality = std::move(figures.quality);
}

constexpr std::array kFlags = {kMissingFlag, kFalseAlarmsFlag, kOnlyFlag, kExcludeFlag};

/// Whether nothing changed since the last report, which then is still there, and says the same.
bool is_said_again(const std::filesystem::path& out, const std::string& inputs) {
  const auto kept = find_report(out, inputs);
  if (kept) write_lines(stdout, kept->said);
  return kept.has_value();
}

int command_report(const Arguments& arguments) {
  const std::filesystem::path out = results_folder(arguments.positional.front(), catalog());
  const FolderRuns all = read_drawable_runs(arguments);
  const std::string inputs = report_inputs(all, arguments);
  if (is_said_again(out, inputs)) return tell_refused(all);
  const std::vector<RunData> data = all.data();
  FigureReport figures = draw_figures(data, {out / "report", 1},
                                      {.redraw = redraw_by_child_process(),
                                       .incomplete = all.incomplete(),
                                       .missing = missing_policy(arguments),
                                       .columns = terminal_columns(),
                                       .false_alarms = false_alarm_rates(arguments),
                                       .page = true,
                                       .published = published_rows(all),
                                       .asked = asked_tests_of(all)});
  Report report;
  report.title = std::filesystem::weakly_canonical(out).filename().string();
  report.question = all.folder.runs.question;
  report.counts = counts_text(all.progress);
  if (!all.refused.empty())
    report.counts += fmt::format("; the files of {} cannot be used", counted(all.refused.size(), "run"));
  report.provenance = provenance_of(data);
  report.commands = commands_of(out, arguments);
  for (const auto& file : list_sweeps(out)) report.sweeps.push_back(read_config_file(file));
  const auto add_note = [&](const std::string& note) {
    if (std::ranges::find(report.notes, note) == report.notes.end()) report.notes.push_back(note);
  };
  std::ranges::for_each(all.folder.notes, add_note);
  for (const auto& [index, why] : all.refused) add_note("left out: " + why);
  std::ranges::for_each(figures.notes, add_note);
  for (const NamedComparison& named : figures.comparisons) std::ranges::for_each(named.notes, add_note);
  take_figures(figures, report);
  report.runs = rows_of(all, data);
  report.sessions = sessions_of(data);
  report.warnings = folder_warnings(out, all.folder.runs, complete_runs(all.progress), catalog(), all.readings);
  report.maps = maps_for_report(data, report.notes);
  const std::filesystem::path page = out / "report" / "index.html";
  write_file_atomically({page, 2}, report_page(report));
  std::string said = figures.table + "\n";
  for (const std::string& note : report.notes) said += fmt::format("note: {}\n", printable(note));
  if (!report.no_claims.empty()) said += fmt::format("note: {}\n", printable(report.no_claims));
  said += warnings_text(report.warnings) + printable(page.string()) + "\n";
  write_lines(stdout, said);
  figures.files.push_back(page);
  keep_report(out, inputs, said, figures.files);
  return tell_refused(all);
}

}  // namespace

constexpr Command kReport = {
    "report", "OUT", "draws everything and writes one page: OUT/report/index.html", 1, 1, kFlags, command_report};

}  // namespace xil
