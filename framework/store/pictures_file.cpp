#include "framework/store/pictures_file.h"

#include "framework/store/files.h"
#include "framework/store/hdf5_read.h"
#include "framework/store/hdf5_write.h"

namespace xil {
namespace {

using Pixels = std::vector<std::uint8_t>;

Pixels joined(std::span<const RefutationPicture> pictures, Image RefutationPicture::*which) {
  Pixels all;
  for (const RefutationPicture& picture : pictures) {
    const Pixels& pixels = (picture.*which).pixels;
    all.insert(all.end(), pixels.begin(), pixels.end());
  }
  return all;
}

/// The i-th of the pictures that follow each other in `all`; `blank` has their size.
Image cut_out(const Pixels& all, std::size_t i, Image blank) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * blank.size());
  blank.pixels.assign(begin, begin + static_cast<std::ptrdiff_t>(blank.size()));
  return blank;
}

std::vector<RefutationPicture> read_table(const TableReader& table) {
  const auto shape = table.shape("original");
  require(shape.size() == 4, "/pictures/original has {} dimensions, not 4", shape.size());
  const auto rows = table.column<std::int64_t>("row");
  const Pixels originals = table.column<std::uint8_t>("original"), edited = table.column<std::uint8_t>("edited");
  const Image blank(static_cast<int>(shape[1]), static_cast<int>(shape[2]), static_cast<int>(shape[3]));
  require(originals.size() == rows.size() * blank.size() && edited.size() == originals.size(),
          "the datasets of /pictures differ in length");
  std::vector<RefutationPicture> pictures;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pictures.push_back({rows[i], cut_out(originals, i, blank), cut_out(edited, i, blank)});
  }
  return pictures;
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
    table.index("channel", static_cast<std::size_t>(first.channels));
    table.index("y", static_cast<std::size_t>(first.height));
    table.index("x", static_cast<std::size_t>(first.width));
    const TableWriter::Dimensions axes = {"row", "channel", "y", "x"};
    table.column<std::uint8_t>("original", joined(pictures, &RefutationPicture::original), axes);
    table.column<std::uint8_t>("edited", joined(pictures, &RefutationPicture::edited), axes);
  }
  write_file_atomically(path, file.close());
}

std::vector<RefutationPicture> read_pictures(const std::filesystem::path& path) {
  return reading(path, [&] {
    const Handle file = open_file(path);
    return read_table(TableReader(file, "pictures"));
  });
}

}  // namespace xil
