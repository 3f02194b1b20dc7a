#include "experiments/cluster_profile.h"

#include "experiments/heavy_program.h"
#include "framework/config/yaml.h"
#include "framework/core/error.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "slurm/profiles";

/// Where the named profile may lie, the likeliest first.
std::vector<fs::path> candidates(const std::string& name) {
  const std::string file = name + ".yaml";
  return {fs::path(name), fs::path(kFolder) / file, own_folder().parent_path().parent_path() / kFolder / file};
}

void refuse_lines(std::string_view key, const std::string& text) {
  refuse_unless(text.find_first_of("\n\r") == std::string::npos, "'{}' must be one line", key);
}

}  // namespace

void ClusterProfile::validate() const {
  check_within("nodes", nodes, 0, 1e5);
  check_within("ranks", ranks, 1, 1e6);
  check_within("ranks_per_node", ranks_per_node, 0, 1e4);
  check_within("cpus_per_rank", cpus_per_rank, 0, 1e4);
  check_within("gpus_per_rank", gpus_per_rank, 0, 1e3);
  check_within("signal_s", signal_s, 1, 65535);
  check_within("shards", shards, 1, 1e6);
  check_within("array_limit", array_limit, 1, 4e6);
  check_within("array_throttle", array_throttle, 0, 1e6);
  check_within("requeue_limit", requeue_limit, 0, 1e6);
  const std::pair<const char*, const std::string*> texts[] = {
      {"partition", &partition}, {"account", &account}, {"qos", &qos}, {"constraint", &constraint},
      {"reservation", &reservation}, {"gres", &gres}, {"mem_per_cpu", &mem_per_cpu}, {"time", &time}, {"mpi", &mpi}};
  for (const auto& [key, text] : texts) {
    refuse_unless(text->find_first_of(" \t\n\r'\"$`\\;&|<>") == std::string::npos, "'{}' must be one word, not '{}'", key,
                  *text);
  }
  refuse_unless(!time.empty(), "'time' is needed, such as 8:00:00");
  refuse_lines("container", container);
  refuse_lines("xil", xil);
  for (const std::string& entry : environment) {
    refuse_unless(entry.find('=') != std::string::npos && entry.find('=') > 0, "'environment' takes NAME=VALUE, not '{}'",
                  entry);
    refuse_lines("environment", entry);
  }
}

ClusterProfile read_profile(const std::string& path_or_name) {
  for (const fs::path& file : candidates(path_or_name)) {
    std::error_code code;
    if (!fs::is_regular_file(file, code)) continue;
    return read_params<ClusterProfile>(parse_yaml(read_config_file(file), file.string()), "a profile");
  }
  refuse("no profile '{}': give a file, or the name of one in {}", path_or_name, kFolder);
}

}  // namespace xil
