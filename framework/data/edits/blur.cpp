#include "framework/data/edits/blur.h"

#include <opencv2/imgproc.hpp>
#include <vector>

#include "framework/data/codecs/planes.h"

namespace xil {

Image blur(const EditTask& task, Rng&) {
  Image image = task.original;
  std::vector<cv::Mat1b> blurred(static_cast<std::size_t>(image.channels));
  for (int channel = 0; channel < image.channels; ++channel) {
    // Of bytes OpenCV makes the same ones on every CPU. The size of the kernel follows from the deviation.
    cv::GaussianBlur(plane_of(task.original, channel), blurred[static_cast<std::size_t>(channel)], cv::Size(),
                     task.edit.recipe.blur_px);
  }
  for_each_edited(task, [&](int channel, int row, int column) {
    image.at(channel, row, column) = blurred[static_cast<std::size_t>(channel)](row, column);
  });
  return image;
}

}  // namespace xil
