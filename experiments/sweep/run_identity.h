#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// What of a run file's header does not go with the configuration that it holds: its run id, and the names and the seed
/// that it is listed by. One sentence each.
std::vector<std::string> identity_problems(const RunHeader& header, const Catalog& catalog);

/// Fails where the file is not one of this run: only then may its numbers stand under the run's name.
void require_run(const std::filesystem::path& file, const RunHeader& header, const RunParams& run,
                 const Catalog& catalog);

}  // namespace xil
