#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// What a run file's header says of its own configuration.
struct IdentityCheck {
  std::vector<std::string> problems;  ///< differences in the run id, the names and the seed; one sentence each
  std::string unchecked;              ///< what this program does not know, so that the run id was not checked
};
IdentityCheck check_identity(const RunHeader& header, const Catalog& catalog);

/// Why a file does not belong to this run. Of a run with unknown parts it must still say what adopt_foreign_files()
/// read.
std::vector<std::string> run_problems(const RunHeader& header, const RunParams& run, const Catalog& catalog);

/// Fails unless the file belongs to this run: only then may its numbers be reported under the run's name.
void require_run(const std::filesystem::path& file, const RunHeader& header, const RunParams& run,
                 const Catalog& catalog);

}  // namespace xil
