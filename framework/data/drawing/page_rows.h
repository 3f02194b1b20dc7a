#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace xil {

/// The widths that pictures of a block need: a picture that is narrower than kLeastSlot has a slot of that width, for
/// the sake of its name.
inline constexpr int kLeastSlot = 118, kPictureGap = 6, kBlockGap = 16;

/// The aspects (width / height) of the pictures of a block.
using BlockAspects = std::vector<double>;

/// Blocks that lie beside each other, with the height of their pictures in pixels.
struct PageRow {
  std::size_t first = 0, last = 0;  ///< blocks [first, last)
  int height = 0;
};

/// The width of a picture, and that of its slot.
int picture_width(double aspect, int height);
int slot_width(double aspect, int height);
int block_width(const BlockAspects& block, int height);

/// The height at which a picture of the blocks' median aspect covers about 200 x 200 pixels, within [120, 320].
int usual_height(std::span<const BlockAspects> blocks);

/// Breaks blocks into rows that are at most `width` wide. A full row has the height at which it fills the width, within
/// a quarter of the usual height; the last row has at most the usual height. A single block that is wider than the row
/// is made as low as it has to be.
std::vector<PageRow> page_rows(std::span<const BlockAspects> blocks, int width);

}  // namespace xil
