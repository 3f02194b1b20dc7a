#include "framework/data/sources/datasets.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/fashion_mnist.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/splits/split_dataset.h"
#include "framework/data/weld/weld_seams.h"

namespace xil {
namespace {

using DatasetPtr = std::shared_ptr<const Dataset>;

struct DatasetEntry {
  std::string_view name;
  DatasetPtr (*make)(const ComponentSpec& spec, std::uint64_t split_seed);
  std::string (*files_digest)(const std::filesystem::path& root);  ///< of its plain files; null: it has none
};

/// The factory of a dataset whose parameters are a P.
template <class P, DatasetPtr (*make)(const P&, std::uint64_t)>
DatasetPtr build(const ComponentSpec& spec, std::uint64_t split_seed) {
  return make(*params_of<P>(spec, dataset_table(), "dataset"), split_seed);
}

// To add a dataset: its parameters and a line in framework/core/catalogue/datasets.h, its .h/.cpp pair here, and one
// line below. A folder of images is a layout: see framework/data/layouts/layouts.cpp.
constexpr std::array kFactories = {
    DatasetEntry{"decoy_fashion_mnist", build<DecoyFashionMnistParams, make_decoy_fashion_mnist>, fashion_mnist_digest},
    DatasetEntry{"fashion_mnist", build<FashionMnistParams, make_fashion_mnist>, fashion_mnist_digest},
    DatasetEntry{"weld_seams", build<WeldSeamsParams, make_weld_seams>, nullptr},
};

}  // namespace

std::vector<std::string_view> dataset_names() {
  std::vector<std::string_view> names;
  for (const DatasetEntry& entry : kFactories) names.push_back(entry.name);
  for (const Layout* layout : layouts()) names.push_back(layout->name);
  std::ranges::sort(names);
  return names;
}

std::string files_digest(const ComponentSpec& spec) {
  const auto files = dataset_params(spec)->plain_files();
  const auto entry = std::ranges::find(kFactories, spec.name, &DatasetEntry::name);
  require(files && entry != kFactories.end() && entry->files_digest != nullptr,
          "dataset '{}' has no plain files whose digest is known", spec.name);
  return entry->files_digest(files->root);
}

DatasetPtr make_dataset(const ComponentSpec& spec, std::uint64_t split_seed) {
  if (is_image_set(spec)) return split_dataset(read_source(spec), *image_set_params(spec), split_seed);
  for (const DatasetEntry& entry : kFactories) {
    if (entry.name == spec.name) return entry.make(spec, split_seed);
  }
  refuse("unknown dataset '{}'. Known: {}", spec.name, fmt::join(dataset_names(), ", "));
}

}  // namespace xil
