#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>

struct FT_LibraryRec_;
struct FT_FaceRec_;

// Letters for pictures that are made for viewing.
namespace xil {

enum class Weight { Regular, Bold };

/// A typeface that writes on pictures: DejaVu Sans by FreeType, with letters of every script that it holds. On a
/// machine without that font the letters are OpenCV's strokes, which draw what is not ASCII as question marks. The
/// order of a text's characters is that of its code points; nothing is shaped.
class Letters {
 public:
  explicit Letters(Weight weight = Weight::Regular);
  Letters(Letters&&) = default;

  /// Width of a text in pixels. `size`: height of a line's letters (the em) in pixels.
  int width(std::string_view text, int size) const;
  /// Writes a text whose baseline begins at `left_baseline`. What lies outside of the canvas is cut off; line breaks
  /// and bytes that are not UTF-8 are written as printable() has them.
  void write(cv::Mat3b& canvas, std::string_view text, cv::Point left_baseline, int size, const cv::Scalar& ink) const;
  /// The text, or its beginning and its end with an ellipsis between them if it is wider than `most` pixels: names that
  /// differ in their numbers stay apart.
  std::string shortened(std::string_view text, int size, int most) const;

 private:
  std::unique_ptr<FT_LibraryRec_, void (*)(FT_LibraryRec_*)> library_;
  std::unique_ptr<FT_FaceRec_, void (*)(FT_FaceRec_*)> face_;  ///< null: OpenCV's strokes
};

}  // namespace xil
