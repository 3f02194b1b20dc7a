#include "experiments/sweep/source_key.h"

#include <fmt/format.h>

#include "framework/core/catalogue/source_set.h"

namespace xil {

std::string source_key(const Choice& dataset) {
  if (is_image_set(dataset)) {
    Choice source = source_choice(dataset);
    source.params.set("title", *dataset.params.find("title"));  // distinguishes sets of one layout
    return fmt::format("source {} {}", source.name, to_json(source.params));
  }
  // The sets that remain and are read from files take pictures and labels as the files hold them.
  return dataset.params.find("root") == nullptr ? "" : "source files of fashion_mnist";
}

}  // namespace xil
