#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "framework/core/image.h"
#include "framework/core/params.h"
#include "framework/core/tables.h"
#include "framework/nn/estimator_quality.h"
#include "framework/nn/network.h"

namespace xil {

/// Masked copies per second, each way in the same run.
struct ExplainSpeed {
  double forward = 0;  ///< forward passes of a batch that lies ready: the limit
  double engine = 0;   ///< score_masked_copies() and the map: everything
  /// As the original does it (Petsiuk 2018, explanations.py): masks upsampled one by one and all kept, all masked copies made,
  /// scored batch by batch as they lie in memory, multiplied with the masks at full size.
  double plain = 0;
};

/// A trained network whose explanations are measured.
class ExplainBench {
 public:
  /// As SavedNetwork.
  ExplainBench(const Choice& model, const NetworkShape& shape, const std::string& state, const std::string& device);
  ~ExplainBench();

  /// Medians of `repeat` interleaved repetitions of `masks` copies each.
  ExplainSpeed speed(const Image& image, const RiseParams& params, std::int64_t masks, std::int64_t repeat) const;
  /// So many masks of either kind. Precondition: a multiple of hadamard_order() of them.
  MaskPools score(const Image& image, int target, const RiseParams& params, std::int64_t masks, std::uint64_t seed) const;

 private:
  std::unique_ptr<Network> network_;
};

}  // namespace xil
