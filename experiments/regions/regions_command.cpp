#include "experiments/regions/regions_command.h"

#include <fmt/ranges.h>

#include "experiments/command_line/console.h"
#include "experiments/regions/region_files.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

std::string counted(std::size_t number, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", number, number == 1 ? one : several);
}

void tell(const ChosenRegions& chosen, const std::filesystem::path& folder) {
  const SessionRegions& drawn = chosen.drawn;
  say("{}: {} on {} that {} answered\n", (folder / drawn.run_id).string(),
      counted(drawn.regions.size(), "region", "regions"), counted(drawn.images.size(), "item", "items"), drawn.expert);
  if (!chosen.practice.empty())
    say("  left out: {} ({})\n", counted(chosen.practice.size(), "practice answer", "practice answers"),
        fmt::format("{}", fmt::join(chosen.practice, ", ")));
  if (chosen.comparisons > 0)
    say("  left out: {}, where nothing was asked\n",
        counted(chosen.comparisons, "item that was shown for comparison", "items that were shown for comparison"));
  if (chosen.erased > 0)
    say("  left out: {}\n",
        counted(chosen.erased, "region that was drawn and erased", "regions that were drawn and erased"));
}

}  // namespace

int regions_command(const Arguments& arguments) {
  const auto to = arguments.value("to");
  refuse_unless(to.has_value(), "regions: --to DIR is missing");
  for (const std::string& file : arguments.positional) {
    const ChosenRegions chosen = read_drawn_regions(file);
    write_regions(chosen.drawn, *to);
    tell(chosen, *to);
  }
  return 0;
}

}  // namespace xil
