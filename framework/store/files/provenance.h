#pragma once

#include <string>
#include <utility>
#include <vector>

namespace xil {

/// What this program was built from; each build determines it anew (build_info.cmake).
struct BuildInfo {
  std::string commit;      ///< commit of git, or "unknown"
  std::string diff;        ///< "clean", or the SHA-256 of the uncommitted changes of tracked files
  std::string build_type;  ///< CMAKE_BUILD_TYPE
};
const BuildInfo& build_info();

/// Where a result comes from, as far as this room knows: commit, diff, build_type, compiler, hdf5, sqlite, host, cpu,
/// and SLURM's numbers (SLURM_*) of job, array task, node and restart as far as they are set. Other rooms append what
/// they know.
std::vector<std::pair<std::string, std::string>> provenance();

}  // namespace xil
