#pragma once

#include <optional>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"
#include "framework/data/files/dataset_root.h"
#include "framework/data/layouts/layout.h"

namespace xil {

/// A listed item as its files hold it: in colours, unscaled.
struct ListedPicture {
  Image image;
  std::optional<Region> marked;      ///< of its mask; nothing: no mask, or it marks nothing
  std::optional<Region> confounder;  ///< likewise
};

/// Reads an item's files; of a tile that its path names, that part. Fails if the picture or a mask is damaged, or if a
/// mask has another size than its picture.
ListedPicture read_picture(const DatasetRoot& root, const ListedItem& item, const SourceParams& params);

/// The region of one of its masks; nothing where the path is empty, or the mask marks nothing.
std::optional<Region> read_region(const DatasetRoot& root, const std::string& mask, const SourceParams& params);

}  // namespace xil
