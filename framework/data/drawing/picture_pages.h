#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/numeric/image.h"

// Pages of many pictures for viewing.
namespace xil {

struct PagePicture {
  Image image;                            ///< grey or RGB of any size; without pixels: it is shown as unreadable
  std::optional<Region> region;           ///< outlined by a line; both regions have the size of the image
  std::optional<Region> confounder;       ///< outlined by dashes
  std::string name = {};                  ///< below the picture, shortened in its middle where it is too long
  std::vector<std::string> details = {};  ///< fainter lines below the name
};

/// Pictures that stay side by side, such as near copies.
struct PageBlock {
  std::vector<PagePicture> pictures;
  std::string caption = {};  ///< above them
};

struct PageSection {
  std::string heading = {};
  std::string remark = {};  ///< beside the heading
  std::vector<PageBlock> blocks = {};
  std::array<std::uint8_t, 3> ink = {20, 20, 20};  ///< of the heading: red, green, blue
};

struct PictureBook {
  std::string title;
  std::vector<std::string> details = {};  ///< lines below the title
  std::vector<PageSection> sections = {};
};

/// Pictures larger than this are of no use to a page: its author may reduce them before.
inline constexpr int kMostPagePixels = 1536;  // of the longer side

/// RGB pages of 1,600 pixels in width. Every picture keeps its aspect; the pictures of a row have one height, and fill
/// the page's width except in the last row of a section. Tall pictures get taller rows than wide ones, so that they are
/// about equally large. A page is at most `most_height` pixels high, or a little more than its highest row; 0: all is
/// on one page. The same book gives the same bytes on a machine.
std::vector<Image> picture_pages(const PictureBook& book, int most_height = 2000);

}  // namespace xil
