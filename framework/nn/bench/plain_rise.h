#pragma once

#include <cstdint>
#include <memory>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// RISE as its authors wrote it (Petsiuk 2018, explanations.py) and as it is usually written, with which the engine is
/// compared. Masks are upsampled one by one and all kept; all masked copies are made, scored batch by batch as they lie
/// in memory, for all classes, and multiplied with the masks at full size. The upsampling is LibTorch's, which takes a
/// twentieth of the time of scikit-image's, which the authors call. For a fair comparison it should run in a process
/// that never called prepare_torch(), since that changes the allocator's settings.
class PlainRise {
 public:
  /// Makes a network with random weights, since only its speed matters, on the CPU with `threads` threads.
  /// Precondition: that of make_network().
  PlainRise(const ComponentSpec& model, const NetworkShape& shape, const Image& image, const RiseParams& params,
            int threads);
  ~PlainRise();
  /// Makes one map of `masks` masks.
  void explain(std::int64_t masks) const;

 private:
  std::unique_ptr<Network> network_;
  Image image_;
  RiseParams params_;
};

}  // namespace xil
