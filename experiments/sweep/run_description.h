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

/// The varying keys that have no column of their own in a list of runs, with the values of the run at `index`.
std::vector<std::pair<std::string, Value>> varying_values(const Sweep& sweep, std::size_t index);
/// The keys that describe_run() should show: those of condition_keys(), and the dataset's own that vary.
std::vector<std::string> keys_to_show(const Sweep& sweep);
/// "dataset=... strategy=... key=value ... seed=...", with the keys of `shown` that this run has; a title and a label
/// stand in brackets behind the name.
std::string describe_run(const Sweep& sweep, const std::vector<std::string>& shown, std::size_t index);

}  // namespace xil
