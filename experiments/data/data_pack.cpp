#include <fmt/format.h>

#include <filesystem>

#include "experiments/command_line/console.h"
#include "experiments/data/data_commands.h"
#include "experiments/data/data_target.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/sources/source_reader.h"
#include "framework/store/sets/packed_set.h"

namespace xil {

int pack_data(const Arguments& arguments) {
  const std::filesystem::path file = arguments.positional[1];
  const auto refuse_if_there = [&] {
    refuse_unless(!std::filesystem::exists(file),
                  "'{}' exists, and nothing is replaced: remove it, or name another file", file.string());
  };
  refuse_if_there();  // checked before everything is decoded
  const ComponentSpec spec = read_image_set(arguments.positional[0], std::span(arguments.positional).subspan(2));
  const auto set = read_source(spec);
  refuse_if_there();
  write_packed_set(file, *set, source_spec(spec));
  for (const std::string& note : set->notes) say("note: {}\n", note);
  say("{}: {} items of {} x {} x {}, {:.1f} MB, digest {}\n", file.string(), set->items.size(), set->channels,
      set->height, set->width, static_cast<double>(std::filesystem::file_size(file)) / 1e6, set->digest);
  say("use it in a sweep by dataset: {{packed: {}}}\n", file.string());
  return 0;
}

}  // namespace xil
