#include "framework/data/drawing/canvas.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "framework/data/codecs/planes.h"
#include "framework/data/drawing/letters.h"

namespace xil {

cv::Mat3b mat_of(const Image& image) {
  std::vector<cv::Mat1b> planes;
  for (int channel = 0; channel < 3; ++channel) planes.push_back(plane_of(image, image.channels == 3 ? channel : 0));
  cv::Mat3b mat;
  cv::merge(planes, mat);
  return mat;
}

Image image_of(const cv::Mat3b& mat) {
  Image image(3, mat.rows, mat.cols);
  for (int row = 0; row < mat.rows; ++row) {
    for (int column = 0; column < mat.cols; ++column) {
      for (int channel = 0; channel < 3; ++channel) image.at(channel, row, column) = mat(row, column)[channel];
    }
  }
  return image;
}

namespace {

int letter_size(double size) { return static_cast<int>(std::lround(29 * size)); }

}  // namespace

int text_width(const std::string& text, double size) { return Letters().width(text, letter_size(size)); }

void write_text(cv::Mat3b& canvas, const std::string& text, cv::Point left_baseline, double size,
                const cv::Scalar& ink) {
  Letters().write(canvas, text, left_baseline, letter_size(size), ink);
}

std::string fitted_text(const std::string& text, double size, int width) {
  const Letters letters;
  const auto fits = [&](const std::string& part) { return letters.width(part, letter_size(size)) <= width; };
  if (fits(text)) return text;
  std::size_t start = 1;
  while (start < text.size() && !fits("..." + text.substr(start))) ++start;
  return "..." + text.substr(start);
}

}  // namespace xil
