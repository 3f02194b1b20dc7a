#pragma once

#include <optional>
#include <string>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"
#include "framework/data/files/dataset_root.h"
#include "framework/data/layouts/layout.h"

namespace xil {

/// What is marked in an item, of its masks or its annotation, unscaled; nothing where nothing is.
struct ListedRegions {
  std::optional<Region> marked = {}, confounder = {};
};

/// A listed item as its files hold it: in colours, unscaled.
struct ListedPicture {
  Image image;
  ListedRegions regions = {};
};

/// Reads an item's files; of a tile that its path names, that part. Fails if the picture, a mask or the annotation is
/// damaged, or if a mask has another size than its picture.
ListedPicture read_picture(const DatasetRoot& root, const ListedItem& item, const SourceParams& params);

/// The regions of a listed picture, or of the tile of it that `path` names.
ListedRegions read_regions_of(const DatasetRoot& root, const ListedItem& item, const std::string& path,
                              const SourceParams& params);

}  // namespace xil
