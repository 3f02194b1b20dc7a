#include "framework/data/layouts/layouts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/layouts/layout_files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCategory = "{category}";

/// Leaves out the items of other types.
void keep_types(Listing& listing, const std::vector<std::string>& types, const Choice& choice) {
  if (types.empty()) return;
  std::set<std::string> found;
  for (const ListedItem& item : listing.items) {
    if (!item.type.empty()) found.insert(item.type);
  }
  for (const std::string& type : types) {
    refuse_unless(found.contains(type), "dataset '{}': 'types' names '{}', of which there is no picture. Found: {}",
                  choice.name, type, found.empty() ? "no types" : fmt::format("{}", fmt::join(found, ", ")));
  }
  const auto others = std::ranges::stable_partition(listing.items, [&types](const ListedItem& item) {
    return item.label == kOkLabel || std::ranges::find(types, item.type) != types.end();
  });
  listing.left_out.assign(others.begin(), others.end());
  listing.items.erase(others.begin(), others.end());
}

/// A layout's list as layouts.h promises it.
template <Listing (*list)(const DatasetRoot&, const Choice&)>
Listing finished(const DatasetRoot& root, const Choice& choice) {
  Listing listing = list(root, choice);
  keep_types(listing, image_set_params(choice)->types, choice);
  require(!listing.items.empty(), "dataset '{}': no picture in {}: it needs {}", choice.name, root.path().string(),
          layout_of(choice.name).marks);
  std::ranges::sort(listing.items, {}, &ListedItem::path);
  return listing;
}

constexpr std::array<std::string_view, 1> kRootOnly = {""};
constexpr std::array<std::string_view, 5> kCastingPlaces = {"", "casting_data", "casting_data/casting_data", "casting",
                                                            "casting/casting_data"};
constexpr std::array<std::string_view, 4> kKolektorPlaces = {"", "KolektorSDD2", "kolektor_sdd2",
                                                             "kolektor_sdd2/KolektorSDD2"};
constexpr std::array<std::string_view, 4> kTilePlaces = {"", "magnetic_tile", "Magnetic-tile-defect-datasets.-master",
                                                         "magnetic_tile/Magnetic-tile-defect-datasets.-master"};
constexpr std::array<std::string_view, 5> kMvtecPlaces = {"", "{category}", "mvtec_ad/{category}",
                                                          "mvtec_anomaly_detection/{category}",
                                                          "mvtec_ad/mvtec_anomaly_detection/{category}"};

// To add a layout: its parameters and a line in framework/core/catalogue/tables.h, its two functions in layout_files.h,
// and one line below.
constexpr std::array kLayouts = {
    Layout{"casting", kCastingPlaces, "train|test / ok_front|def_front", is_casting, finished<list_casting>},
    Layout{"image_folder", kRootOnly, "pictures in ok/ and defect/[type/]", is_image_folder,
           finished<list_image_folder>},
    Layout{"kolektor_sdd2", kKolektorPlaces, "train|test / <number>.png and <number>_GT.png", is_kolektor_sdd2,
           finished<list_kolektor_sdd2>},
    Layout{"magnetic_tile", kTilePlaces, "MT_Free/Imgs and MT_<type>/Imgs", is_magnetic_tile,
           finished<list_magnetic_tile>},
    Layout{"manifest", kRootOnly, "the table that the parameter file names", is_manifest, finished<list_manifest>},
    Layout{"mvtec_ad", kMvtecPlaces, "train/good, test/<type> and ground_truth/<type> of the parameter category",
           is_mvtec_ad, finished<list_mvtec_ad>},
};

std::string place_name(std::string_view place, const Choice& choice) {
  std::string name(place);
  if (const std::size_t at = name.find(kCategory); at != std::string::npos) {
    name.replace(at, kCategory.size(), params_of<MvtecAdParams>(choice, kDatasets, "dataset")->category);
  }
  return name;
}

/// The first of its places below a folder that a layout recognises.
std::optional<DatasetRoot> find_place(const Layout& layout, const fs::path& folder, const Choice& choice) {
  for (const std::string_view place : layout.places) {
    const fs::path candidate = folder / place_name(place, choice);
    std::error_code unreadable;
    if (!fs::is_directory(candidate, unreadable)) continue;
    DatasetRoot root(candidate, image_set_params(choice)->links);
    if (layout.recognises(root, choice)) return root;
  }
  return std::nullopt;
}

