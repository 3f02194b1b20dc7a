#include "experiments/heavy_program.h"

#include "framework/core/error.h"

namespace xil {

std::filesystem::path heavy_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  require(!error, "cannot read /proc/self/exe ({}); start xil-run itself instead", error.message());
  auto program = self.parent_path() / "xil-run";
  require(std::filesystem::exists(program), "{} is missing: build the target xil-run",
          program.string());
  return program;
}

}  // namespace xil
