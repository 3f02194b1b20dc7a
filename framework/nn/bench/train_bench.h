#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/core/catalogue/run_groups.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/region_loss.h"

namespace xil {

/// The settings of a measurement of a network's speed.
struct NetworkBench {
  std::string model = "simple_cnn";
  std::int64_t size = 64;
  std::int64_t channels = 3;
  std::int64_t batch = 32;
  std::int64_t updates = 10;
  std::int64_t masks = 0;
  std::int64_t repeat = 3;
  Precision precision = Precision::Float32;
  std::vector<RegionLossKind> correct = {};

  void fields(auto&& f) {
    f("model", model, "a model of 'xil list models', with its defaults");
    f("size", size, "side of the pictures");
    f("channels", channels, "channels of the pictures: 1 or 3");
    f("batch", batch, "pictures per update");
    f("updates", updates, "updates per repetition");
    f("masks", masks, "masked copies per repetition; 0: as many as pictures are trained on");
    f("repeat", repeat, "interleaved repetitions; medians are reported");
    f("precision", precision, "float32, or mixed (CUDA only)");
    f("correct", correct, "region losses whose training is measured beside that without");
  }
  void validate() const;
};

/// Pictures per second of one network, each beside the bare passes that are its upper limit, measured in one run.
struct NetworkSpeed {
  double bare_training = 0;  ///< forward and backward passes of a batch that lies ready, nothing else
  double training = 0;       ///< Trainer::fit(): drawing, normalising, both passes, the optimiser
  double bare_forward = 0;   ///< forward passes of a batch that lies ready
  double masked = 0;         ///< score_masked_copies(): making masks, applying them, forward passes, sums
  /// Trainer::fit() where every picture has a region loss of that kind.
  std::vector<std::pair<RegionLossKind, double>> corrected = {};
};

/// Measures the speed of a network on `device`: "cpu", "cuda" or "cuda:N". It is trained on noise.
NetworkSpeed measure_network(const NetworkBench& bench, const std::string& device);

/// The report as one JSON document, or as lines of text.
std::string speed_report(const NetworkBench& bench, const NetworkSpeed& speed, const std::string& device, bool json);

}  // namespace xil
