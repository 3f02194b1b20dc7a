#include "experiments/commands/cluster_profile.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "experiments/command_line/heavy_program.h"
#include "framework/config/yaml.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "slurm/profiles";

/// Where the named profile may lie, the likeliest first.
std::vector<fs::path> candidates(const std::string& name) {
  const std::string file = name + ".yaml";
  return {fs::path(name), fs::path(kFolder) / file, own_folder().parent_path().parent_path() / kFolder / file};
}

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kDigits = "0123456789";

/// Of the word of a directive, which sbatch reads without a shell; '#' would begin a comment there.
constexpr std::string_view kNotInWords = " \t'\"$`\\;&|<>#";

/// A time limit as sbatch(1) takes it.
bool is_slurm_time(std::string_view text) {
  if (text == "UNLIMITED" || text == "INFINITE") return true;
  const auto is_number = [](std::string_view digits) {
    return !digits.empty() && digits.find_first_not_of(kDigits) == std::string_view::npos;
  };
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    if (!is_number(text.substr(0, dash))) return false;
    text.remove_prefix(dash + 1);
  }
  std::size_t parts = 1;
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':'), ++parts) {
    if (!is_number(text.substr(0, colon))) return false;
    text.remove_prefix(colon + 1);
  }
  return parts <= 3 && is_number(text);
}

void refuse_lines(std::string_view key, const std::string& text) {
  refuse_unless(is_printable(text), "'{}' must be one line of printable characters, not '{}'", key, text);
}

void refuse_flags(std::string_view key, const std::string& text) {
  refuse_lines(key, text);
  refuse_unless(!text.empty() && !text.starts_with('-'), "'{}' must not begin with a dash or be empty, as '{}' does",
                key, text);
}

/// A shell reads what stands before the "=".
void check_environment(const std::string& entry) {
  const std::size_t equals = entry.find('=');
  const std::string name = entry.substr(0, equals);
  const bool is_name = !name.empty() &&
                       name.find_first_not_of(std::string(kLetters) + std::string(kDigits)) == std::string::npos &&
                       kDigits.find(name[0]) == std::string_view::npos;
  refuse_unless(
      equals != std::string::npos && is_name,
      "'environment' takes NAME=VALUE with a NAME of letters, digits and '_', not '{}'; commands belong under 'setup'",
      entry);
  refuse_lines("environment", entry);
}

/// Lines of shell are the user's own; what a terminal would hide of them is not.
void check_setup(const std::string& line) {
  std::string seen = line;
  std::ranges::replace(seen, '\t', ' ');
  refuse_unless(is_printable(seen), "'setup' must be a list of lines of printable characters, not '{}'", line);
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
  const std::pair<const char*, const std::string*> texts[] = {{"partition", &partition},
                                                              {"account", &account},
                                                              {"qos", &qos},
                                                              {"constraint", &constraint},
                                                              {"reservation", &reservation},
                                                              {"gres", &gres},
                                                              {"mem_per_cpu", &mem_per_cpu},
                                                              {"time", &time},
                                                              {"mpi", &mpi}};
  for (const auto& [key, text] : texts) {
    refuse_unless(is_printable(*text) && text->find_first_of(kNotInWords) == std::string::npos,
                  "'{}' must be one word, not '{}'", key, *text);
  }
  refuse_unless(!time.empty(), "'time' is needed, such as 8:00:00");
  refuse_unless(is_slurm_time(time),
                "'time' must be MINUTES, [HOURS:]MINUTES:SECONDS or DAYS-HOURS[:MINUTES[:SECONDS]], not '{}'", time);
  refuse_lines("container", container);
  refuse_lines("xil", xil);
  refuse_unless(mpi.find_first_not_of(std::string(kLetters) + std::string(kDigits) + ".+-") == std::string::npos,
                "'mpi' must be a name that 'srun --mpi=list' gives, not '{}'",
                mpi);  // the one word that the shell reads
  for (const std::string& entry : environment) check_environment(entry);
  for (const std::string& line : setup) check_setup(line);
  for (const std::string& module : modules) refuse_flags("modules", module);
  for (const std::string& folder : binds) refuse_flags("binds", folder);
}

ClusterProfile read_profile(const std::string& path_or_name) {
  for (const fs::path& file : candidates(path_or_name)) {
    std::error_code code;
    if (!fs::is_regular_file(file, code)) continue;
    return read_params<ClusterProfile>(parse_yaml(read_config_file(file), file.string()), "a profile");
  }
  std::vector<std::string> tried;
  for (const fs::path& file : candidates(path_or_name)) tried.push_back(file.string());
  refuse("no profile '{}': give a file, or the name of one in {}; neither is there: {}", path_or_name, kFolder,
         fmt::join(tried, ", "));
}

}  // namespace xil
