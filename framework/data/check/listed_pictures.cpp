#include "framework/data/check/listed_pictures.h"

#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/tiles.h"

namespace xil {

std::optional<Region> read_region(const DatasetRoot& root, const std::string& mask, const SourceParams& params) {
  if (mask.empty()) return std::nullopt;
  Region region = decode_mask(root.read(mask), mask, params);
  return area(region) > 0 ? std::optional(std::move(region)) : std::nullopt;
}

namespace {

void keep_part(ListedPicture& picture, const Tile& tile) {
  picture.image = cut(picture.image, tile);
  for (std::optional<Region>* region : {&picture.marked, &picture.confounder}) {
    if (*region) *region = cut(**region, tile);
    if (*region && area(**region) == 0) region->reset();
  }
}

}  // namespace

ListedPicture read_picture(const DatasetRoot& root, const ListedItem& item, const SourceParams& params) {
  SourceParams colours = params;
  colours.channels = Channels::Rgb;
  const auto part = params.tiles.size > 0 ? tile_path(item.path) : std::nullopt;
  const std::string& file = part ? part->picture : item.path;
  ListedPicture picture{decode_picture(root.read(file), file, colours), {}, {}};
  const auto read = [&](const std::string& mask) {
    std::optional<Region> region = read_region(root, mask, params);
    require(!region || (region->height == picture.image.height && region->width == picture.image.width),
            "{}: the mask has another size than its picture", mask);
    return region;
  };
  picture.marked = read(item.mask);
  picture.confounder = read(item.confounder_mask);
  if (part) keep_part(picture, part->tile);
  return picture;
}

}  // namespace xil
