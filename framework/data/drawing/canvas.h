#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "framework/core/numeric/image.h"

// What pictures to look at are drawn with. Colours are red, green, blue throughout.
namespace xil {

/// Of a grey or RGB picture.
cv::Mat3b mat_of(const Image& image);
Image image_of(const cv::Mat3b& mat);

/// `size` 1 is about 22 pixels high. Letters outside ASCII come out as question marks.
int text_width(const std::string& text, double size);
/// `left` and `baseline` are where the text begins.
void write_text(cv::Mat3b& canvas, const std::string& text, cv::Point left_baseline, double size,
                const cv::Scalar& ink);
/// The end of the text behind "...", where it is wider than `width`.
std::string fitted_text(const std::string& text, double size, int width);

}  // namespace xil
