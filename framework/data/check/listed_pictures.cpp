#include "framework/data/check/listed_pictures.h"

#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"

namespace xil {

std::optional<Region> read_region(const DatasetRoot& root, const std::string& mask, const SourceParams& params) {
  if (mask.empty()) return std::nullopt;
  Region region = decode_mask(root.read(mask), mask, params);
  return area(region) > 0 ? std::optional(std::move(region)) : std::nullopt;
}

ListedPicture read_picture(const DatasetRoot& root, const ListedItem& item, const SourceParams& params) {
  SourceParams colours = params;
  colours.channels = Channels::Rgb;
  ListedPicture picture{decode_picture(root.read(item.path), item.path, colours), {}, {}};
  const auto read = [&](const std::string& mask) {
    std::optional<Region> region = read_region(root, mask, params);
    require(!region || (region->height == picture.image.height && region->width == picture.image.width),
            "{}: the mask has another size than its picture", mask);
    return region;
  };
  picture.marked = read(item.mask);
  picture.confounder = read(item.confounder_mask);
  return picture;
}

}  // namespace xil
