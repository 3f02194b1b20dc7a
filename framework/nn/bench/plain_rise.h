#pragma once

#include <cstdint>
#include <memory>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// RISE as its authors wrote it (Petsiuk 2018, explanations.py), and as most write it: what the engine is measured
/// against. Masks upsampled one by one and all kept, all masked copies made, scored batch by batch as they lie in
/// memory, for all classes, and multiplied with the masks at full size. Upsampling is LibTorch's, a twentieth of the
/// time of scikit-image's, which the authors call. To be fair it should run in a process that never called
/// prepare_torch(), which sets the allocator up.
class PlainRise {
 public:
  /// A network with random weights, on the CPU with so many threads: its speed is wanted. Preconditions: as
  /// make_network().
  PlainRise(const Choice& model, const NetworkShape& shape, const Image& image, const RiseParams& params, int threads);
  ~PlainRise();
  /// One map of so many masks.
  void explain(std::int64_t masks) const;

 private:
  std::unique_ptr<Network> network_;
  Image image_;
  RiseParams params_;
};

}  // namespace xil
