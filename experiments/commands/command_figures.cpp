#include <fmt/format.h>

#include "analysis/report/figures.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/run_choice.h"
#include "experiments/command_line/terminal_width.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/folder_runs.h"
#include "experiments/commands/redraw.h"

namespace xil {
namespace {

constexpr std::array kFlags = {Flag{"to", "DIR", "folder of the figures; default: OUT/report"}, kMissingFlag,
                               kFalseAlarmsFlag, kOnlyFlag, kExcludeFlag};

int command_figures(const Arguments& arguments) {
  const FolderRuns all = read_drawable_runs(arguments);
  const std::vector<RunData> runs = all.data();
  const auto to = arguments.value("to");
  const FigureReport report = draw_figures(runs, to ? OwnPath(*to, 0) : OwnPath(all.folder.path / "report", 1),
                                           {.redraw = redraw_by_child_process(),
                                            .incomplete = all.incomplete(),
                                            .missing = missing_policy(arguments),
                                            .columns = terminal_columns(),
                                            .false_alarms = false_alarm_rates(arguments),
                                            .published = published_rows(all),
                                            .asked = asked_tests_of(all)});
  write_lines(stdout, report.table + "\n");
  for (const std::string& note : all.folder.notes) say("note: {}\n", note);
  for (const std::string& note : report.notes) say("note: {}\n", note);
  if (!report.no_claims.empty()) say("note: {}\n", report.no_claims);
  if (runs.size() < all.labelled.size()) say("note: {}\n", counts_text(all.progress));
  for (const auto& file : report.files) say("{}\n", file.string());
  return tell_refused(all);
}

}  // namespace

constexpr Command kFigures = {
    "figures", "OUT",          "draws learning curves and galleries and writes the summary table", 1, 1,
    kFlags,    command_figures};

}  // namespace xil
