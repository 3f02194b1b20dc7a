#include "framework/data/sources/item_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/codecs/tiles.h"

namespace xil {
namespace {

/// The region within a tile; nothing where nothing is marked there.
std::optional<Region> part_of(const std::optional<Region>& region, const Tile& tile) {
  if (!region) return std::nullopt;
  Region part = cut(*region, tile);
  if (area(part) == 0) return std::nullopt;
  return part;
}

std::optional<Region> scaled(const std::optional<Region>& region, const SourceParams& params) {
  if (!region) return std::nullopt;
  return scale_region(*region, params);
}

}  // namespace

void PictureCutter::check(const WholeItem& whole) const {
  require(params_.size == 0 || whole.label == ok_label_ || whole.marked,
          "{}: nothing is marked in this defective picture{}, so that it is not known which of its tiles are ok: give "
          "it a mask, or leave it out with damaged: skip",
          whole.listed.path, whole.doubt.empty() ? "" : fmt::format(" ({}: {})", whole.listed.mask, whole.doubt));
}

void PictureCutter::cut_up(const WholeItem& whole, const Sink& take) {
  if (params_.size > 0) return take_tiles(whole, take);
  ItemPart part{.whole = whole,
                .image = whole.image,
                .label = whole.label,
                .type = whole.listed.type,
                .confounder = whole.confounder};
  if (part.label != ok_label_) part.defect = whole.marked;
  take(part);
}

/// The class of a tile with so many marked pixels; nothing where it is left out.
std::optional<int> PictureCutter::label_of(const WholeItem& whole, std::size_t marked) {
  if (whole.label == ok_label_) return ok_label_;
  if (marked >= static_cast<std::size_t>(params_.least_marked)) return whole.label;
  if (marked > 0) {
    ++counts_.slivers;
    return std::nullopt;
  }
  if (ok_label_ == kNoClass) {
    ++counts_.unmarked;
    return std::nullopt;
  }
  ++counts_.ok;
  return ok_label_;
}

void PictureCutter::take_tiles(const WholeItem& whole, const Sink& take) {
  ++counts_.pictures;
  counts_.small += std::min(whole.image.height, whole.image.width) < params_.size ? 1 : 0;
  for (const Tile& tile : tiles_of(whole.image.height, whole.image.width, params_)) {
    std::optional<Region> marked = part_of(whole.marked, tile);
    const std::optional<int> label = label_of(whole, marked ? area(*marked) : 0);
    if (!label) continue;
    const Image image = cut(whole.image, tile);
    ItemPart part{.whole = whole, .image = image, .tile = tile_name(tile), .label = *label};
    if (part.label != ok_label_) {
      part.type = whole.listed.type;
      part.defect = std::move(marked);
    }
    part.confounder = part_of(whole.confounder, tile);
    ++counts_.tiles;
    take(part);
  }
}

SourceItem scaled_item(const ItemPart& part, const SourceParams& params) {
  const ListedItem& listed = part.whole.listed;
  SourceItem item;
  item.path = part.tile.empty() ? listed.path : listed.path + "#" + part.tile;
  item.label = part.label;
  item.type = part.type;
  item.group = listed.group;
  item.split = listed.split;
  item.tile = part.tile;
  item.bytes_digest = part.whole.bytes_digest;
  if (!part.tile.empty()) item.bytes_digest = Digest().add(item.bytes_digest + "#" + part.tile).hex();
  item.thumbnail = thumbnail(part.image);
  item.image = scale_image(part.image, params);
  item.defect = scaled(part.defect, params);
  item.confounder = scaled(part.confounder, params);
  return item;
}

std::string tiles_sentence(const TileCounts& counts, const TileParams& params) {
  if (params.size == 0) return "";
  std::string text =
      fmt::format("{} pictures are cut into {} tiles of {} pixels", counts.pictures, counts.tiles, params.size);
  const auto add = [&text](std::size_t count, std::string_view what) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  };
  add(counts.ok, "of them ok since nothing is marked there in a defective picture");
  add(counts.slivers, "more left out: fewer pixels are marked there than tiles.least_marked");
  add(counts.unmarked, "more left out: nothing is marked there, and no class of the set is ok");
  add(counts.small, "pictures have a side shorter than a tile, which is taken whole");
  return text;
}

}  // namespace xil
