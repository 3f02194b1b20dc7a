#include "experiments/sweep/source_key.h"

#include <fmt/format.h>

#include "framework/core/catalogue/source_set.h"

namespace xil {

std::string source_key(const Choice& dataset) {
  if (is_image_set(dataset)) {
    Choice source = source_choice(dataset);
    source.params.set("title", *dataset.params.find("title"));  // tells sets of one layout apart
    return fmt::format("source {} {}", source.name, to_json(source.params));
  }
  // Sets that are read from files otherwise: pictures and labels are taken from them as they are.
  return dataset.params.find("root") == nullptr ? "" : "source files of fashion_mnist";
}

}  // namespace xil
