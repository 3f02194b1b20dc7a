#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/data/annotations/shapes.h"
#include "framework/data/files/dataset_root.h"

// The interface of layout_<name>.{h,cpp}.
namespace xil {

/// Classes of layouts whose classes are "ok" and "defect".
inline constexpr int kOkLabel = 0, kDefectLabel = 1;

/// The folders of sets that come with a split.
inline constexpr std::array<std::pair<std::string_view, Split>, 2> kGivenSplits = {
    {{"train", Split::Pool}, {"test", Split::Test}}};

/// A picture as the names in a folder describe it, before anything is decoded. Paths are relative to the root.
struct ListedItem {
  std::string path = {};
  std::optional<int> label = {};            ///< nothing: ok if its mask is empty, else defect (kolektor_sdd2)
  std::string mask = {};                    ///< empty: none
  std::string wanted_mask = {};             ///< where the layout looks for it first; empty: it has no masks
  std::string confounder_mask = {};         ///< empty: none
  std::string wanted_confounder_mask = {};  ///< where the layout looks for it first; empty: it has none
  std::string type = {}, group = {};
  std::optional<Split> split = {};
  std::string annotation = {};  ///< the file that says what is marked; empty: none
  DrawnShapes drawn = {};       ///< the regions as it says them, in place of masks
  std::string fault = {};       ///< why the item cannot be read, in one sentence; empty: it can
};

struct Listing {
  std::vector<std::string> class_names = {"ok", "defect"};
  std::vector<ListedItem> items;
  std::vector<std::string> searched = {};    ///< folders in which pictures were looked for; a table has none
  std::vector<ListedItem> left_out = {};     ///< by params.types
  std::string table = {};                    ///< the file that lists the items; empty: the folders do
  int ok_label = kOkLabel;                   ///< the class of items without a defect; kNoClass: there is none
  std::vector<std::string> more_files = {};  ///< that were read besides pictures, masks, annotations and the table
  std::vector<std::string> strays = {};      ///< annotation files that belong to no picture
  std::vector<std::string> notes = {};       ///< what a user should know of the files that list the items
};

/// Sets of one layout that lie side by side, of which a parameter names one: the categories of MVTec AD.
struct Siblings {
  std::string_view parameter;  ///< "category"
  std::string_view plural;     ///< "categories"
  /// The values of the parameter for which a folder holds a set in one of the layout's places, ascending.
  std::vector<std::string> (*below)(const std::filesystem::path& folder);
};

/// The description of a layout.
struct Layout {
  std::string_view name;  ///< of the image set in core's table
  /// What the root must hold, in words, for messages.
  std::string_view marks;
  /// Where below a given folder (or XIL_DATA) the set may begin, tried in this order; "" is the folder itself. A layout
  /// that may only begin in the folder itself is not looked for below XIL_DATA.
  std::vector<std::string> (*places)(const ComponentSpec& spec);
  bool (*recognises)(const DatasetRoot& root, const ComponentSpec& spec);
  /// All pictures, in any order. Files of other kinds, hidden ones and masks without a picture are passed over: see
  /// file_account.h.
  Listing (*list)(const DatasetRoot& root, const ComponentSpec& spec);

  // Optional members:

  /// Whether a file beside the pictures is a mask by its name. Null: as mask_names.h says.
  bool (*is_mask_beside)(const std::string& path) = nullptr;
  /// The set that a CSV table stands for, with the parameters that lead to the table. Null: folders list the pictures.
  /// If a folder holds such a table, the table decides its layout.
  ComponentSpec (*of_table)(const std::filesystem::path& file) = nullptr;
  std::optional<Siblings> siblings = {};
  /// Files of annotations list the pictures. A folder that has another layout too is taken for that one.
  bool annotated = false;
};

}  // namespace xil
