#include "framework/data/layouts/layouts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>

#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/layouts/layout_casting.h"
#include "framework/data/layouts/layout_coco.h"
#include "framework/data/layouts/layout_image_folder.h"
#include "framework/data/layouts/layout_kolektor_sdd2.h"
#include "framework/data/layouts/layout_labelme.h"
#include "framework/data/layouts/layout_magnetic_tile.h"
#include "framework/data/layouts/layout_manifest.h"
#include "framework/data/layouts/layout_mvtec_ad.h"
#include "framework/data/layouts/layout_voc.h"
#include "framework/data/layouts/layout_yolo.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// Leaves out the items of other types.
void keep_types(Listing& listing, const std::vector<std::string>& types, const ComponentSpec& spec) {
  if (types.empty()) return;
  std::set<std::string> found;
  for (const ListedItem& item : listing.items) {
    if (!item.type.empty()) found.insert(item.type);
  }
  for (const std::string& type : types) {
    refuse_unless(found.contains(type), "dataset '{}': 'types' names '{}', of which there is no picture. Found: {}",
                  spec.name, type, found.empty() ? "no types" : fmt::format("{}", fmt::join(found, ", ")));
  }
  const auto others = std::ranges::stable_partition(listing.items, [&](const ListedItem& item) {
    return item.label == listing.ok_label || !item.fault.empty() || std::ranges::find(types, item.type) != types.end();
  });
  listing.left_out.assign(others.begin(), others.end());
  listing.items.erase(others.begin(), others.end());
}

// To add a layout: its parameters and its line in framework/core/catalogue/image_sets.h, its pair layout_<name>.{h,cpp}
// here, and its name below.
constexpr std::array kLayouts = {
    &kCastingLayout,      &kCocoLayout,     &kImageFolderLayout, &kKolektorSdd2Layout, &kLabelmeLayout,
    &kMagneticTileLayout, &kManifestLayout, &kMvtecAdLayout,     &kVocLayout,          &kYoloLayout,
};

/// The first of its places below a folder that a layout recognises.
std::optional<DatasetRoot> find_place(const Layout& layout, const fs::path& folder, const ComponentSpec& spec) {
  for (const std::string& place : layout.places(spec)) {
    const fs::path candidate = folder / place;
    std::error_code unreadable;
    if (!fs::is_directory(candidate, unreadable)) continue;
    DatasetRoot root(candidate, image_set_params(spec)->links);
    if (layout.recognises(root, spec)) return root;
  }
  return std::nullopt;
}

/// Does the layout have all those parameters that some layout has? Others are no layout's, and are refused later.
bool takes(const Layout& layout, const Value& given) {
  const auto has = [](const Layout& one, const std::string& key) {
    return find_entry(image_set_table(), one.name, "dataset").has(key);
  };
  return std::ranges::all_of(*given.get<Value::Map>(), [&](const auto& entry) {
    return has(layout, entry.first) ||
           std::ranges::none_of(kLayouts, [&](const Layout* other) { return has(*other, entry.first); });
  });
}

/// The given parameters that the layout has, with the defaults of the others.
ComponentSpec spec_with(const Layout& layout, const Value& given) {
  const std::string name(layout.name);
  Value own(Value::Map{});
  for (const FieldInfo& field : find_entry(image_set_table(), name, "dataset").describe()) {
    if (const Value* value = given.find(field.name)) own.set(field.name, *value);
  }
  return resolved(image_set_table(), "dataset", name, own);
}

/// spec_with(), or that of the defaults if the layout does not take the values: whether a folder has a layout does not
/// hang on what another layout would refuse.
ComponentSpec spec_to_look_with(const Layout& layout, const Value& given) try {
  return spec_with(layout, given);
} catch (const Error&) {
  return spec_with(layout, Value(Value::Map{}));
}

/// The layouts that a folder has; `strict`: of those only that take the given parameters.
std::vector<const Layout*> fitting_layouts(const DatasetRoot& root, const Value& given, bool strict) {
  std::vector<const Layout*> fitting;
  for (const Layout* layout : kLayouts) {
    if (strict && !takes(*layout, given)) continue;
    if (find_place(*layout, root.path(), spec_to_look_with(*layout, given))) fitting.push_back(layout);
  }
  return fitting;
}

