#include "framework/data/drawing/letters.h"

#include <freetype/freetype.h>
#include <ft2build.h>

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "framework/core/base/printable.h"

namespace xil {
namespace {

/// Where the systems that xil is built on keep the font.
constexpr std::array<const char*, 6> kFontFolders = {
    "/usr/share/fonts/truetype/dejavu/", "/usr/share/fonts/dejavu-sans-fonts/",
    "/usr/share/fonts/dejavu/",          "/usr/share/fonts/TTF/",
    "/usr/share/fonts/truetype/",        "/usr/local/share/fonts/dejavu/"};
/// OpenCV's capital letters are about 21 pixels high at its size 1, DejaVu's .73 em.
constexpr double kStrokesPerEm = 0.73 / 21;
constexpr char32_t kEllipsis = 0x2026;

FT_Face open_face(FT_Library library, Weight weight) {
  if (library == nullptr) return nullptr;
  for (const char* folder : kFontFolders) {
    const std::string file = std::string(folder) + (weight == Weight::Bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");
    FT_Face face = nullptr;
    if (FT_New_Face(library, file.c_str(), 0, &face) == 0) return face;
  }
  return nullptr;
}

FT_Library open_library() {
  FT_Library library = nullptr;
  return FT_Init_FreeType(&library) == 0 ? library : nullptr;
}

/// The code points of valid UTF-8.
std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (const char letter : text) {
    const auto byte = static_cast<std::uint8_t>(letter);
    if ((byte & 0xC0) == 0x80) {
      points.back() = points.back() << 6 | (byte & 0x3F);
    } else {
      points.push_back(byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 0x07);
    }
  }
  return points;
}

std::u32string points_of(std::string_view text) { return code_points(printable(text)); }

std::string utf8(const std::u32string& points) {
  std::string text;
  for (const char32_t point : points) {
    const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
    if (point < 0x80) {
      text += static_cast<char>(point);
    } else if (point < 0x800) {
      text += static_cast<char>(0xC0 | point >> 6);
      tail(0);
    } else if (point < 0x10000) {
      text += static_cast<char>(0xE0 | point >> 12);
      tail(6);
      tail(0);
    } else {
      text += static_cast<char>(0xF0 | point >> 18);
      tail(12);
      tail(6);
      tail(0);
    }
  }
  return text;
}

/// The text as OpenCV's strokes can draw it.
std::string ascii(const std::u32string& points) {
  std::string text;
  for (const char32_t point : points)
    text += point == kEllipsis ? "..." : point < 0x80 ? std::string(1, static_cast<char>(point)) : "?";
  return text;
}

/// Widths of the letters in 1/64 pixel; the letters are `size` pixels high.
std::vector<long> advances(FT_Face face, const std::u32string& points, int size) {
  std::vector<long> widths(points.size(), 0);
  if (face == nullptr) {
    int below = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      widths[i] =
          64L *
          cv::getTextSize(ascii(points.substr(i, 1)), cv::FONT_HERSHEY_SIMPLEX, size * kStrokesPerEm, 1, &below).width;
    }
    return widths;
  }
  FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(size));
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (FT_Load_Char(face, points[i], FT_LOAD_TARGET_LIGHT) == 0) widths[i] = face->glyph->advance.x;
  }
  return widths;
}

int pixels(const std::vector<long>& widths) {
  long sum = 0;
  for (const long width : widths) sum += width;
  return static_cast<int>((sum + 63) / 64);
}

/// Blends ink into the canvas as the coverage of a letter says.
void blend(cv::Mat3b& canvas, const FT_Bitmap& letter, cv::Point corner, const cv::Scalar& ink) {
  for (int row = 0; row < static_cast<int>(letter.rows); ++row) {
    for (int column = 0; column < static_cast<int>(letter.width); ++column) {
      const cv::Point at = corner + cv::Point(column, row);
      if (at.x < 0 || at.y < 0 || at.x >= canvas.cols || at.y >= canvas.rows) continue;
      const int cover = letter.buffer[row * letter.pitch + column];
      cv::Vec3b& pixel = canvas(at);
      for (int i = 0; i < 3; ++i) {
        pixel[i] = static_cast<std::uint8_t>((pixel[i] * (255 - cover) + static_cast<int>(ink[i]) * cover + 127) / 255);
      }
    }
  }
}

}  // namespace

Letters::Letters(Weight weight)
    : library_(open_library(), [](FT_Library library) { FT_Done_FreeType(library); }),
      face_(open_face(library_.get(), weight), [](FT_Face face) { FT_Done_Face(face); }) {}

int Letters::width(std::string_view text, int size) const {
  return pixels(advances(face_.get(), points_of(text), size));
}

void Letters::write(cv::Mat3b& canvas, std::string_view text, cv::Point left_baseline, int size,
                    const cv::Scalar& ink) const {
  const std::u32string points = points_of(text);
  if (!face_) {
    cv::putText(canvas, ascii(points), left_baseline, cv::FONT_HERSHEY_SIMPLEX, size * kStrokesPerEm, ink, 1,
                cv::LINE_AA);
    return;
  }
  FT_Set_Pixel_Sizes(face_.get(), 0, static_cast<FT_UInt>(size));
  long pen = 0;
  for (const char32_t point : points) {
    if (FT_Load_Char(face_.get(), point, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT) != 0) continue;
    const FT_GlyphSlot glyph = face_->glyph;
    const int left = left_baseline.x + static_cast<int>((pen + 32) / 64) + glyph->bitmap_left;
    blend(canvas, glyph->bitmap, {left, left_baseline.y - glyph->bitmap_top}, ink);
    pen += glyph->advance.x;
  }
}

std::string Letters::shortened(std::string_view text, int size, int most) const {
  const std::u32string points = points_of(text);
  const std::vector<long> widths = advances(face_.get(), points, size);
  if (pixels(widths) <= most) return utf8(points);
  long left = 64L * most - advances(face_.get(), {kEllipsis}, size).front();
  std::size_t head = 0, tail = points.size();  // two letters of the end for one of the beginning
  for (std::size_t taken = 0; head < tail; ++taken) {
    const std::size_t next = taken % 3 == 0 ? head : tail - 1;
    left -= widths[next];
    if (left < 0) break;
    next == head ? ++head : --tail;
  }
  return utf8(points.substr(0, head) + kEllipsis + points.substr(tail));
}

}  // namespace xil
