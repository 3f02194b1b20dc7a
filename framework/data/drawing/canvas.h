#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "framework/core/numeric/image.h"

// Drawing of pictures for viewing. Colours are in the order red, green, blue throughout.
namespace xil {

/// The OpenCV matrix of a grey or RGB picture.
cv::Mat3b mat_of(const Image& image);
Image image_of(const cv::Mat3b& mat);

/// Width of a text in pixels, in the regular typeface of letters.h; at `size` 1 its capitals are about 21 pixels high.
int text_width(const std::string& text, double size);
/// Writes a text that begins at `left_baseline`, the left end of its baseline.
void write_text(cv::Mat3b& canvas, const std::string& text, cv::Point left_baseline, double size,
                const cv::Scalar& ink);
/// The text itself if it fits into `width` pixels; else "..." and the end of the text.
std::string fitted_text(const std::string& text, double size, int width);

}  // namespace xil
