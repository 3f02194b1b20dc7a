#include "framework/store/files/provenance.h"

#include <hdf5.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fstream>

#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

std::string hdf5_version() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

/// Results are equal bit for bit only between equal CPU types, so the type is part of the record.
std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> provenance() {
  const BuildInfo& build = build_info();
  std::vector<std::pair<std::string, std::string>> entries = {
      {"commit", build.commit},  {"diff", build.diff},     {"build_type", build.build_type},
      {"compiler", __VERSION__}, {"hdf5", hdf5_version()}, {"sqlite", sqlite3_libversion()},
      {"host", host_name()},     {"cpu", cpu_model()},
  };
  for (const char* name : {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_PROCID", "SLURM_NODEID",
                           "SLURM_JOB_PARTITION", "SLURM_RESTART_COUNT"}) {
    if (const char* value = std::getenv(name)) entries.emplace_back(name, value);
  }
  return entries;
}

}  // namespace xil
