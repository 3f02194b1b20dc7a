#include "experiments/sweep/source_key.h"

#include <fmt/format.h>

#include "framework/core/catalogue/datasets.h"
#include "framework/core/catalogue/source_set.h"

namespace xil {

std::string source_key(const ComponentSpec& dataset) {
  const auto params = dataset_params(dataset);
  if (const ImageSetParams* set = params->image_set()) {
    ComponentSpec source = source_spec(dataset);
    source.params.set("title", Value(set->title));  // distinguishes sets of one layout
    return fmt::format("source {} {}", source.name, to_json(source.params));
  }
  const auto files = params->plain_files();
  return files ? fmt::format("source files of {}", files->of) : "";
}

}  // namespace xil
