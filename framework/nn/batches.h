#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/rng.h"

namespace xil {

/// Which examples form the next batch: epochs without replacement, each shuffled anew, strung
/// together. A batch may reach over the end of an epoch (or several, where there are fewer examples
/// than a batch has), so all batches have the same size.
class Batches {
 public:
  /// Preconditions: examples > 0, batch_size > 0.
  Batches(std::size_t examples, std::size_t batch_size, Rng rng);
  /// Positions of the next batch's examples; valid until the next call.
  const std::vector<std::int64_t>& next();

 private:
  Rng rng_;
  std::vector<std::int64_t> epoch_, batch_;
  std::size_t used_;
};

}  // namespace xil
