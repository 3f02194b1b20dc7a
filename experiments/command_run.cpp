#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "experiments/catalog.h"
#include "experiments/commands.h"
#include "experiments/heavy_program.h"
#include "experiments/sweep_options.h"
#include "framework/core/error.h"

namespace xil {
namespace {

/// Numerical libraries read these when they are loaded, which is before any of our code runs in
/// xil-run. They replace what the environment says: threads are a parameter of the run, and with a
/// cluster's own OMP_NUM_THREADS its sums would come out otherwise.
void set_threads(std::int64_t threads) {
  for (const char* variable : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}) {
    setenv(variable, std::to_string(threads).c_str(), 1);
  }
}

[[noreturn]] void execute(const std::filesystem::path& program, std::vector<std::string> words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execv(program.c_str(), pointers.data());
  fail("cannot start {}: {}", program.string(), std::strerror(errno));
}

}  // namespace

int command_run(const Arguments& arguments) {
  // Read here as well: mistakes are told before torch is loaded, and the threads must be known
  // before.
  const SweepTarget target = read_target(arguments, catalog());
  selected_runs(target.sweep, read_run_options(arguments));
  set_threads(common_threads(target.sweep));
  std::vector<std::string> words = {"xil-run", "run"};
  for (const auto& [flag, value] : arguments.flags) {
    words.push_back(value.empty() ? "--" + flag : fmt::format("--{}={}", flag, value));
  }
  words.emplace_back("--");
  words.insert(words.end(), arguments.positional.begin(), arguments.positional.end());
  execute(heavy_program(), std::move(words));
}

}  // namespace xil
