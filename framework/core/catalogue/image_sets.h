#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/components.h"
#include "framework/core/catalogue/source_params.h"

// Names and parameters of the datasets that are read from image files.
namespace xil {

/// The number of items of a public set.
struct SetSize {
  double train = 0;  ///< pool and validation
  double test = 0;
};
/// In place of a class, where there is none.
inline constexpr int kNoClass = -1;
/// Value of ok_class for sets in which every class may have regions.
inline constexpr std::string_view kNoOkClass = "none";
/// The size assumed for the user's own set.
inline constexpr SetSize kUsersOwn = {700, 300};

/// A dataset that is read from image files.
struct ImageSetParams : DatasetParams, SourceParams, SplitParams {
  ExpectedDataset expected() const final;
  const ImageSetParams* image_set() const final { return this; }
  std::optional<PlainFiles> plain_files() const final { return std::nullopt; }
  virtual SetSize usual_size() const = 0;
  virtual bool has_masks() const = 0;
  /// The folder of pictures and masks, where it is not the one that `root` names; empty: it is.
  virtual std::string place_of_pictures() const { return {}; }
  /// The class of pictures without a defect; kNoClass: there is none.
  virtual int ok_label() const { return 0; }
  void fields(auto&& f) {
    SourceParams::fields(f);
    SplitParams::fields(f);
  }
  void validate() const;
};

// Below, every set stands once more as a line of kImageSets. Its folder layout is a pair in framework/data/layouts.

/// Pump impellers, train|test / ok_front|def_front (Kaggle, ravirajsinh45). No masks.
struct CastingParams : ImageSetParams {
  CastingParams() {
    channels = Channels::Grey;
    split = SplitRule::Given;
  }
  SetSize usual_size() const override { return {6633, 715}; }
  bool has_masks() const override { return false; }
};

/// Magnetic tiles, MT_<type>/Imgs with a PNG mask beside every JPEG (Huang et al. 2018).
struct MagneticTileParams : ImageSetParams {
  MagneticTileParams() { channels = Channels::Grey; }
  SetSize usual_size() const override { return {941, 403}; }
  bool has_masks() const override { return true; }
};

/// One category of MVTec AD: train/good, test/<type>, ground_truth/<type>/*_mask.png (Bergmann et al. 2019).
struct MvtecAdParams : ImageSetParams {
  std::string category = "bottle";

  void fields(auto&& f) {
    f("category", category, "folder of the category below the root");
    ImageSetParams::fields(f);
  }
  SetSize usual_size() const override { return {242, 115}; }
  bool has_masks() const override { return true; }
  void validate() const {
    refuse_unless(!category.empty(), "'category' is empty: name one of the set's folders");
    ImageSetParams::validate();
  }
};

/// KolektorSDD2: train|test with a *_GT.png beside every picture; one with an empty mask is ok (Bozic et al. 2021).
struct KolektorSdd2Params : ImageSetParams {
  KolektorSdd2Params() { split = SplitRule::Given; }
  SetSize usual_size() const override { return {2331, 1004}; }
  bool has_masks() const override { return true; }
};

/// ok/, defect/[type/], and masks/ (confounders/) with the same paths below.
struct ImageFolderParams : ImageSetParams {
  SetSize usual_size() const override { return kUsersOwn; }
  bool has_masks() const override { return true; }
};

/// For sets whose user names the classes: which of them is the one without defects.
struct OkClassParams {
  std::string ok_class;

  void fields(auto&& f) {
    f("ok_class", ok_class,
      "the class of pictures without a defect, whose masks are not used; none: every class may have regions; empty: "
      "the first class");
  }
  /// Its place among the classes; kNoClass for none.
  int ok_label(const std::vector<std::string>& classes) const;
  void validate(const std::vector<std::string>& classes) const;
};

/// A CSV table with the columns path, label, and any of mask, confounder_mask, type, group, split.
struct ManifestParams : ImageSetParams, OkClassParams {
  std::string file = "manifest.csv";
  std::string pictures_root;
  std::vector<std::string> classes = {"ok", "defect"};

  void fields(auto&& f) {
    f("file", file, "the table, below the root; paths in it are relative to the root");
    f("pictures_root", pictures_root,
      "folder to which the paths in the table are relative, where pictures and masks lie elsewhere; empty: the root");
    f("classes", classes, "values of its column label in the order of the classes; see ok_class");
    OkClassParams::fields(f);
    ImageSetParams::fields(f);
  }
  std::string place_of_pictures() const override { return pictures_root; }
  int ok_label() const override { return OkClassParams::ok_label(classes); }
  SetSize usual_size() const override { return kUsersOwn; }
  bool has_masks() const override { return true; }
  void validate() const {
    refuse_unless(!file.empty(), "'file' is empty: name the table");
    refuse_unless(classes.size() >= 2, "'classes' needs at least two classes");
    for (auto name = classes.begin(); name != classes.end(); ++name) {
      refuse_unless(std::find(classes.begin(), name, *name) == name, "'classes' names '{}' twice", *name);
    }
    OkClassParams::validate(classes);
    ImageSetParams::validate();
  }
};

/// All image sets, sorted by name. Only image_sets.cpp and kDatasets use this table: using it compiles the parsers of
/// all parameters, which takes seconds. Other files call image_set_table().
inline constexpr std::array kImageSets = {
    registry_entry<CastingParams>("casting", "pump impellers, ok or defect (Kaggle); no masks"),
    registry_entry<ImageFolderParams>("image_folder", "any folder with ok/, defect/[type/] and masks/"),
    registry_entry<KolektorSdd2Params>("kolektor_sdd2", "KolektorSDD2: surface defects with masks"),
    registry_entry<MagneticTileParams>("magnetic_tile", "magnetic tiles with five types of defects and masks"),
    registry_entry<ManifestParams>("manifest", "a CSV table of pictures, labels, masks, groups and splits"),
    registry_entry<MvtecAdParams>("mvtec_ad", "a category of MVTec AD: defects with masks"),
};

std::span<const RegistryEntry> image_set_table();

}  // namespace xil
