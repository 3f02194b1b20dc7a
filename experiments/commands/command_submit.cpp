#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "analysis/drawing/child_process.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/batch_script.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/out_folder.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

ClusterProfile profile_of(const Arguments& arguments) {
  const auto name = arguments.value("profile");
  refuse_unless(name.has_value(), "--profile is needed: a file, or the name of one in slurm/profiles");
  ClusterProfile profile = read_profile(*name);
  if (const auto ranks = arguments.integer("ranks", 1)) profile.ranks = *ranks;
  if (const auto shards = arguments.integer("array", 1)) {
    profile.mode = JobShape::Array;
    profile.shards = *shards;
  }
  if (const auto time = arguments.value("time")) profile.time = *time;
  profile.validate();
  return profile;
}

/// As many jobs as the site allows and there is something to do for; each then gets more runs.
std::int64_t shards_of(const ClusterProfile& profile, std::size_t open_runs) {
  const std::int64_t useful = (static_cast<std::int64_t>(open_runs) + profile.ranks - 1) / profile.ranks;
  return std::max<std::int64_t>(1, std::min({profile.shards, profile.array_limit, useful}));
}

std::vector<std::string> run_arguments(const Arguments& arguments, const SweepTarget& target) {
  std::vector<std::string> words = {fs::absolute(arguments.positional.front()).string()};
  words.insert(words.end(), arguments.positional.begin() + 1, arguments.positional.end());
  words.push_back("--out=" + fs::absolute(target.out).string());
  if (arguments.has("retry-failed")) words.emplace_back("--retry-failed");
  return words;
}

/// Runs sbatch, whose words go to the user. It gets the script itself and no file, which somebody else might have put
/// there or changed; `kept` is for people.
void call_sbatch(const std::string& script, const fs::path& kept) {
  const auto sbatch = find_program("sbatch");
  require(sbatch.has_value(), "there is no sbatch here: submit {} on a login node, or add --dry-run",
          shell_path(kept.string()));
  const Ending ending = run_program({*sbatch}, script);
  write_lines(ending.status == 0 ? stdout : stderr, ending.output);
  require(ending.status == 0, "sbatch refused {}", kept.string());
}

fs::path keep_script(const fs::path& out, const std::string& name, const std::string& text) {
  const fs::path folder = out / "slurm";
  make_own_folder(folder);
  const fs::path script = folder / fmt::format("{}-{}.sbatch", name, sha256(text).substr(0, 8));
  std::error_code none;
  if (fs::is_regular_file(fs::symlink_status(script, none)) && fs::file_size(script, none) == text.size() &&
      read_file(script) == text)
    return script;
  if (fs::exists(fs::symlink_status(script, none)))
    say_to(stderr, "note: {} held something else than the script that it is named after; it is replaced\n",
           script.string());
  write_file_atomically({script, 2}, text);
  return script;
}

constexpr std::array kFlags = {Flag{"profile", "P", "of the cluster: a file, or the name of one in slurm/profiles"},
                               kOutFlag,
                               Flag{"ranks", "N", "processes, instead of the profile's"},
                               Flag{"array", "S", "an array of S jobs, instead of the profile's mode"},
                               Flag{"time", "D", "of the job as sbatch takes it, instead of the profile's"},
                               Flag{"retry-failed", "", "runs that failed before are tried again"},
                               Flag{"dry-run", "", "prints the script; writes and submits nothing"}};

int command_submit(const Arguments& arguments) {
  const Catalog all = catalog();
  const ClusterProfile profile = profile_of(arguments);
  const SweepTarget target = read_target(arguments, all);
  const fs::path notes = fs::absolute(target.out) / "slurm";
  const std::string output = output_pattern(profile.mode, notes);
  const SweepStatus progress = read_status(target.out, target.sweep, all);
  const bool dry = arguments.has("dry-run");
  const std::size_t failed = arguments.has("retry-failed") ? progress.count(RunStatus::Failed) : 0;
  const std::size_t open = progress.count(RunStatus::Missing) + progress.count(RunStatus::Running) + failed;
  say_to(stderr, "{} -> {}\n", counts_text(progress), target.out.string());
  if (open == 0 && !dry) {
    say_to(stderr, "nothing is left to be done: nothing was submitted\n");
    return 0;
  }
  const BatchJob job{target.sweep.name,
                     run_arguments(arguments, target),
                     output,
                     common_threads(target.sweep),
                     shards_of(profile, open),
                     notes.string(),
                     (own_folder() / "xil").string()};
  if (profile.mode == JobShape::Array && job.shards < profile.shards) {
    say_to(stderr, "note: {} jobs in the array, not {}: that is what the site allows or {} runs can use\n", job.shards,
           profile.shards, open);
  }
  const std::string script = batch_script(profile, job);
  if (dry) {
    say_as_it_is(script);
    return 0;
  }
  const fs::path file = keep_script(target.out, target.sweep.name, script);
  say("{}\n", file.string());
  call_sbatch(script, file);
  return 0;
}

}  // namespace

constexpr Command kSubmit = {
    "submit", "SWEEP [key=value ...]", "writes a batch script for SLURM and submits it", 1, kAnyNumber,
    kFlags,   command_submit};

}  // namespace xil
