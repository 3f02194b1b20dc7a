#include "framework/store/runs/item_regions.h"

#include <algorithm>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

/// A region of the file; empty if it has no pixel.
Region region_at(const TableReader& table, const std::string& name, hsize_t row, int height, int width) {
  Region region(height, width);
  const std::size_t pixels = region.values.size();
  region.values = table.rows<std::uint8_t>(name, row, 1);
  require(region.values.size() == pixels, "{} has not the size of the pictures", table.path_of(name));
  return std::ranges::all_of(region.values, [](auto value) { return value == 0; }) ? Region() : region;
}

}  // namespace

std::map<ItemId, ItemRegions> read_item_regions(hid_t file) {
  const TableReader table(file, "saliency");
  const auto [channels, height, width] = picture_shape(table.shape("image"), "/saliency/image");
  const auto items = table.column<std::uint32_t>("item");
  std::map<ItemId, ItemRegions> regions;
  for (std::size_t row = 0; row < items.size(); ++row) {
    const auto [place, is_new] = regions.emplace(items[row], ItemRegions{});
    if (!is_new) continue;  // an item's regions are the same in every round
    ItemRegions& of_item = place->second;
    of_item.confounder = region_at(table, "confounder", row, height, width);
    of_item.defect = region_at(table, "region", row, height, width);
    if (of_item.defect == of_item.confounder) of_item.defect = {};
  }
  return regions;
}

std::map<ItemId, ItemRegions> read_item_regions(const std::filesystem::path& path) {
  return reading({path, 2}, [](hid_t file) { return read_item_regions(file); });
}

}  // namespace xil
