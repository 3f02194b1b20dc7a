#include "framework/comm/launcher.h"

#include <charconv>
#include <string_view>

#include "framework/core/base/error.h"

namespace xil {
namespace {

std::optional<int> number(const Environment& environment, const char* name) {
  const char* text = environment(name);
  if (text == nullptr) return std::nullopt;
  const std::string_view digits(text);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Launch> detect_launch(const Environment& environment) {
  const auto step_tasks = number(environment, "SLURM_STEP_NUM_TASKS");
  if (environment("OMPI_COMM_WORLD_SIZE") != nullptr) {
    return Launch{"OMPI_COMM_WORLD_SIZE", number(environment, "OMPI_COMM_WORLD_SIZE")};
  }
  if (environment("PMI_RANK") != nullptr) {
    const auto processes = number(environment, "PMI_SIZE");
    return Launch{"PMI_RANK", processes ? processes : step_tasks};
  }
  if (environment("PMIX_RANK") != nullptr) return Launch{"PMIX_RANK", step_tasks};
  refuse_unless(step_tasks.value_or(1) == 1,
                "srun started {} tasks without MPI support, so that each would run the whole sweep: use 'srun "
                "--mpi=pmix' ('srun --mpi=list' names the kinds that this cluster has), or one task",
                step_tasks.value_or(1));
  return std::nullopt;
}

}  // namespace xil
