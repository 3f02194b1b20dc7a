#include "framework/data/edits/substitute.h"

namespace xil {

Image substitute(const EditTask& task, Rng&) {
  Image image = task.original;
  for_each_edited(task, [&](int channel, int row, int column) {
    image.at(channel, row, column) = task.donor->at(channel, row, column);
  });
  return image;
}

}  // namespace xil
