#include "framework/data/files/mask_names.h"

#include <algorithm>
#include <array>

#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 24> kFolders = {"mask",
                                                       "masks",
                                                       "gt",
                                                       "gts",
                                                       "ground_truth",
                                                       "groundtruth",
                                                       "ground-truth",
                                                       "label",
                                                       "labels",
                                                       "annotation",
                                                       "annotations",
                                                       "anno",
                                                       "seg",
                                                       "segmentation",
                                                       "segmentations",
                                                       "segs",
                                                       "confounder",
                                                       "confounders",
                                                       "seg_masks",
                                                       "mask_images",
                                                       "labelmask",
                                                       "ground truth",
                                                       "segmentationclass",
                                                       "segmentationobject"};
constexpr std::array<std::string_view, 14> kSuffixes = {
    "mask",       "masks", "gt",  "label",       "labels",       "seg",          "segmentation",
    "annotation", "anno",  "roi", "groundtruth", "ground_truth", "ground-truth", "binary"};
constexpr std::array<std::string_view, 18> kForeign = {".webp", ".gif", ".pgm",  ".ppm", ".pbm",  ".pnm",
                                                       ".jp2",  ".j2k", ".jfif", ".jpe", ".heic", ".avif",
                                                       ".dib",  ".exr", ".dng",  ".raw", ".tga",  ".svg"};
constexpr std::array<std::string_view, 7> kAnnotations = {".json", ".xml", ".txt", ".npy", ".npz", ".mat", ".csv"};

bool is_sign(char sign) { return sign == '_' || sign == '-' || sign == '.' || sign == ' '; }

template <std::size_t N>
bool ends_in(std::string_view path, const std::array<std::string_view, N>& endings) {
  const std::string lower = lower_case(std::string(path));
  return std::ranges::any_of(endings, [&](std::string_view ending) { return lower.ends_with(ending); });
}

}  // namespace

bool names_masks(std::string_view folder) {
  const std::string lower = lower_case(std::string(folder));
  return std::ranges::find(kFolders, lower) != kFolders.end() || lower.ends_with("_mask") ||
         lower.ends_with("_masks") || lower.starts_with("masks_") || lower.starts_with("mask_");
}

bool lies_among_masks(std::string_view path) {
  std::size_t begin = 0;
  for (std::size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/', begin)) {
    if (names_masks(path.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

std::string mask_suffix_of(std::string_view path) {
  const std::string name = stem_of(std::string(path.substr(path.rfind('/') + 1)));
  const std::string lower = lower_case(name);
  for (const std::string_view suffix : kSuffixes) {
    if (lower.size() < suffix.size() + 2 || !lower.ends_with(suffix)) continue;
    const std::size_t at = lower.size() - suffix.size() - 1;
    if (is_sign(lower[at])) return name.substr(at);
  }
  return {};
}

bool has_annotation_ending(std::string_view path) { return ends_in(path, kAnnotations); }

bool has_foreign_ending(std::string_view path) { return ends_in(path, kForeign); }

}  // namespace xil
