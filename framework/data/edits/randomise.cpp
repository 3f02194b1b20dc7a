#include "framework/data/edits/randomise.h"

namespace xil {

Image randomise(const EditTask& task, Rng& rng) {
  Image image = task.original;
  for_each_edited(task, [&](int channel, int row, int column) {
    image.at(channel, row, column) = static_cast<std::uint8_t>(rng.next() >> 24);
  });
  return image;
}

}  // namespace xil
