#pragma once

#include <filesystem>

#include "framework/core/catalogue/run_warnings.h"

namespace xil {

/// What a complete run's warnings follow from, as its log had it when the run ended: its looks, the use of the pool,
/// the last predictions, and which metrics of `asked_for` are undefined in every round. `start`: facts_of() of the
/// run's parameters. Fails as read_summary() does.
RunFacts read_run_facts(const std::filesystem::path& file, RunFacts start, const std::vector<std::string>& asked_for);

}  // namespace xil
