#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/data/layouts/layout.h"

namespace xil {

/// All layouts, sorted by name.
std::span<const Layout* const> layouts();
const Layout& layout_of(std::string_view dataset);

/// The folder of a set's pictures: params.root or XIL_DATA, or one of its layout's places below it; or that which
/// pictures_root names, if the root holds the set's table. Where none of them holds the
/// layout, a configuration error says what was looked for where, and how to mend it.
DatasetRoot find_root(const ComponentSpec& spec);

/// The pictures of a set whose defect type is among params.types, and all without a defect, ascending by path; `root`:
/// find_root(spec). Fails where no picture is left; a type that no picture has is a configuration error.
Listing list_items(const DatasetRoot& root, const ComponentSpec& spec);

/// The layout that a folder has, in itself or in one of its places; nothing where none or several fit. A CSV table
/// takes precedence; so does a parameter that only one layout has. For `xil data check FOLDER`, with the parameters
/// that were given.
std::optional<std::string> recognise(const std::string& folder, const Value& given = Value(Value::Map{}));

/// The set that a CSV table stands for: its layout, with the parameters that lead to the table.
ComponentSpec set_of_table(const std::filesystem::path& file);

/// Sets of one layout that lie below a folder, of which a parameter has to name one.
struct SiblingsBelow {
  std::string_view layout;
  Siblings siblings;
  std::vector<std::string> values;  ///< of the parameter, ascending
};
/// Nothing where no layout has siblings there.
std::optional<SiblingsBelow> siblings_below(const std::string& folder);

}  // namespace xil
