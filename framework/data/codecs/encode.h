#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/numeric/image.h"

// Encoding of grey (1 channel) and RGB (3 channels) pictures as the content of files.
namespace xil {

std::vector<std::uint8_t> encode_png(const Image& image);
/// Encodes a 16-bit grey picture.
std::vector<std::uint8_t> encode_png16(const Plane<std::uint16_t>& plane);
std::vector<std::uint8_t> encode_bmp(const Image& image);
/// `quality` goes from 1 to 100, as in libjpeg.
std::vector<std::uint8_t> encode_jpeg(const Image& image, int quality);

}  // namespace xil
