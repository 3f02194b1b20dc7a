#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/catalogue/image_sets.h"

namespace xil {

/// A shape that somebody drew on a picture. Positions are x, y from the upper left corner, in pixels: the pixel in
/// column c and row r covers x from c to c + 1 and y from r to r + 1.
struct Shape {
  enum class Kind {
    Polygon,  ///< points: its corners, x and y in turn; where it crosses itself, what is enclosed twice is outside
    Disc,     ///< points: x and y of the centre, radius
    Stroke,   ///< points: the corners of a line, or one point; width pixels wide, with round ends
    Runs      ///< runs of pixels outside and inside in turn, column by column, in a box
  } kind = Kind::Polygon;
  std::vector<double> points = {};
  double width = 0;
  std::vector<std::uint32_t> runs = {};  ///< they sum to box_height x box_width
  int left = 0, top = 0, box_height = 0, box_width = 0;
};

/// What an annotation says of the regions of one picture.
struct DrawnShapes {
  std::vector<Shape> defect = {}, confounder = {};
  int height = 0, width = 0;  ///< of the picture that they were drawn on; 0: not stated
  bool fractions = false;     ///< points are fractions of the picture's width and height
  DrawnOn on = DrawnOn::Sides;

  bool empty() const { return defect.empty() && confounder.empty(); }
};

/// The four corners of a box.
inline Shape box_shape(double left, double top, double right, double bottom) {
  return {.points = {left, top, right, top, right, bottom, left, bottom}};
}

}  // namespace xil
