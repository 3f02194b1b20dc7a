#include "experiments/command_line/interact_options.h"

#include <fmt/ranges.h>

#include "framework/core/base/error.h"

namespace xil {

InteractTarget read_interact_target(const Arguments& given, const Catalog& catalog) {
  Arguments arguments = given;
  arguments.positional.emplace_back("oracle.expert=human");
  if (const auto person = given.value("expert")) arguments.positional.push_back("oracle.person=" + *person);
  InteractTarget target;
  target.target = read_target(arguments, catalog);
  target.options = read_run_options(arguments);
  target.port = arguments.integer("port", 0).value_or(0);
  refuse_unless(target.port <= 65535, "--port takes a number up to 65535, not {}", target.port);
  target.listen = arguments.value("listen").value_or(target.listen);
  const auto selected = selected_runs(target.target.sweep, target.options);
  refuse_unless(
      selected.size() == 1,
      "a person answers for one run, and {} remain: choose one by --filter K=V and key=value; they differ in {}",
      selected.size(), fmt::join(target.target.sweep.swept, ", "));
  target.index = selected.front();
  return target;
}

}  // namespace xil
