#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/components.h"
#include "framework/core/catalogue/image_sets.h"

// Names and parameters of the datasets. Their factories are in framework/data; a test checks that every name has one.
namespace xil {

enum class Corner { Fixed, Random };
template <>
struct EnumNames<Corner> {
  static constexpr std::array<std::string_view, 2> names = {"fixed", "random"};
};

enum class ConfounderClasses { None, Ok, Defect, Both };
template <>
struct EnumNames<ConfounderClasses> {
  static constexpr std::array<std::string_view, 4> names = {"none", "ok", "defect", "both"};
};

/// Plain Fashion-MNIST (28x28 grey) from its four gzip-compressed IDX files.
struct FashionMnistParams : DatasetParams {
  std::string root = "/usr/share/datasets/fashion-mnist";
  std::vector<std::int64_t> classes = {};
  std::int64_t pool = 1000;
  std::int64_t validation = 200;
  std::int64_t test = 1000;

  void fields(auto&& f) {
    f("root", root, "folder of the IDX files");
    f("classes", classes, "which of the ten classes, renumbered in this order; empty: all");
    f("pool", pool, "items of the training file in the pool, drawn evenly from the classes; 0: all that are left");
    f("validation", validation, "items of the training file kept for validation");
    f("test", test, "items of the test file; 0: all");
  }
  void validate() const;
  ExpectedDataset expected() const override { return expected_with(false); }
  const ImageSetParams* image_set() const final { return nullptr; }
  std::optional<PlainFiles> plain_files() const final { return PlainFiles{"fashion_mnist", root}; }

 protected:
  ExpectedDataset expected_with(bool regions) const;
};

/// Fashion-MNIST with a square whose grey value goes with the class in pool and validation and with the class of a
/// random draw in test (generator: Ross et al. 2017, decoy_mnist.py; the strong two-class form is the default).
struct DecoyFashionMnistParams : FashionMnistParams {
  Corner corner = Corner::Fixed;
  std::vector<std::int64_t> values = {255, 90};
  std::int64_t square = 4;
  double confounder_strength = 1;
  bool mark_objects = false;

  DecoyFashionMnistParams() { classes = {2, 4}; }
  void fields(auto&& f) {
    FashionMnistParams::fields(f);
    f("corner", corner, "fixed: top left; random: one of the four, per image");
    f("values", values, "grey value of the square per class; empty: 255 - 25 * class as published");
    f("square", square, "side of the square in pixels");
    f("confounder_strength", confounder_strength,
      "probability that the square of a pool or validation item goes with its class, and not with another one");
    f("mark_objects", mark_objects,
      "the object of every item, its pixels above 1 before the square is painted, is marked as the right region, which "
      "hint needs. It is marked as a defect is: other corrections then spare it");
  }
  void validate() const;
  ExpectedDataset expected() const override { return expected_with(true); }
};

/// Procedural pictures of metal-inert-gas weld seams with pixel-exact defect and confounder regions.
struct WeldSeamsParams : DatasetParams {
  std::int64_t items = 413;
  std::int64_t size = 48;
  double defect_share = 0.5;
  std::vector<std::string> defects = {"irregular_scales", "crack", "binding_error", "pores"};
  double contrast = 1.0;
  ConfounderClasses confounder = ConfounderClasses::None;
  double confounder_strength = 0.95;
  double validation_share = 0.1;
  double test_share = 0.35;
  std::vector<std::string> hold_out_type;
  std::int64_t render_seed = 0;

  void fields(auto&& f) {
    f("items", items, "number of pictures");
    f("size", size, "side of the square pictures in pixels");
    f("defect_share", defect_share, "share of pictures with a defect");
    f("defects", defects, "which types occur: irregular_scales, crack, binding_error, pores");
    f("contrast", contrast, "visibility of defects; 1 as in fair photographs, less is harder");
    f("confounder", confounder,
      "classes that carry a mark of their own (ok: white chalk, defect: a blue dot) in pool and validation; in test "
      "it is drawn regardless of the class");
    f("confounder_strength", confounder_strength,
      "probability that the mark of a pool or validation item goes with its class");
    f("validation_share", validation_share, "share of the pictures kept for validation");
    f("test_share", test_share, "share of the pictures kept for test");
    f("hold_out_type", hold_out_type,
      "defect types kept out of pool and validation; metrics of seen and unseen types are reported apart");
    f("render_seed", render_seed, "another number gives other pictures");
  }
  void validate() const;
  ExpectedDataset expected() const override;
  const ImageSetParams* image_set() const final { return nullptr; }
  std::optional<PlainFiles> plain_files() const final { return std::nullopt; }
};

/// Datasets that are not read from image files.
inline constexpr std::array kOtherDatasets = {
    registry_entry<DecoyFashionMnistParams>("decoy_fashion_mnist",
                                            "Fashion-MNIST with a square that betrays the class"),
    registry_entry<FashionMnistParams>("fashion_mnist", "Fashion-MNIST as it is"),
    registry_entry<WeldSeamsParams>("weld_seams", "procedural weld seams with defects and their regions"),
};

/// All datasets, sorted by name. Only datasets.cpp uses this table: using it compiles the parsers of all parameters,
/// which takes seconds. Other files call dataset_table().
inline constexpr std::array kDatasets = [] {
  std::array<RegistryEntry, kImageSets.size() + kOtherDatasets.size()> all = {};
  std::ranges::copy(kOtherDatasets, std::ranges::copy(kImageSets, all.begin()).out);
  std::ranges::sort(all, {}, &RegistryEntry::name);
  return all;
}();
static_assert(std::ranges::adjacent_find(kDatasets, {}, &RegistryEntry::name) == kDatasets.end());

std::span<const RegistryEntry> dataset_table();

/// The parameters of a dataset.
std::shared_ptr<const DatasetParams> dataset_params(const ComponentSpec& dataset);

}  // namespace xil
