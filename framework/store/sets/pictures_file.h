#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/core/numeric/image.h"

namespace xil {

/// A refutation as the network was trained with it, beside the picture that it was made from.
struct RefutationPicture {
  std::int64_t row = 0;  ///< its row of /corrections in the run file
  Image original, edited;
};

/// An item as it is in its dataset.
struct ItemPicture {
  ItemId item = 0;
  Image image;
  Region region;  ///< the marked defect; without one the marked confounder; without either empty
};

/// An item's picture, perhaps at another resolution than that of the run, and where it lies in the run's picture.
struct FramedPicture {
  ItemId item = 0;
  Image image;
  Region region;                          ///< as ItemPicture has it, at the run's resolution
  int top = 0, left = 0;                  ///< of the part of the run's picture that the image fills, in its pixels
  int frame_height = 0, frame_width = 0;  ///< of that part
};

/// Writes pictures of one size; replaces an existing file.
/// Precondition: `pictures` is not empty.
void write_pictures(const std::filesystem::path& file, std::span<const RefutationPicture> pictures);
/// Reads the pictures in the order in which they were written.
std::vector<RefutationPicture> read_pictures(const std::filesystem::path& file);

/// The same for items.
void write_item_pictures(const std::filesystem::path& file, std::span<const ItemPicture> pictures);
std::vector<ItemPicture> read_item_pictures(const std::filesystem::path& file);

/// The same for framed pictures, which may differ in size.
void write_framed_pictures(const std::filesystem::path& file, std::span<const FramedPicture> pictures);
std::vector<FramedPicture> read_framed_pictures(const std::filesystem::path& file);

}  // namespace xil
