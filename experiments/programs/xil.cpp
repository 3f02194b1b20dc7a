#include <array>

#include "experiments/bench/bench_explain.h"
#include "experiments/bench/bench_farm.h"
#include "experiments/bench/bench_train.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/job_end.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/commands.h"
#include "experiments/data/data_options.h"
#include "experiments/explain/explain_options.h"
#include "framework/core/base/error.h"

namespace {

using xil::Flag;
using xil::kAnyNumber;

constexpr Flag kJson = {"json", "", "one JSON document instead of text"};
constexpr std::array kPlanFlags = {
    xil::kOutFlag, Flag{"ranks", "N", "how long it takes on N ranks; default: on 1, 8, 64 and 512"},
    Flag{"within", "D", "how many ranks are needed to be done within D: 30m, 8h"}, kJson};
constexpr std::array kStatusFlags = {Flag{"watch", "", "again every two seconds until nothing is left to do"}, kJson};
constexpr std::array kJsonOnly = {kJson};
constexpr std::array kExportFlags = {Flag{"to", "FILE", "FILE.csv, FILE.jsonl or FILE.sqlite; replaced if present"}};
constexpr Flag kMissing = {
    "missing", "error|drop",
    "drop: seeds that lack a run are left out of claims, and listed; error (default): no claims"};
constexpr std::array kCompareFlags = {
    Flag{"metric", "M", "of a results folder; default: accuracy"},
    Flag{"of", "WHAT", "of its curve: aubc (default), final, low (at a quarter of the budget) or to_target"},
    Flag{"over", "AXIS", "shown (default) or expert_s"},
    Flag{"target", "V", "to_target: the value to be reached"},
    Flag{"baseline", "S", "pairs with this strategy only; default: all pairs"},
    kMissing,
    Flag{"lower-is-better", "", "as it is taken to be for losses, wrong reasons and budgets"},
    Flag{"level", "A", "of claims; default: .05"},
    Flag{"format", "F", "text, markdown or latex"},
    kJson};
constexpr std::array kSubmitFlags = {
    Flag{"profile", "P", "of the cluster: a file, or the name of one in slurm/profiles"},
    xil::kOutFlag,
    Flag{"ranks", "N", "processes, instead of the profile's"},
    Flag{"array", "S", "an array of S jobs, instead of the profile's mode"},
    Flag{"time", "D", "of the job as sbatch takes it, instead of the profile's"},
    Flag{"retry-failed", "", "runs that failed before are tried again"},
    Flag{"dry-run", "", "prints the script; writes and submits nothing"}};
constexpr std::array kFiguresFlags = {Flag{"to", "DIR", "folder of the figures; default: OUT/report"}, kMissing};
constexpr std::array kReportFlags = {kMissing};

/// Runs a command that must decode or edit images.
template <const xil::Command& kCommand>
int in_heavy_program(const xil::Arguments& arguments) {
  xil::continue_in_heavy_program(kCommand.name, arguments, arguments.integer("threads", 1).value_or(1));
}

constexpr std::array kCommands = {
    xil::Command{"plan", "SWEEP [key=value ...]", "lists the runs, their state and what they cost; writes nothing", 1,
                 kAnyNumber, kPlanFlags, xil::command_plan},
    xil::Command{"run", "SWEEP [key=value ...]", "runs what is missing; also under mpirun or srun", 1, kAnyNumber,
                 xil::kRunFlags, xil::command_run},
    xil::Command{"status", "OUT", "complete, running, failed and missing runs, and when it will be done", 1, 1,
                 kStatusFlags, xil::command_status},
    xil::Command{"verify", "OUT", "checks every run file against its checksums and its configuration", 1, 1, kJsonOnly,
                 xil::command_verify},
    xil::Command{"export", "OUT", "one row per run, round and metric as CSV, JSON lines or SQLite", 1, 1, kExportFlags,
                 xil::command_export},
    xil::Command{"figures", "OUT", "draws learning curves and galleries and writes the summary table", 1, 1,
                 kFiguresFlags, xil::command_figures},
    xil::Command{"list", "strategies|datasets|models|explainers", "what can be chosen, with parameters and defaults", 1,
                 1, kJsonOnly, xil::command_list},
    xil::Command{"report", "OUT", "draws everything and writes one page: OUT/report/index.html", 1, 1, kReportFlags,
                 xil::command_report},
    xil::Command{"compare", "OUT|TABLE.csv", "what can be claimed of strategies: tests, effects, intervals", 1, 1,
                 kCompareFlags, xil::command_compare},
    xil::Command{"submit", "SWEEP [key=value ...]", "writes a batch script for SLURM and submits it", 1, kAnyNumber,
                 kSubmitFlags, xil::command_submit},
    with(xil::kExplain, in_heavy_program<xil::kExplain>),
    with(xil::kDataCheck, in_heavy_program<xil::kDataCheck>),
    with(xil::kDataPack, in_heavy_program<xil::kDataPack>),
    with(xil::kDataMake, in_heavy_program<xil::kDataMake>),
    with(xil::kBenchData, in_heavy_program<xil::kBenchData>),
    with(xil::kBenchExplain, in_heavy_program<xil::kBenchExplain>),
    with(xil::kBenchTrain, in_heavy_program<xil::kBenchTrain>),
    with(xil::kBenchFarm, in_heavy_program<xil::kBenchFarm>),
};

constexpr int kRefused = 2;

}  // namespace

int main(int argc, char** argv) try {
  return xil::tell_end(xil::run_command("xil", kCommands, argc, argv));
} catch (const xil::Error& error) {
  // What is refused is refused on every rank, and told once.
  if (error.exit_code() == kRefused && xil::is_other_rank()) return kRefused;
  return xil::tell_end(xil::report_error("xil"));
} catch (...) {
  return xil::tell_end(xil::report_error("xil"));
}