/// Does the layout have all those parameters that some layout has? Others are no layout's, and are refused later.
bool takes(const Layout& layout, const Value& given) {
  const auto has = [](const Layout& one, const std::string& key) {
    const auto fields = find_named(kDatasets, one.name, "dataset").describe();
    return std::ranges::find(fields, key, &FieldInfo::name) != fields.end();
  };
  return std::ranges::all_of(*given.get<Value::Map>(), [&](const auto& entry) {
    return has(layout, entry.first) ||
           std::ranges::none_of(kLayouts, [&](const Layout& other) { return has(other, entry.first); });
  });
}

/// The given parameters that the layout has, with the defaults of the others.
Choice choice_with(const Layout& layout, const Value& given) {
  const std::string name(layout.name);
  Value own(Value::Map{});
  for (const FieldInfo& field : find_named(kDatasets, name, "dataset").describe()) {
    if (const Value* value = given.find(field.name)) own.set(field.name, *value);
  }
  return resolved(kDatasets, "dataset", name, own);
}

/// Names of the layouts that a folder has; `strict`: of those only that take the given parameters.
std::vector<std::string> fitting_layouts(const DatasetRoot& root, const Value& given, bool strict) {
  std::vector<std::string> names;
  for (const Layout& layout : kLayouts) {
    if (strict && !takes(layout, given)) continue;
    if (find_place(layout, root.path(), choice_with(layout, given))) names.emplace_back(layout.name);
  }
  return names;
}

/// What else could have been meant where a set of MVTec AD is not found.
std::string categories_below(const Layout& layout, const std::string& folder) {
  const auto categories = layout.name == "mvtec_ad" ? mvtec_categories(folder) : std::vector<std::string>();
  return categories.empty() ? "" : fmt::format("; it has the categories {}", fmt::join(categories, ", "));
}

/// A folder in which to look, and who named it.
struct Base {
  std::string folder;
  std::string_view source;
};

Base base_of(const Layout& layout, const Choice& choice) {
  const std::string root = image_set_params(choice)->root;
  if (!root.empty()) return {root, "'root'"};
  refuse_unless(layout.places.size() > 1, "dataset '{}': 'root' is not set: let it name the folder with {}",
                choice.name, layout.marks);
  const char* environment = std::getenv("XIL_DATA");
  refuse_unless(
      environment != nullptr && *environment != '\0',
      "dataset '{}': neither 'root' nor the environment variable XIL_DATA is set: let one of them name the folder "
      "with {}, or one above it",
      choice.name, layout.marks);
  return {environment, "XIL_DATA"};
}

}  // namespace

std::span<const Layout> layouts() { return kLayouts; }

const Layout& layout_of(std::string_view dataset) {
  const auto found = std::ranges::find(kLayouts, dataset, &Layout::name);
  require(found != kLayouts.end(), "dataset '{}' has no layout: it is not read from image files", dataset);
  return *found;
}

DatasetRoot find_root(const Choice& choice) {
  const Layout& layout = layout_of(choice.name);
  const auto [folder, source] = base_of(layout, choice);
  std::error_code unreadable;
  refuse_unless(fs::is_directory(folder, unreadable),
                "dataset '{}': {} is '{}', which is no folder: let it name the one with {}", choice.name, source,
                folder, layout.marks);
  if (auto root = find_place(layout, folder, choice)) return *std::move(root);
  std::vector<std::string> below;
  for (const std::string_view place : layout.places) {
    if (!place.empty()) below.push_back(place_name(place, choice));
  }
  refuse("dataset '{}': {} holds no such set{}{}: let {} name the folder with {}", choice.name, folder,
         below.empty() ? "" : fmt::format(", nor do {} in it", fmt::join(below, ", ")),
         categories_below(layout, folder), source, layout.marks);
}

std::optional<std::string> recognise(const std::string& folder, const Value& given) {
  const DatasetRoot root(folder);
  const auto fitting = fitting_layouts(root, given, true);
  const auto any = fitting.empty() ? fitting_layouts(root, given, false) : fitting;  // to be refused for its parameters
  if (std::ranges::find(any, "manifest") != any.end()) return "manifest";
  if (any.size() != 1) return std::nullopt;
  return any.front();
}

std::vector<std::string> mvtec_categories(const std::string& folder) {
  std::vector<std::string> found;
  for (const std::string_view place : kMvtecPlaces) {
    if (!place.ends_with(kCategory)) continue;
    const std::string above(place.substr(0, place.size() - kCategory.size()));
    std::error_code unreadable;
    for (fs::directory_iterator entry(fs::path(folder) / above, unreadable), end; !unreadable && entry != end;
         entry.increment(unreadable)) {
      std::error_code none;
      if (fs::is_directory(entry->path() / "train" / "good", none)) found.push_back(entry->path().filename().string());
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace xil
