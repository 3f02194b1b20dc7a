#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/networks/parameters.h"

namespace xil {

/// What a user may change of a training whose numbers are no longer finite.
std::string what_to_lower(const TrainingParams& training);

/// Looks after a training, so that it fails at once where its loss is no finite number: a run that goes on with NaN
/// costs hours and gives figures that mean nothing.
class LossWatch {
 public:
  LossWatch(const TrainingParams& training, std::int64_t updates, std::uint32_t round);

  /// Of one update, counted from 1. On the CPU it is looked at now; on a CUDA device, where reading waits, some updates
  /// later.
  void add(const at::Tensor& loss, std::int64_t update);
  void add_validation(double loss, std::int64_t update) const;
  /// After the last one: looks at what is left, and at the tensors of the network.
  void finish(const Parameters& parameters);

 private:
  void look();
  [[noreturn]] void fail_for(const std::string& seen) const;

  const TrainingParams& training_;
  std::int64_t updates_;
  std::uint32_t round_;
  std::int64_t first_ = 1;  ///< update of waiting_'s first loss
  std::vector<at::Tensor> waiting_;
};

}  // namespace xil
