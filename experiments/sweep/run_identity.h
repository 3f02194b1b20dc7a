#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// The differences between a run file's header and the configuration that the header holds: in the run id, the names
/// and the seed. One sentence each.
std::vector<std::string> identity_problems(const RunHeader& header, const Catalog& catalog);

/// Fails unless the file belongs to this run: only then may its numbers be reported under the run's name.
void require_run(const std::filesystem::path& file, const RunHeader& header, const RunParams& run,
                 const Catalog& catalog);

}  // namespace xil
