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

enum class Unlabelled { Refuse, Ok };
enum class Several { Joined, Largest };
enum class DrawnOn { Sides, Stored, Upright };
enum class Boxes { Refuse, Filled, None };
template <>
struct EnumNames<Unlabelled> {
  static constexpr std::array<std::string_view, 2> names = {"refuse", "ok"};
};
template <>
struct EnumNames<Several> {
  static constexpr std::array<std::string_view, 2> names = {"joined", "largest"};
};
template <>
struct EnumNames<DrawnOn> {
  static constexpr std::array<std::string_view, 3> names = {"sides", "stored", "upright"};
};
template <>
struct EnumNames<Boxes> {
  static constexpr std::array<std::string_view, 3> names = {"refuse", "region", "none"};
};

/// Pictures whose regions are shapes in files of annotations. Where `classes` is empty, what is marked is a defect and
/// its category the type; a picture with no mark is ok.
struct AnnotatedParams : ImageSetParams, OkClassParams {
  std::string pictures;
  std::vector<std::string> classes;
  std::vector<std::string> ok_categories = {"ok", "good"};
  std::vector<std::string> ignored;
  std::vector<std::string> confounders;
  Several several = Several::Joined;
  Unlabelled unlabelled = Unlabelled::Refuse;
  DrawnOn drawn_on = DrawnOn::Sides;

  void fields(auto&& f) {
    f("pictures", pictures, "folder of the pictures below root; empty: wherever they lie below it");
    f("classes", classes,
      "empty: ok or defect, with the categories as types; else the categories that are classes, in their order");
    f("ok_categories", ok_categories, "categories that mean ok: their marks are no region");
    f("ignored", ignored, "categories that are passed over, as if nothing were marked");
    f("confounders", confounders, "categories that mark confounders instead of defects");
    f("several", several,
      "pictures of several categories: joined: the type a+b, no class; largest: the category of the largest area");
    f("unlabelled", unlabelled, "pictures without annotation: refuse: they end the run; ok: they are ok");
    f("drawn_on", drawn_on,
      "pixels of a picture with an EXIF orientation that the shapes lie on: sides: those with the width and height "
      "that the annotation states; stored: as the file holds them; upright: as viewers show them");
    OkClassParams::fields(f);
    ImageSetParams::fields(f);
  }
  int ok_label() const override { return OkClassParams::ok_label(classes); }
  SetSize usual_size() const override { return kUsersOwn; }
  bool has_masks() const override { return true; }
  void validate() const;
};

/// The JSON files of COCO: images, categories, and annotations with polygons or run lengths.
struct CocoParams : AnnotatedParams {
  std::string file;
  Boxes boxes = Boxes::Refuse;

  void fields(auto&& f) {
    f("file", file, "the JSON file, below root; empty: those in root, in annotations/ and in the folders of a split");
    f("boxes", boxes,
      "annotations with a box alone: refuse: they end the run; region: the box is the region; none: they have none");
    AnnotatedParams::fields(f);
  }
};

/// labelme: a JSON file per picture.
struct LabelmeParams : AnnotatedParams {
  double line_width = 0;

  void fields(auto&& f) {
    f("line_width", line_width, "pixels that the lines and points of labelme are wide; 0: they are refused");
    AnnotatedParams::fields(f);
  }
  void validate() const {
    check_within("line_width", line_width, 0, 1000);
    AnnotatedParams::validate();
  }
};

/// Pascal VOC: an XML file per picture, with boxes, or polygons where tools write them.
struct VocParams : AnnotatedParams {};

/// YOLO: a text file per picture, with boxes or polygons.
struct YoloParams : AnnotatedParams {
  std::vector<std::string> names;

  void fields(auto&& f) {
    f("names", names, "categories in the order of their numbers; empty: as data.yaml, classes.txt or obj.names says");
    AnnotatedParams::fields(f);
  }
};

/// All image sets, sorted by name. Only image_sets.cpp and kDatasets use this table: using it compiles the parsers of
/// all parameters, which takes seconds. Other files call image_set_table().
inline constexpr std::array kImageSets = {
    registry_entry<CastingParams>("casting", "pump impellers, ok or defect (Kaggle); no masks"),
    registry_entry<CocoParams>("coco", "JSON files of COCO: polygons and run lengths"),
    registry_entry<ImageFolderParams>("image_folder", "any folder with ok/, defect/[type/] and masks/"),
    registry_entry<KolektorSdd2Params>("kolektor_sdd2", "KolektorSDD2: surface defects with masks"),
    registry_entry<LabelmeParams>("labelme", "a JSON file of labelme per picture: polygons and other shapes"),
    registry_entry<MagneticTileParams>("magnetic_tile", "magnetic tiles with five types of defects and masks"),
    registry_entry<ManifestParams>("manifest", "a CSV table of pictures, labels, masks, groups and splits"),
    registry_entry<MvtecAdParams>("mvtec_ad", "a category of MVTec AD: defects with masks"),
    registry_entry<VocParams>("voc", "an XML file of Pascal VOC per picture: boxes, or polygons"),
    registry_entry<YoloParams>("yolo", "a text file of YOLO per picture: boxes or polygons"),
};

std::span<const RegistryEntry> image_set_table();

}  // namespace xil
