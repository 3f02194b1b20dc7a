#include "framework/data/drawing/page_rows.h"

#include <algorithm>
#include <cmath>

#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

constexpr double kUsualSide = 200;
constexpr int kLeastHeight = 120, kMostHeight = 320, kLowest = 16;

int row_width(std::span<const BlockAspects> row, int height) {
  int width = -kBlockGap;
  for (const BlockAspects& block : row) width += block_width(block, height) + kBlockGap;
  return width;
}

/// The largest height from `low` to `high` at which a row is at most `width` wide; `low` if there is none.
int fitting_height(std::span<const BlockAspects> row, int width, int low, int high) {
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (row_width(row, middle) <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

int picture_width(double aspect, int height) { return std::max(1, static_cast<int>(std::lround(aspect * height))); }

int slot_width(double aspect, int height) { return std::max(kLeastSlot, picture_width(aspect, height)); }

int block_width(const BlockAspects& block, int height) {
  int width = -kPictureGap;
  for (const double aspect : block) width += slot_width(aspect, height) + kPictureGap;
  return width;
}

int usual_height(std::span<const BlockAspects> blocks) {
  std::vector<double> aspects;
  for (const BlockAspects& block : blocks) aspects.insert(aspects.end(), block.begin(), block.end());
  if (aspects.empty()) return static_cast<int>(kUsualSide);
  const double height = kUsualSide / std::sqrt(quantile(std::move(aspects), 0.5));
  return std::clamp(static_cast<int>(std::lround(height)), kLeastHeight, kMostHeight);
}

std::vector<PageRow> page_rows(std::span<const BlockAspects> blocks, int width) {
  const int usual = usual_height(blocks), least = usual * 3 / 4, most = usual * 5 / 4;
  std::vector<PageRow> rows;
  for (std::size_t first = 0; first < blocks.size();) {
    std::size_t last = first + 1;
    const auto row = [&] { return blocks.subspan(first, last - first); };
    while (last < blocks.size() && row_width(row(), usual) < width) ++last;
    if (last - first > 1 && row_width(row(), least) > width) --last;
    const bool ends = last == blocks.size() && row_width(row(), usual) <= width;
    const int low = last - first == 1 ? kLowest : least;
    rows.push_back({first, last, fitting_height(row(), width, low, ends ? usual : most)});
    first = last;
  }
  return rows;
}

}  // namespace xil
