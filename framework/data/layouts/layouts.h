#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/choice.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/data/layouts/dataset_root.h"

namespace xil {

/// Classes of every layout; a manifest may have more.
inline constexpr int kOkLabel = 0, kDefectLabel = 1;

/// What a folder says of one picture, before anything is decoded. Paths are relative to the root.
struct ListedItem {
  std::string path = {};
  std::optional<int> label = {};     ///< nothing: ok if its mask is empty, else defect (kolektor_sdd2)
  std::string mask = {};             ///< empty: none
  std::string wanted_mask = {};      ///< where the layout looks for it first; empty: it has no masks
  std::string confounder_mask = {};  ///< empty: none
  std::string type = {}, group = {};
  std::optional<Split> split = {};
};

struct Listing {
  std::vector<std::string> class_names = {"ok", "defect"};
  std::vector<ListedItem> items;           ///< ascending by path
  std::vector<std::string> searched = {};  ///< folders in which pictures were looked for; a table has none
  std::vector<ListedItem> left_out = {};   ///< by params.types
  std::string table = {};                  ///< the file that lists the items; empty: the folders do
};

/// A public folder layout.
struct Layout {
  std::string_view name;  ///< of the dataset in core's table
  /// Where below a given folder (or XIL_DATA) the set may begin, tried in this order; "" is the folder itself,
  /// "{category}" stands for that parameter. A layout that may only begin in the folder itself is not looked for below
  /// XIL_DATA.
  std::span<const std::string_view> places;
  /// What the root must hold, in words, for messages.
  std::string_view marks;
  bool (*recognises)(const DatasetRoot& root, const Choice& choice);
  /// The pictures whose defect type is among params.types, and all without a defect. Files of other kinds, hidden ones
  /// and masks without a picture are passed over: see file_account.h. Fails where no picture is left; a type that no
  /// picture has is a configuration error.
  Listing (*list)(const DatasetRoot& root, const Choice& choice);
};

/// All layouts, by name.
std::span<const Layout> layouts();
const Layout& layout_of(std::string_view dataset);

/// The root of a set: params.root or XIL_DATA, or one of its layout's places below it. Where none of them holds the
/// layout, a configuration error says what was looked for where, and how to mend it.
DatasetRoot find_root(const Choice& choice);

/// The layout that a folder has, in itself or in one of its places; nothing where none or several fit. A manifest.csv
/// decides, whatever lies beside it; so does a parameter that one layout alone has. For `xil data check FOLDER`, with
/// the parameters that were given.
std::optional<std::string> recognise(const std::string& folder, const Value& given = Value(Value::Map{}));

/// Folders below a folder, itself included as "", that hold a category of MVTec AD, ascending; what a wrong category is
/// told.
std::vector<std::string> mvtec_categories(const std::string& folder);

}  // namespace xil
