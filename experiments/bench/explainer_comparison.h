#pragma once

#include <span>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/learner.h"

namespace xil {

/// What one explainer's maps of some items are worth.
struct ExplainerQuality {
  std::string name;
  double passes = 0;  ///< forward passes of a map, or other work in units of them
  /// Noise over signal, the median over the items: (1 - r^2) / r^2, where r^2 is the mean squared correlation of maps
  /// from other random numbers with a reference of sixteen times the passes. 0 if nothing is drawn.
  double noise = 0;
  double deletion = 0, insertion = 0;  ///< areas under the curves (framework/loop/metrics/perturbation.h)
  double hit = 0, relevance_mass = 0;  ///< of the marked defects
  double seconds = 0;                  ///< of a map, the median
};

struct ExplainerReport {
  std::string dataset, model, device;
  double accuracy = 0;  ///< on the test items
  std::size_t items = 0;
  std::vector<ExplainerQuality> explainers;
  std::vector<std::string> left_out;  ///< explainers that the model cannot serve
};

/// The explainers that `names` lists with commas; `all`: every one that the model can serve. Refuses unknown names and
/// those that it cannot serve.
std::vector<std::string> chosen_explainers(const std::string& names, const RunParams& run,
                                           std::vector<std::string>& left_out);

/// Explains the items with each explainer at about `passes` passes. Fills are those of the run's explainer, other
/// parameters the defaults.
void compare_explainers(const RunParams& run, const Dataset& dataset, Learner& learner, std::span<const ItemId> items,
                        std::span<const std::string> names, double passes, ExplainerReport& report);

Value to_json_value(const ExplainerReport& report);
std::string to_text(const ExplainerReport& report);

}  // namespace xil
