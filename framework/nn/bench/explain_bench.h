#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "framework/core/base/choice.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/bench/estimator_quality.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Masked copies per second, each way in the same run.
struct ExplainSpeed {
  double forward = 0;  ///< forward passes of a batch that lies ready: the limit
  double engine = 0;   ///< score_masked_copies() and the map: everything
  double plain = 0;    ///< PlainRise
};

/// A trained network whose explanations are measured.
class ExplainBench {
 public:
  /// As SavedNetwork.
  ExplainBench(const Choice& model, const NetworkShape& shape, const std::string& state, const std::string& device);
  ~ExplainBench();

  /// Medians of `repeat` interleaved repetitions of `masks` copies each; `plain` makes one map of so many the plain
  /// way.
  ExplainSpeed speed(const Image& image, const RiseParams& params, std::int64_t masks, std::int64_t repeat,
                     const std::function<void()>& plain) const;
  /// So many masks of either kind. Precondition: a multiple of hadamard_order() of them.
  MaskPools score(const Image& image, int target, const RiseParams& params, std::int64_t masks,
                  std::uint64_t seed) const;

 private:
  std::unique_ptr<Network> network_;
};

}  // namespace xil
