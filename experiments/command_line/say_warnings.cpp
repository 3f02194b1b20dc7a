#include "experiments/command_line/say_warnings.h"

#include "experiments/command_line/console.h"

namespace xil {

void say_warnings(std::span<const Warning> warnings) {
  if (warnings.empty()) return;
  say("{} warning{}:\n", warnings.size(), warnings.size() == 1 ? "" : "s");
  for (const Warning& warning : warnings) say("  {}\n", sentence_of(warning));
}

}  // namespace xil
