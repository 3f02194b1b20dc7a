#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/base/digest.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/numeric/image.h"

namespace xil {

struct ImageSetParams;

/// Side of SourceItem::thumbnail.
inline constexpr int kThumbnailSide = 32;

/// An item before any split: decoded, checked and scaled.
struct SourceItem {
  std::string path;  ///< of the picture, relative to the set's root; of a tile "picture#tile"
  int label = 0;
  std::string type;                     ///< defect type, empty for none
  std::string group;                    ///< as the set lists it; empty: none
  std::optional<Split> split;           ///< as the set gives it
  std::string tile;                     ///< where a tile lies in its picture, as path ends; empty: the whole picture
  std::string bytes_digest;             ///< SHA-256 of the picture's file, and of `tile` if it is one
  std::vector<std::uint8_t> thumbnail;  ///< kThumbnailSide x kThumbnailSide grey values of the whole unscaled picture
  Image image;
  std::optional<Region> defect;  ///< of defective items with a mask that is not empty
  std::optional<Region> confounder;

  /// The path of its picture.
  std::string picture() const { return tile.empty() ? path : path.substr(0, path.size() - tile.size() - 1); }
};

/// The content of a set of image files, which is read once and shared by all splits and seeds.
struct SourceSet {
  std::string name;  ///< of the dataset in core's table
  std::vector<std::string> class_names;
  int channels = 0, height = 0, width = 0;
  std::vector<SourceItem> items;   ///< ascending by path
  std::vector<std::string> notes;  ///< what a user should know of it: empty masks, skipped files
  std::string digest;              ///< SHA-256 of everything else but the notes
  int ok_label = 0;                ///< the class of items without a defect; kNoClass: every class may have regions
};

/// The digest of a set, from its other members.
std::string digest_of(const SourceSet& set);

/// Adds a region, or its absence, to a digest.
void add_region(Digest& digest, const std::optional<Region>& region);

/// Whether the dataset of that name is read from image files, so that its parameters are an ImageSetParams.
bool is_image_set(std::string_view dataset);
bool is_image_set(const ComponentSpec& dataset);

/// The spec with only those parameters that decide what is decoded, without the place of the files: equal for specs
/// with the same SourceSet.
/// Precondition: is_image_set(spec.name).
ComponentSpec source_spec(const ComponentSpec& spec);

/// The parameters of an image set.
/// Precondition: is_image_set(spec.name).
std::shared_ptr<const ImageSetParams> image_set_params(const ComponentSpec& spec);

}  // namespace xil
