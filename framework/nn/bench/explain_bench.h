#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/item.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/bench/estimator_quality.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Masked copies per second by each way, measured in the same run.
struct ExplainSpeed {
  double forward = 0;  ///< forward passes of a batch that lies ready: the upper limit
  double engine = 0;   ///< score_masked_copies() and the map: the whole explanation
  double plain = 0;    ///< PlainRise
};

/// The masks that a trial draws: those of an explanation with these streams, of copy `copy` (ExplanationStreams).
struct MaskTrial {
  std::int64_t masks = 0;
  std::optional<double> p;  ///< nothing: as `p: auto` chooses it for the picture
  std::uint64_t seed = 0;
  std::uint32_t round = 0;
  ItemId item = 0;
  std::uint32_t copy = 0;
};
/// The scored masks of a trial, and the p that they were drawn with.
struct TriedMasks {
  ScoredMasks scored;
  double p = 0.5;
};

/// A trained network whose explanations are measured.
class ExplainBench {
 public:
  /// The parameters are those of SavedNetwork.
  ExplainBench(const ComponentSpec& model, const NetworkShape& shape, const std::string& state,
               const std::string& device);
  ~ExplainBench();

  /// Medians of `repeat` interleaved repetitions of `masks` copies each; `plain` makes one map of as many masks in the
  /// plain way.
  ExplainSpeed speed(const Image& image, const RiseParams& params, std::int64_t masks, std::int64_t repeat,
                     const std::function<void()>& plain) const;
  /// Scores `masks` masks of each kind of sampling.
  /// Precondition: `masks` is a multiple of hadamard_order().
  MaskPools score(const Image& image, int target, const RiseParams& params, std::int64_t masks,
                  std::uint64_t seed) const;
  /// Scores the masks of one trial. Copy 0 gives the masks of the run's own explanation of the item in that round.
  TriedMasks draw(const Image& image, int target, const RiseParams& params, const MaskTrial& trial) const;

 private:
  std::unique_ptr<Network> network_;
};

}  // namespace xil
