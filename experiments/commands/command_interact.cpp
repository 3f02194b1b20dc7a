#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/interact_options.h"
#include "experiments/commands/commands.h"
#include "experiments/sweep/catalog.h"

namespace xil {

int command_interact(const Arguments& arguments) {
  // Read here as well: mistakes are told before torch is loaded, and the threads must be known before.
  const InteractTarget target = read_interact_target(arguments, catalog());
  continue_in_heavy_program("interact", arguments, target.run().threads);
}

}  // namespace xil
