#include <fmt/format.h>

#include "experiments/command_line/console.h"
#include "experiments/data/data_commands.h"
#include "experiments/data/data_target.h"
#include "experiments/data/new_folder.h"
#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/data/sources/convert_set.h"

namespace xil {
namespace {

ConvertedLayout layout_of(const Arguments& arguments) {
  const auto given = arguments.value("to");
  if (!given) return ConvertedLayout::Manifest;
  const auto& names = EnumNames<ConvertedLayout>::names;
  const auto found = std::ranges::find(names, *given);
  refuse_unless(found != names.end(), "--to: '{}' is unknown. Known: image_folder, manifest", *given);
  return static_cast<ConvertedLayout>(found - names.begin());
}

}  // namespace

int convert_data(const Arguments& arguments) {
  const ConvertedLayout layout = layout_of(arguments);
  const std::string& folder = arguments.positional[1];
  const ComponentSpec spec = read_image_set(arguments.positional[0], std::span(arguments.positional).subspan(2));
  Conversion done;
  write_new_folder(folder, [&](const FileSink& write) { done = convert_set(spec, layout, write); });
  for (const std::string& note : done.notes) say("note: {}\n", note);
  say("{}: {} pictures, {} of them copied as they are, {} masks, {} confounder masks\n", folder, done.pictures,
      done.copied, done.masks, done.confounder_masks);
  done.dataset.set("root", Value(folder));
  say("use it in a sweep by dataset: {}\n", to_json(done.dataset));
  return 0;
}

}  // namespace xil
