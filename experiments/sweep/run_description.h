#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// The title of the run's dataset; empty if it has none.
std::string title_of(const RunParams& run);
/// The label of the run's strategy; empty if it has none.
std::string label_of(const Sweep& sweep, const RunParams& run);
/// The names in the sweep; a title and a label stand in brackets behind them.
std::string dataset_text(const RunParams& run);
std::string strategy_text(const Sweep& sweep, const RunParams& run);

/// The varying keys that have no column of their own in a list of runs, with the values of a whole configuration.
std::vector<std::pair<std::string, Value>> varying_values(const Sweep& sweep, const Value& config);

/// Lines about the runs of a sweep, which is borrowed. What runs share that differ in their seeds only is worked out
/// once.
class RunDescriptions {
 public:
  explicit RunDescriptions(const Sweep& sweep);
  /// "dataset=... strategy=... key=value ... seed=..." with the keys of condition_keys() and the dataset's own that
  /// vary; a title and a label stand in brackets behind the name.
  std::string of(std::size_t index);

 private:
  const Sweep& sweep_;
  RunConfigs configs_;
  std::vector<std::string> shown_;
  std::vector<std::string> names_;  ///< of the groups: data set and strategy
};

}  // namespace xil
