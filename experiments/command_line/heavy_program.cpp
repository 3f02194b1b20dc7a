#include "experiments/command_line/heavy_program.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// Numerical libraries read these variables when they are loaded, before any code of xil-run runs. They replace the
/// values of the environment: the number of threads is a parameter of the run, and with a cluster's own OMP_NUM_THREADS
/// the sums would be different.
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

std::filesystem::path own_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  require(!error, "cannot read /proc/self/exe ({}); start xil-run itself instead", error.message());
  return self.parent_path();
}

std::filesystem::path heavy_program() {
  auto program = own_folder() / "xil-run";
  require(std::filesystem::exists(program), "{} is missing: build the target xil-run", program.string());
  return program;
}

void continue_in_heavy_program(std::string_view command, const Arguments& arguments, std::int64_t threads) {
  set_threads(threads);
  std::vector<std::string> words = {"xil-run"};
  std::istringstream name{std::string(command)};
  for (std::string word; name >> word;) words.push_back(word);
  for (const auto& [flag, value] : arguments.flags) {
    words.push_back(value.empty() ? "--" + flag : fmt::format("--{}={}", flag, value));
  }
  for (const auto& [flag, values] : arguments.repeated) {
    for (const std::string& value : values) words.push_back(fmt::format("--{}={}", flag, value));
  }
  words.emplace_back("--");
  words.insert(words.end(), arguments.positional.begin(), arguments.positional.end());
  execute(heavy_program(), std::move(words));
}

}  // namespace xil
