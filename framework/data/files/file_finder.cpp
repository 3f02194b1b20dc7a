#include "framework/data/files/file_finder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <set>
#include <utility>

#include "framework/data/codecs/decode.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// Endings of masks, the one that loses nothing and is most usual first.
constexpr std::array<std::string_view, 6> kMaskEndings = {".png", ".bmp", ".tif", ".tiff", ".jpg", ".jpeg"};

/// How early an ending is tried; nothing that can be a mask where it is kMaskEndings.size().
std::size_t rank_of(const std::string& name) {
  const std::string lower = lower_case(name);
  const auto found =
      std::ranges::find_if(kMaskEndings, [&](std::string_view ending) { return lower.ends_with(ending); });
  return static_cast<std::size_t>(found - kMaskEndings.begin());
}

/// The folders in which a folder lies, without links.
std::vector<fs::path> places_above(const DatasetRoot& root, const std::string& folder) {
  std::vector<fs::path> places;
  if (!folder.empty()) places.push_back(root.resolved(""));
  for (std::size_t slash = folder.find('/'); slash != std::string::npos; slash = folder.find('/', slash + 1)) {
    places.push_back(root.resolved(folder.substr(0, slash)));
  }
  return places;
}

/// `above`: the folders in which `folder` lies, without links.
void add_files(const DatasetRoot& root, const std::string& folder, const std::string& name,
               std::vector<fs::path>& above, std::vector<std::string>& found) {
  const std::string whole = joined(folder, name);
  const fs::path place = root.resolved(whole);
  if (std::ranges::find(above, place) != above.end()) return;
  above.push_back(place);
  for (const std::string& file : root.files(whole)) found.push_back(joined(name, file));
  for (const std::string& inner : root.folders(whole)) add_files(root, folder, joined(name, inner), above, found);
  above.pop_back();
}

/// Takes out what has the name of another picture with a suffix behind it.
void erase_masks(std::vector<std::string>& names, const std::vector<std::string>& suffixes) {
  std::set<std::string> stems, masks;
  for (const std::string& name : names) stems.insert(stem_of(name));
  for (const std::string& stem : stems) {
    for (const std::string& suffix : suffixes) masks.insert(stem + suffix);
  }
  std::erase_if(names, [&](const std::string& name) { return masks.contains(stem_of(name)); });
}

}  // namespace

std::string joined(const std::string& folder, const std::string& name) {
  if (folder.empty() || name.empty()) return folder.empty() ? name : folder;
  return folder + "/" + name;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char sign) { return static_cast<char>(std::tolower(sign)); });
  return text;
}

std::string stem_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

bool is_png_name(const std::string& name) { return lower_case(name).ends_with(".png"); }

MaskFolder::MaskFolder(std::string folder, const std::vector<std::string>& names, std::vector<std::string> suffixes)
    : folder_(std::move(folder)), suffixes_(std::move(suffixes)) {
  for (const std::string& name : names) {
    if (rank_of(name) == kMaskEndings.size()) continue;
    const auto [entry, is_new] = by_stem_.emplace(stem_of(name), name);
    if (!is_new && rank_of(name) < rank_of(entry->second)) entry->second = name;
  }
}

std::string MaskFolder::of(const std::string& picture) const {
  for (const std::string& suffix : suffixes_) {
    const auto found = by_stem_.find(stem_of(picture) + suffix);
    if (found != by_stem_.end()) return joined(folder_, found->second);
  }
  return {};
}

std::string MaskFolder::wanted(const std::string& picture) const {
  return suffixes_.empty() ? std::string() : joined(folder_, stem_of(picture) + suffixes_.front() + ".png");
}

FileFinder::FileFinder(const DatasetRoot& root, const SourceParams& params, std::vector<std::string> suffixes)
    : root_(root), params_(params), suffixes_(std::move(suffixes)) {
  if (!params.mask_suffix.empty()) suffixes_ = {params.mask_suffix == kNoSuffix ? std::string() : params.mask_suffix};
}

std::vector<std::string> FileFinder::files(const std::string& folder) const {
  if (params_.recursive) return files_below(root_, folder);
  if (!root_.has_folder(folder)) return {};
  const std::vector<fs::path> above = places_above(root_, folder);
  const bool leads_back = std::ranges::find(above, root_.resolved(folder)) != above.end();
  return leads_back ? std::vector<std::string>() : root_.files(folder);
}

std::vector<std::string> FileFinder::pictures(const std::string& folder) {
  searched_.push_back(folder);
  std::vector<std::string> names = files(folder);
  std::erase_if(names, [](const std::string& name) { return !is_picture_name(name); });
  if (!params_.mask_suffix.empty() && params_.mask_suffix != kNoSuffix) erase_masks(names, suffixes_);
  return names;
}

MaskFolder FileFinder::masks(const std::string& folder) const { return {folder, files(folder), suffixes_}; }

MaskFolder FileFinder::masks_beside(const std::string& folder) const {
  if (params_.mask_suffix.empty() || params_.mask_suffix == kNoSuffix) return {};
  return masks(folder);
}

std::vector<std::string> files_below(const DatasetRoot& root, const std::string& folder) {
  std::vector<std::string> found;
  if (!root.has_folder(folder)) return found;
  std::vector<fs::path> above = places_above(root, folder);
  add_files(root, folder, "", above, found);
  std::ranges::sort(found);
  return found;
}

}  // namespace xil
