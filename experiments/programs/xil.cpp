#include <array>

#include "experiments/bench/bench_data.h"
#include "experiments/bench/bench_explain.h"
#include "experiments/bench/bench_farm.h"
#include "experiments/bench/bench_train.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/interact_options.h"
#include "experiments/command_line/job_end.h"
#include "experiments/commands/commands.h"
#include "experiments/data/data_commands.h"
#include "experiments/explain/explain_command.h"
#include "framework/core/base/error.h"

namespace {

/// Commands that decode pictures or run networks: xil-run goes on with them.
template <const xil::Command& kCommand>
int continue_in_xil_run(const xil::Arguments& arguments) {
  xil::continue_in_heavy_program(kCommand.name, arguments, arguments.integer("threads", 1).value_or(1));
}
template <const xil::Command& kCommand>
constexpr xil::Command kHandedOver = with(kCommand, continue_in_xil_run<kCommand>);

constexpr int kRefused = 2;

}  // namespace

int main(int argc, char** argv) try {
  const std::array commands = {
      xil::kPlan,
      xil::kRun,
      with(xil::kInteract, xil::command_interact),
      xil::kStatus,
      xil::kVerify,
      xil::kExport,
      xil::kFigures,
      xil::kList,
      xil::kReport,
      xil::kCompare,
      xil::kSubmit,
      kHandedOver<xil::kExplain>,
      kHandedOver<xil::kDataCheck>,
      kHandedOver<xil::kDataPack>,
      kHandedOver<xil::kDataMake>,
      kHandedOver<xil::kDataConvert>,
      kHandedOver<xil::kBenchData>,
      kHandedOver<xil::kBenchExplain>,
      kHandedOver<xil::kBenchTrain>,
      kHandedOver<xil::kBenchFarm>,
  };
  return xil::tell_end(xil::run_command("xil", commands, argc, argv));
} catch (const xil::Error& error) {
  // What is refused is refused on every rank, and told once.
  if (error.exit_code() == kRefused && xil::is_other_rank()) return kRefused;
  return xil::tell_end(xil::report_error("xil"));
} catch (...) {
  return xil::tell_end(xil::report_error("xil"));
}
