#include "framework/data/check/listed_pictures.h"

#include "framework/core/base/error.h"
#include "framework/data/annotations/drawn_region.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/tiles.h"

namespace xil {
namespace {

std::optional<TilePath> part_of(const std::string& path, const SourceParams& params) {
  return params.tiles.size > 0 ? tile_path(path) : std::nullopt;
}

std::optional<Region> if_marked(Region region) {
  return area(region) > 0 ? std::optional(std::move(region)) : std::nullopt;
}

std::optional<Region> shapes_region(const ListedItem& item, const std::vector<Shape>& shapes,
                                    const InspectedPicture& picture, const SourceParams& params) {
  if (shapes.empty()) return std::nullopt;
  FillCounts counts;
  return if_marked(region_of_shapes(shapes, item.drawn, picture, params, item.annotation, counts));
}

std::optional<Region> mask_region(const DatasetRoot& root, const std::string& mask, const SourceParams& params) {
  if (mask.empty()) return std::nullopt;
  return if_marked(decode_mask(root.read(mask), mask, params));
}

/// The regions of a whole picture, which is decoded only where shapes need its size.
ListedRegions whole_regions(const DatasetRoot& root, const ListedItem& item, const std::string& file,
                            const SourceParams& params) {
  if (item.annotation.empty())
    return {mask_region(root, item.mask, params), mask_region(root, item.confounder_mask, params)};
  if (item.drawn.defect.empty() && item.drawn.confounder.empty()) return {};
  const InspectedPicture picture = inspect_picture(root.read(file), file, params);
  return {shapes_region(item, item.drawn.defect, picture, params),
          shapes_region(item, item.drawn.confounder, picture, params)};
}

void keep_part(std::optional<Region>& region, const Tile& tile) {
  if (region) region = if_marked(cut(*region, tile));
}

}  // namespace

ListedRegions read_regions_of(const DatasetRoot& root, const ListedItem& item, const std::string& path,
                              const SourceParams& params) {
  require(item.fault.empty(), "{}", item.fault);
  const auto part = part_of(path, params);
  ListedRegions regions = whole_regions(root, item, part ? part->picture : path, params);
  if (!part) return regions;
  keep_part(regions.marked, part->tile);
  keep_part(regions.confounder, part->tile);
  return regions;
}

ListedPicture read_picture(const DatasetRoot& root, const ListedItem& item, const SourceParams& params) {
  SourceParams colours = params;
  colours.channels = Channels::Rgb;
  const auto part = part_of(item.path, params);
  const std::string& file = part ? part->picture : item.path;
  ListedPicture picture{decode_picture(root.read(file), file, colours), read_regions_of(root, item, item.path, params)};
  if (part) picture.image = cut(picture.image, part->tile);
  for (const auto& region : {picture.regions.marked, picture.regions.confounder}) {
    require(!region || (region->height == picture.image.height && region->width == picture.image.width),
            "{}: a mask has another size than its picture", item.path);
  }
  return picture;
}

}  // namespace xil
