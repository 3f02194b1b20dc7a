#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/params.h"

namespace xil {

/// What a region that was drawn for a class says about maps.
enum class ClassReason {
  Right,  ///< the model should look there, as at a marked defect
  Wrong   ///< it must not look there, as at a marked confounder
};
template <>
struct EnumNames<ClassReason> {
  static constexpr std::array<std::string_view, 2> names = {"right", "wrong"};
};

/// A region that an expert draws once for all pictures of a class, or of each of several: one of a box, a circle and a
/// polygon. Coordinates are shares of the picture, x of its width from the left, y of its height from the top; a radius
/// is a share of the smaller side.
struct ClassShape {
  std::vector<std::string> classes;
  ClassReason as = ClassReason::Wrong;
  std::vector<double> box;                   ///< left, top, right, bottom
  std::vector<double> circle;                ///< x, y, radius
  std::vector<std::vector<double>> polygon;  ///< corners x, y

  void fields(auto&& f) {
    f("class", classes, "name of the class, or a list of names");
    f("as", as, "right: where the model should look; wrong: where it must not look");
    f("box", box, "left, top, right, bottom, in shares of the picture");
    f("circle", circle, "x, y, radius, in shares of the picture, the radius of its smaller side");
    f("polygon", polygon, "three or more corners [x, y], in shares of the picture");
  }
  void validate() const;
  /// As a map of what is given, without the defaults: it stands in names of runs.
  static ClassShape from_value(const Value& value, std::string_view key);
  Value as_value() const;
  static std::string type_name() { return "map"; }
  bool operator==(const ClassShape&) const = default;
};

}  // namespace xil
