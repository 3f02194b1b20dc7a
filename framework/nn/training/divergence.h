#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/networks/parameters.h"
#include "framework/nn/training/labelled_images.h"

namespace xil {

/// The parameters to lower when training diverges, as text with their present values.
std::string what_to_lower(const TrainingParams& training);
/// The weights of the region losses to lower when training with them diverges, as a part of such a text: the largest of
/// each kind. Empty where no example has one.
std::string losses_to_lower(const LabelledImages& examples);

/// Fails a fit as soon as its loss is not finite: a run that continued with NaN would cost hours, and its figures would
/// mean nothing.
class LossWatch {
 public:
  /// `losses`: losses_to_lower().
  LossWatch(const TrainingParams& training, std::int64_t updates, std::uint32_t round, std::string losses);

  /// Checks the loss of update 1, 2, ...; on a CUDA device some updates later, since reading waits.
  void add(const at::Tensor& loss, std::int64_t update);
  void add_validation(double loss, std::int64_t update) const;
  /// After the last update: checks the losses that have not been read yet, and the network's tensors.
  void finish(const Parameters& parameters);

 private:
  void look();
  [[noreturn]] void fail_for(const std::string& seen) const;

  const TrainingParams& training_;
  std::int64_t updates_;
  std::uint32_t round_;
  std::string losses_;
  std::int64_t first_ = 1;  ///< update of the first loss in waiting_
  std::vector<at::Tensor> waiting_;
};

}  // namespace xil
