#include "experiments/command_line/say_warnings.h"

#include "experiments/command_line/console.h"

namespace xil {

std::string warnings_text(std::span<const Warning> warnings) {
  if (warnings.empty()) return {};
  std::string text = fmt::format("{} warning{}:\n", warnings.size(), warnings.size() == 1 ? "" : "s");
  for (const Warning& warning : warnings) text += fmt::format("  {}\n", printable(sentence_of(warning)));
  return text;
}

void say_warnings(std::span<const Warning> warnings) { write_lines(stdout, warnings_text(warnings)); }

}  // namespace xil
