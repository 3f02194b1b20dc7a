#include "framework/data/annotations/labelme_mask.h"

#include <vector>

#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"

namespace xil {
namespace {

/// RFC 4648; line breaks are passed over.
std::vector<std::uint8_t> bytes_of(std::string_view base64, std::string_view where) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::uint8_t> bytes;
  std::uint32_t value = 0;
  int bits = 0;
  for (const char sign : base64) {
    if (sign == '=' || sign == '\n' || sign == '\r') continue;
    const std::size_t digit = kDigits.find(sign);
    require(digit != std::string_view::npos, "{}: its mask is no base64: restore it", where);
    value = value << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(value >> bits & 255));
  }
  return bytes;
}

}  // namespace

Shape labelme_mask(std::string_view base64, int left, int top, std::string_view where) {
  SourceParams params;
  params.mask_threshold = 1;  // labelme writes 0 and 255, other tools 0 and 1
  const Region region = decode_mask(bytes_of(base64, where), where, params);
  Shape shape{
      .kind = Shape::Kind::Runs, .left = left, .top = top, .box_height = region.height, .box_width = region.width};
  std::uint8_t inside = 0;
  shape.runs.push_back(0);
  for (int column = 0; column < region.width; ++column) {
    for (int row = 0; row < region.height; ++row) {
      if (region.at(row, column) != inside) {
        inside = region.at(row, column);
        shape.runs.push_back(0);
      }
      ++shape.runs.back();
    }
  }
  return shape;
}

}  // namespace xil