/// What else could have been meant where a set is not found among its siblings.
std::string hint_of_siblings(const Layout& layout, const std::string& folder) {
  if (!layout.siblings) return "";
  const auto values = layout.siblings->below(folder);
  return values.empty() ? "" : fmt::format("; it has the {} {}", layout.siblings->plural, fmt::join(values, ", "));
}

/// A folder in which to look, and who named it.
struct Base {
  std::string folder;
  std::string_view source;
};

Base base_of(const Layout& layout, const ComponentSpec& spec) {
  const std::string root = image_set_params(spec)->root;
  if (!root.empty()) return {root, "'root'"};
  refuse_unless(layout.places(spec).size() > 1, "dataset '{}': 'root' is not set: let it name the folder with {}",
                spec.name, layout.marks);
  const char* environment = std::getenv("XIL_DATA");
  refuse_unless(
      environment != nullptr && *environment != '\0',
      "dataset '{}': neither 'root' nor the environment variable XIL_DATA is set: let one of them name the folder "
      "with {}, or one above it",
      spec.name, layout.marks);
  return {environment, "XIL_DATA"};
}

/// The root, or the other folder of pictures that the parameters name.
DatasetRoot with_pictures(DatasetRoot root, const ComponentSpec& spec) {
  const auto params = image_set_params(spec);
  const std::string place = params->place_of_pictures();
  if (place.empty()) return root;
  std::error_code unreadable;
  refuse_unless(fs::is_directory(place, unreadable),
                "dataset '{}': 'pictures_root' is '{}', which is no folder: let it name the one with the pictures",
                spec.name, place);
  return DatasetRoot(place, params->links);
}

}  // namespace

std::span<const Layout* const> layouts() { return kLayouts; }

const Layout& layout_of(std::string_view dataset) {
  const auto found = std::ranges::find(kLayouts, dataset, &Layout::name);
  require(found != kLayouts.end(), "dataset '{}' has no layout: it is not read from image files", dataset);
  return **found;
}

DatasetRoot find_root(const ComponentSpec& spec) {
  const Layout& layout = layout_of(spec.name);
  const auto [folder, source] = base_of(layout, spec);
  std::error_code unreadable;
  refuse_unless(fs::is_directory(folder, unreadable),
                "dataset '{}': {} is '{}', which is no folder: let it name the one with {}", spec.name, source, folder,
                layout.marks);
  if (auto root = find_place(layout, folder, spec)) return with_pictures(*std::move(root), spec);
  std::vector<std::string> below = layout.places(spec);
  std::erase(below, "");
  refuse("dataset '{}': {} holds no such set{}{}: let {} name the folder with {}", spec.name, folder,
         below.empty() ? "" : fmt::format(", nor do {} in it", fmt::join(below, ", ")),
         hint_of_siblings(layout, folder), source, layout.marks);
}

Listing list_items(const DatasetRoot& root, const ComponentSpec& spec) {
  const Layout& layout = layout_of(spec.name);
  Listing listing = layout.list(root, spec);
  keep_types(listing, image_set_params(spec)->types, spec);
  require(!listing.items.empty(), "dataset '{}': no picture in {}: it needs {}", spec.name, root.path().string(),
          layout.marks);
  std::ranges::sort(listing.items, {}, &ListedItem::path);
  return listing;
}

std::optional<std::string> recognise(const std::string& folder, const Value& given) {
  const DatasetRoot root(folder);
  auto fitting = fitting_layouts(root, given, true);
  if (fitting.empty()) fitting = fitting_layouts(root, given, false);  // to be refused for its parameters
  if (std::ranges::any_of(fitting, &Layout::of_table)) std::erase_if(fitting, std::not_fn(&Layout::of_table));
  if (!std::ranges::all_of(fitting, &Layout::annotated)) std::erase_if(fitting, std::mem_fn(&Layout::annotated));
  if (fitting.size() != 1) return std::nullopt;
  return std::string(fitting.front()->name);
}

ComponentSpec set_of_table(const fs::path& file) {
  const auto found = std::ranges::find_if(kLayouts, &Layout::of_table);
  require(found != kLayouts.end(), "{}: no layout reads tables", file.string());
  return (*found)->of_table(file);
}

std::optional<SiblingsBelow> siblings_below(const std::string& folder) {
  for (const Layout* layout : kLayouts) {
    if (!layout->siblings) continue;
    auto values = layout->siblings->below(folder);
    if (!values.empty()) return SiblingsBelow{layout->name, *layout->siblings, std::move(values)};
  }
  return std::nullopt;
}

}  // namespace xil
