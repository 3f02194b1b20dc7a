#include "framework/data/edits/inpaint.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

namespace xil {
namespace {

/// The edited pixels as OpenCV wants them.
cv::Mat1b mask_of(const EditTask& task) {
  cv::Mat1b mask(task.original.height, task.original.width, std::uint8_t{0});
  for_each_edited(task, [&](int, int row, int column) { mask(row, column) = 1; });
  return mask;
}

}  // namespace

Image inpaint(const EditTask& task, Rng&) {
  Image image = task.original;
  const cv::Mat1b mask = mask_of(task);
  if (cv::countNonZero(mask) == 0) return image;
  for (int channel = 0; channel < image.channels; ++channel) {
    const cv::Mat plane(image.height, image.width, CV_8U, image.pixels.data() + image.index(channel, 0, 0));
    cv::Mat filled;
    cv::inpaint(plane, mask, filled, task.recipe.inpaint_px, cv::INPAINT_TELEA);
    for (int row = 0; row < image.height; ++row) {
      for (int column = 0; column < image.width; ++column) {
        if (mask(row, column) != 0) image.at(channel, row, column) = filled.at<std::uint8_t>(row, column);
      }
    }
  }
  return image;
}

}  // namespace xil
