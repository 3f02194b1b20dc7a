#include "framework/data/sources/converted_names.h"

#include <algorithm>
#include <filesystem>

#include "framework/core/base/error.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

/// "a.png" and "xywh=256,0,256,256" become "a.png_256_0_256_256".
std::string with_tile(std::string name, const std::string& tile) {
  if (tile.empty()) return name;
  std::string place = tile.substr(tile.find('=') + 1);
  std::ranges::replace(place, ',', '_');
  return std::move(name) + "_" + place;
}

void refuse_as_folder(const std::string& type) {
  refuse_unless(type.find('/') == std::string::npos && !type.starts_with('.') && type.find('\0') == std::string::npos,
                "the type '{}' cannot be the name of a folder: --to manifest takes it", type);
}

}  // namespace

ConvertedNames NameGiver::of(const std::string& path, const std::string& tile, bool ok, const std::string& type,
                             const std::string& ending) {
  if (!folders_) {
    const std::string name = tile.empty() ? path : with_tile(path, tile) + ending;
    require(taken_.insert(name).second, "two items would be images/{}", name);
    return {"images/" + name, "masks/" + name + ".png", "confounders/" + name + ".png"};
  }
  std::string flat = path;
  std::ranges::replace(flat, '/', '_');
  const std::string own = std::filesystem::path(path).filename().string();
  const std::string stem = with_tile(tile.empty() ? stem_of(own) : own, tile);
  return in_folders(stem, with_tile(flat, tile), ok, type, ending);
}

ConvertedNames NameGiver::in_folders(const std::string& stem, const std::string& whole, bool ok,
                                     const std::string& type, const std::string& ending) {
  if (!ok) refuse_as_folder(type);
  const std::string below = ok ? "" : type, folder = joined(ok ? "ok" : "defect", below);
  // Hidden files are not listed, and "a_mask.png" would also be looked for as the mask of "a".
  const auto takes = [&](const std::string& name) {
    return !name.starts_with('.') && !lower_case(name).ends_with("_mask") &&
           taken_.insert(lower_case(folder + "/" + name)).second;
  };
  std::string name = stem;
  if (!takes(name)) {
    const std::string base = "_" + whole;
    name = whole;
    for (int next = 2; !takes(name); ++next) name = base + "_" + std::to_string(next);
  }
  return {folder + "/" + name + ending, joined(joined("masks", below), name) + ".png",
          joined("confounders", folder) + "/" + name + ".png"};
}

}  // namespace xil
