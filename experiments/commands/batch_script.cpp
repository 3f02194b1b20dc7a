#include "experiments/commands/batch_script.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

void directive(std::string& script, std::string_view option, const std::string& value) {
  if (!value.empty()) script += fmt::format("#SBATCH --{}={}\n", option, value);
}

void directive(std::string& script, std::string_view option, std::int64_t value) {
  if (value != 0) directive(script, option, std::to_string(value));
}

std::string directives(const ClusterProfile& profile, const BatchJob& job) {
  std::string script;
  directive(script, "job-name", "xil-" + job.name);
  directive(script, "partition", profile.partition);
  directive(script, "account", profile.account);
  directive(script, "qos", profile.qos);
  directive(script, "constraint", profile.constraint);
  directive(script, "reservation", profile.reservation);
  directive(script, "nodes", profile.nodes);
  directive(script, "ntasks", profile.ranks);
  directive(script, "ntasks-per-node", profile.ranks_per_node);
  directive(script, "cpus-per-task", profile.cpus_per_rank != 0 ? profile.cpus_per_rank : job.cpus_per_rank);
  directive(script, "gpus-per-task", profile.gpus_per_rank);
  directive(script, "gres", profile.gres);
  directive(script, "mem-per-cpu", profile.mem_per_cpu);
  directive(script, "time", profile.time);
  directive(script, "signal", fmt::format("USR1@{}", profile.signal_s));
  script += "#SBATCH --requeue\n";
  directive(script, "open-mode", "append");
  directive(script, "output", job.output);
  if (profile.mode == JobShape::Array) {
    const std::string throttle = profile.array_throttle > 0 ? fmt::format("%{}", profile.array_throttle) : "";
    directive(script, "array", fmt::format("0-{}{}", job.shards - 1, throttle));
  }
  return script;
}

std::string preparation(const ClusterProfile& profile) {
  std::string script;
  for (const std::string& module : profile.modules) script += fmt::format("module load {}\n", shell_word(module));
  for (const std::string& entry : profile.environment) {
    const std::size_t equals = entry.find('=');
    script += fmt::format("export {}={}\n", entry.substr(0, equals), shell_word(entry.substr(equals + 1)));
  }
  for (const std::string& line : profile.setup) script += line + "\n";
  return script;
}

std::string program(const ClusterProfile& profile, const BatchJob& job) {
  if (profile.container.empty()) return shell_word(profile.xil.empty() ? job.xil : profile.xil);
  std::string words = "apptainer exec";
  if (profile.gpus_per_rank > 0 || profile.gres.starts_with("gpu")) words += " --nv";
  for (const std::string& bind : profile.binds) words += fmt::format(" --bind {}", shell_word(bind));
  return fmt::format("{} {} {}", words, shell_word(profile.container),
                     shell_word(profile.xil.empty() ? "xil" : profile.xil));
}

std::string start_function(const ClusterProfile& profile, const BatchJob& job) {
  std::string srun = fmt::format("srun --mpi={} --kill-on-bad-exit=1", profile.mpi);
  if (profile.gpus_per_rank > 0) srun += fmt::format(" --gpu-bind=per_task:{}", profile.gpus_per_rank);
  std::string words;
  for (const std::string& argument : job.arguments) words += fmt::format(" {}", shell_word(argument));
  if (profile.mode == JobShape::Array) words += fmt::format(" --shard=\"$SLURM_ARRAY_TASK_ID\"/{}", job.shards);
  return fmt::format("start_xil() {{\n  {} \\\n    {} run{}\n}}\n", srun, program(profile, job), words);
}

}  // namespace

std::string output_pattern(JobShape mode, const std::filesystem::path& folder) {
  const std::string path = folder.string();
  refuse_unless(is_printable(path) && path.find_first_of("\\\"") == std::string::npos,
                "'{}' cannot be told to sbatch: it holds a line break, another control character, a quote or a "
                "backslash; choose another --out",
                path);
  std::string pattern;
  for (const char c : path) pattern += c == '%' ? std::string("%%") : std::string(1, c);
  pattern += mode == JobShape::Array ? "/%A_%a.log" : "/%j.log";
  const bool plain = shell_word(path) == path;
  return plain ? pattern : '"' + pattern + '"';
}

std::string batch_script(const ClusterProfile& profile, const BatchJob& job) {
  return fmt::format("#!/bin/bash\n{}set -u\n{}requeue_limit={}\nnotes={}\n{}{}", directives(profile, job),
                     preparation(profile), profile.requeue_limit, shell_word(job.notes), start_function(profile, job),
                     kBatchLoop);
}

}  // namespace xil
