#include "framework/store/sets/pictures_file.h"

#include <algorithm>

#include "framework/store/files/files.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/run_checks.h"

namespace xil {
namespace {

using Pixels = std::vector<std::uint8_t>;

template <class Picture>
Pixels joined(std::span<const Picture> pictures, Image Picture::*which) {
  Pixels all;
  for (const Picture& picture : pictures) {
    const Pixels& pixels = (picture.*which).pixels;
    all.insert(all.end(), pixels.begin(), pixels.end());
  }
  return all;
}

/// The i-th of the pictures that are stored one after the other in `all`; `blank` has their size.
Image cut_out(const Pixels& all, std::size_t i, Image blank) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * blank.size());
  blank.pixels.assign(begin, begin + static_cast<std::ptrdiff_t>(blank.size()));
  return blank;
}

/// An empty picture of the size that the pictures of a table have.
Image blank_of(const TableReader& table, const std::string& name) {
  const auto [channels, height, width] = picture_shape(table.shape(name), table.path_of(name));
  return Image(channels, height, width);
}

void add_axes(TableWriter& table, const Image& first) {
  table.index("channel", static_cast<std::size_t>(first.channels));
  table.index("y", static_cast<std::size_t>(first.height));
  table.index("x", static_cast<std::size_t>(first.width));
}

std::vector<RefutationPicture> read_table(const TableReader& table) {
  const Image blank = blank_of(table, "original");
  const auto rows = table.column<std::int64_t>("row");
  const Pixels originals = table.column<std::uint8_t>("original"), edited = table.column<std::uint8_t>("edited");
  require(originals.size() == rows.size() * blank.size() && edited.size() == originals.size(),
          "the datasets of /pictures differ in length");
  std::vector<RefutationPicture> pictures;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pictures.push_back({rows[i], cut_out(originals, i, blank), cut_out(edited, i, blank)});
  }
  return pictures;
}

/// An item without a region has one that is all zero in the file, and gets that one back.
std::vector<ItemPicture> read_items(const TableReader& table) {
  const Image blank = blank_of(table, "image");
  const auto items = table.column<std::int64_t>("item");
  const Pixels images = table.column<std::uint8_t>("image"), regions = table.column<std::uint8_t>("region");
  const auto area = static_cast<std::size_t>(blank.height) * static_cast<std::size_t>(blank.width);
  require(images.size() == items.size() * blank.size() && regions.size() == items.size() * area,
          "the datasets of /items differ in length");
  std::vector<ItemPicture> pictures;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Region region(blank.height, blank.width);
    std::copy_n(regions.begin() + static_cast<std::ptrdiff_t>(i * area), area, region.values.begin());
    pictures.push_back({static_cast<ItemId>(items[i]), cut_out(images, i, blank), std::move(region)});
  }
  return pictures;
}

constexpr std::size_t kFrameNumbers = 5;  ///< item, top, left, height, width

FramedPicture read_framed(const TableReader& table) {
  const auto frame = table.column<std::int64_t>("frame");
  require(frame.size() == kFrameNumbers, "a picture's frame has {} numbers", frame.size());
  for (const std::int64_t number : frame) require(number >= 0 && number < (1 << 30), "a picture's frame is not one");
  FramedPicture picture;
  picture.item = static_cast<ItemId>(frame[0]);
  picture.image = blank_of(table, "image");
  const Pixels pixels = table.column<std::uint8_t>("image");
  require(pixels.size() == picture.image.size(), "a picture's pixels are not there");
  picture.image.pixels = pixels;
  const auto shape = table.shape("region");
  require(shape.size() == 2 && shape[0] < (1 << 15) && shape[1] < (1 << 15), "a region has no size");
  picture.region = Region(static_cast<int>(shape[0]), static_cast<int>(shape[1]));
  picture.region.values = table.column<std::uint8_t>("region");
  picture.top = static_cast<int>(frame[1]);
  picture.left = static_cast<int>(frame[2]);
  picture.frame_height = static_cast<int>(frame[3]);
  picture.frame_width = static_cast<int>(frame[4]);
  const Region& region = picture.region;
  require(picture.frame_height > 0 && picture.frame_width > 0 && picture.top + picture.frame_height <= region.height &&
              picture.left + picture.frame_width <= region.width,
          "a picture's frame lies outside of the run's picture");
  return picture;
}

}  // namespace

void write_pictures(const std::filesystem::path& path, std::span<const RefutationPicture> pictures) {
  const Image& first = pictures.front().original;
  std::vector<std::int64_t> rows;
  for (const RefutationPicture& picture : pictures) rows.push_back(picture.row);
  MemoryFile file;
  {
    TableWriter table(file.id(), "pictures");
    table.scale<std::int64_t>("row", rows);
    add_axes(table, first);
    const TableWriter::Dimensions axes = {"row", "channel", "y", "x"};
    table.column<std::uint8_t>("original", joined<RefutationPicture>(pictures, &RefutationPicture::original), axes);
    table.column<std::uint8_t>("edited", joined<RefutationPicture>(pictures, &RefutationPicture::edited), axes);
  }
  write_file_atomically(path, file.close());
}

std::vector<RefutationPicture> read_pictures(const std::filesystem::path& path) {
  return reading({path, 0}, [&](hid_t file) { return read_table(TableReader(file, "pictures")); });
}

void write_item_pictures(const std::filesystem::path& path, std::span<const ItemPicture> pictures) {
  const Image& first = pictures.front().image;
  std::vector<std::int64_t> items;
  Pixels regions;
  for (const ItemPicture& picture : pictures) {
    items.push_back(picture.item);
    Region region = picture.region;
    if (region.values.empty()) region = Region(first.height, first.width);
    regions.insert(regions.end(), region.values.begin(), region.values.end());
  }
  MemoryFile file;
  {
    TableWriter table(file.id(), "items");
    table.scale<std::int64_t>("item", items);
    add_axes(table, first);
    table.column<std::uint8_t>("image", joined<ItemPicture>(pictures, &ItemPicture::image),
                               {"item", "channel", "y", "x"});
    table.column<std::uint8_t>("region", regions, {"item", "y", "x"});
  }
  write_file_atomically(path, file.close());
}

void write_framed_pictures(const std::filesystem::path& path, std::span<const FramedPicture> pictures) {
  MemoryFile file;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const FramedPicture& picture = pictures[i];
    TableWriter table(file.id(), fmt::format("picture_{}", i));
    table.index("row", 1);
    add_axes(table, picture.image);
    table.index("region_y", static_cast<std::size_t>(picture.region.height));
    table.index("region_x", static_cast<std::size_t>(picture.region.width));
    const std::int64_t frame[kFrameNumbers] = {picture.item, picture.top, picture.left, picture.frame_height,
                                               picture.frame_width};
    table.scale<std::int64_t>("frame", frame);
    table.column<std::uint8_t>("image", picture.image.pixels, {"row", "channel", "y", "x"});
    table.column<std::uint8_t>("region", picture.region.values, {"region_y", "region_x"});
  }
  write_file_atomically(path, file.close());
}

std::vector<FramedPicture> read_framed_pictures(const std::filesystem::path& path) {
  return reading({path, 0}, [](hid_t file) {
    std::vector<FramedPicture> pictures;
    for (const std::string& name : member_names(file)) pictures.push_back(read_framed(TableReader(file, name)));
    return pictures;
  });
}

std::vector<ItemPicture> read_item_pictures(const std::filesystem::path& path) {
  return reading({path, 0}, [&](hid_t file) { return read_items(TableReader(file, "items")); });
}

}  // namespace xil
