#include "framework/data/drawing/canvas.h"

#include <opencv2/imgproc.hpp>
#include <vector>

#include "framework/data/codecs/planes.h"

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

int text_width(const std::string& text, double size) {
  int below = 0;
  return cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, size, 1, &below).width;
}

void write_text(cv::Mat3b& canvas, const std::string& text, cv::Point left_baseline, double size,
                const cv::Scalar& ink) {
  cv::putText(canvas, text, left_baseline, cv::FONT_HERSHEY_SIMPLEX, size, ink, 1, cv::LINE_AA);
}

std::string fitted_text(const std::string& text, double size, int width) {
  if (text_width(text, size) <= width) return text;
  std::size_t start = 1;
  while (start < text.size() && text_width("..." + text.substr(start), size) > width) ++start;
  return "..." + text.substr(start);
}

}  // namespace xil
