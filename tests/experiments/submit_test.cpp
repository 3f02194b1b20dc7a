#include <gtest/gtest.h>

#include "experiments/commands/batch_script.h"
#include "framework/config/yaml.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

ClusterProfile profile_of(const std::string& text) {
  return read_params<ClusterProfile>(parse_yaml(text, "p.yaml"), "a profile");
}

BatchJob job() {
  return {"paper", {"a sweep.yaml", "seed=range(0,8)", "--out=o"}, "o/%j.log", 3, 5, "o/slurm", "build/bin/xil"};
}

std::string script(const std::string& profile) { return batch_script(profile_of(profile), job()); }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Profile, RefusesWhatItDoesNotKnowAndWhatMakesNoSense) {
  EXPECT_TRUE(has(refusal([] { profile_of("partiton: gpu"); }), "partition")) << "the known keys are told";
  EXPECT_TRUE(has(refusal([] { profile_of("ranks: 0"); }), "p.yaml:1"));
  EXPECT_TRUE(has(refusal([] { profile_of("time: ''"); }), "time"));
  EXPECT_TRUE(has(refusal([] { profile_of("partition: 'a; rm -rf b'"); }), "one word"));
  EXPECT_TRUE(has(refusal([] { profile_of("environment: [novalue]"); }), "NAME=VALUE"));
  EXPECT_TRUE(has(refusal([] { profile_of("mode: fast"); }), "mpi"));
  EXPECT_TRUE(has(refusal([] { read_profile("no_such_cluster"); }), "no_such_cluster"));
}

TEST(Profile, TakesTimesAsSlurmDoes) {
  for (const std::string time : {"30", "5:00", "8:00:00", "1-0", "2-03:04", "2-03:04:05", "UNLIMITED"}) {
    EXPECT_EQ(refusal([&] { profile_of("time: '" + time + "'"); }), "accepted") << time;
  }
  for (const std::string time : {"abc", "1x", "-1", "1-", "1:", "1:2:3:4", "1:2:", "1.5", "8h"}) {
    EXPECT_TRUE(has(refusal([&] { profile_of("time: '" + time + "'"); }), "'time' must be MINUTES")) << time;
  }
}

TEST(BatchScript, AsksSlurmForWhatAnInterruptedSweepNeeds) {
  const std::string text =
      script("{partition: cpu, nodes: 2, ranks: 64, mem_per_cpu: 2G, time: '8:00:00', signal_s: 90}");
  EXPECT_TRUE(text.starts_with("#!/bin/bash\n#SBATCH "));
  for (const char* line :
       {"--partition=cpu", "--nodes=2", "--ntasks=64", "--cpus-per-task=3", "--mem-per-cpu=2G", "--time=8:00:00",
        "--signal=USR1@90", "--requeue", "--open-mode=append", "--output=o/%j.log"}) {
    EXPECT_TRUE(has(text, std::string("#SBATCH ") + line + "\n")) << line;
  }
  EXPECT_TRUE(has(text, "srun --mpi=pmix --kill-on-bad-exit=1"));
  EXPECT_TRUE(has(text, "build/bin/xil run 'a sweep.yaml' 'seed=range(0,8)' --out=o"));
  EXPECT_FALSE(has(text, "B:USR1")) << "the signal is for xil, not for the shell";
  EXPECT_FALSE(has(text, "--account")) << "what is not given is left to the cluster";
  EXPECT_FALSE(has(text, "--array"));
  EXPECT_TRUE(has(text, "notes=o/slurm\n")) << "what tells the end of xil, whose exit code srun's is not";
  EXPECT_TRUE(text.ends_with(kBatchLoop));
}

TEST(BatchScript, OfAnArrayGivesEachJobItsShard) {
  const std::string text = script("{mode: array, array_throttle: 2}");
  EXPECT_TRUE(has(text, "#SBATCH --array=0-4%2\n"));
  EXPECT_TRUE(has(text, "--shard=\"$SLURM_ARRAY_TASK_ID\"/5"));
}

TEST(BatchScript, GivesEachRankItsGpuAndTheContainer) {
  const std::string text =
      script("{gpus_per_rank: 1, container: my image.sif, binds: [/scratch], modules: [apptainer]}");
  EXPECT_TRUE(has(text, "#SBATCH --gpus-per-task=1\n"));
  EXPECT_TRUE(has(text, "--gpu-bind=per_task:1"));
  EXPECT_TRUE(has(text, "apptainer exec --nv --bind /scratch 'my image.sif' xil run"));
  EXPECT_TRUE(has(text, "module load apptainer\n"));
  EXPECT_TRUE(has(script("{gres: 'gpu:4', container: a.sif}"), "apptainer exec --nv a.sif"));
}

TEST(BatchScript, QuotesWhatTheShellWouldRead) {
  EXPECT_TRUE(has(script("environment: ['A=x y; z']"), "export A='x y; z'\n"));
}

TEST(BatchScript, HasTheLoopOfTheTemplates) {
  const std::filesystem::path folder =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "slurm";
  for (const char* name : {"mpi.sbatch", "array.sbatch"}) {
    const std::string text = read_file(folder / name);
    EXPECT_TRUE(text.ends_with("\nsource slurm/loop.sh\n")) << name;
    for (const char* line : {"--signal=USR1@120", "--requeue", "--open-mode=append"}) {
      EXPECT_TRUE(has(text, std::string("#SBATCH ") + line + "\n")) << name << " " << line;
    }
  }
}

TEST(Profiles, ThatComeWithTheSourcesAreSound) {
  const std::filesystem::path folder =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "slurm" / "profiles";
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_NO_THROW(read_profile(entry.path().string())) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 3U);
}

}  // namespace
}  // namespace xil
