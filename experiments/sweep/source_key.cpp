#include "experiments/sweep/source_key.h"

#include <fmt/format.h>

#include <array>

#include "framework/core/catalogue/datasets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"

namespace xil {
namespace {

/// Parameters that came after the first digests were kept.
constexpr std::array<std::string_view, 2> kLaterKeys = {"ok_class", "tiles"};

}  // namespace

Value without_later_defaults(const ComponentSpec& dataset) {
  Value params = dataset.params;
  for (const std::string_view key : kLaterKeys) {
    if (params.find(key) == nullptr) continue;
    const Value defaults = find_entry(dataset_table(), dataset.name, "dataset").resolve(Value(Value::Map{}), "dataset");
    if (*params.find(key) == *defaults.find(key)) params.erase(key);
  }
  return params;
}

std::string source_key(const ComponentSpec& dataset) {
  const auto params = dataset_params(dataset);
  if (const ImageSetParams* set = params->image_set()) {
    ComponentSpec source = source_spec(dataset);
    source.params.set("title", Value(set->title));  // distinguishes sets of one layout
    return fmt::format("source {} {}", source.name, to_json(without_later_defaults(source)));
  }
  const auto files = params->plain_files();
  return files ? fmt::format("source files of {}", files->of) : "";
}

}  // namespace xil
