#include "framework/nn/batches.h"

#include <numeric>

namespace xil {

Batches::Batches(std::size_t examples, std::size_t batch_size, Rng rng)
    : rng_(rng), epoch_(examples), batch_(batch_size), used_(examples) {
  std::iota(epoch_.begin(), epoch_.end(), 0);
}

const std::vector<std::int64_t>& Batches::next() {
  for (std::int64_t& position : batch_) {
    if (used_ == epoch_.size()) {
      rng_.shuffle(epoch_);
      used_ = 0;
    }
    position = epoch_[used_++];
  }
  return batch_;
}

}  // namespace xil
