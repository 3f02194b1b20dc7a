#include "framework/data/annotations/drawn_region.h"

#include <algorithm>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {
namespace {

struct Sides {
  int height = 0, width = 0;
  bool operator==(const Sides&) const = default;
};

/// The picture as its file holds it and as viewers show it.
struct BothWays {
  Sides stored = {}, upright = {};
  int orientation = 1;
  bool turned = false;  ///< it was read upright
};

BothWays both_ways(const InspectedPicture& picture, const SourceParams& params) {
  BothWays ways{.orientation = picture.facts.orientation, .turned = params.orientation == Orientation::Exif};
  const Sides sides{picture.image.height, picture.image.width}, swapped{sides.width, sides.height};
  const Sides& other = swaps_sides(ways.orientation) ? swapped : sides;
  ways.stored = ways.turned ? other : sides;
  ways.upright = ways.turned ? sides : other;
  return ways;
}

bool lies_upright(const DrawnShapes& drawn, const BothWays& ways, std::string_view where) {
  const Sides stated{drawn.height, drawn.width};
  const bool states = stated.height > 0 && stated.width > 0;
  require(!states || stated == ways.stored || stated == ways.upright,
          "{}: it was drawn on {} x {} pixels, and the picture has {} x {}: take the picture that it was drawn on, or "
          "leave the item out with damaged: skip",
          where, stated.width, stated.height, ways.stored.width, ways.stored.height);
  if (ways.orientation == 1) return true;
  if (drawn.on != DrawnOn::Sides) return drawn.on == DrawnOn::Upright;
  require(states && ways.stored != ways.upright,
          "{}: the picture's EXIF orientation is {}, and the annotation does not tell whether its shapes lie on the "
          "picture as it is stored or as viewers show it: drawn_on=stored or drawn_on=upright says so",
          where, ways.orientation);
  return stated == ways.upright;
}

/// In pixels.
std::vector<Shape> scaled(std::vector<Shape> shapes, const Sides& sides) {
  for (Shape& shape : shapes) {
    for (std::size_t i = 0; i < shape.points.size(); ++i) shape.points[i] *= i % 2 == 0 ? sides.width : sides.height;
  }
  return shapes;
}

}  // namespace

Region region_of_shapes(const std::vector<Shape>& shapes, const DrawnShapes& drawn, const InspectedPicture& picture,
                        const SourceParams& params, std::string_view where, FillCounts& counts) {
  const BothWays ways = both_ways(picture, params);
  const bool upright = lies_upright(drawn, ways, where);
  const Sides& sides = upright ? ways.upright : ways.stored;
  Region region = drawn.fractions ? fill(scaled(shapes, sides), sides.height, sides.width, where, counts)
                                  : fill(shapes, sides.height, sides.width, where, counts);
  if (ways.orientation == 1 || upright == ways.turned) return region;
  return turned(region, ways.orientation, upright);
}

}  // namespace xil
