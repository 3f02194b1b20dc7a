#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "experiments/runner/run_environment.h"

namespace xil {

/// Calls prepare_torch(). If `warn`, it also says on standard error if there are more threads than cores.
void prepare_torch_for(std::int64_t threads, bool warn = true);

/// A environment with real datasets and LibTorch's networks. `features` is the folder for the features of backbones
/// that never learn.
std::unique_ptr<RunEnvironment> make_torch_run_environment(const std::filesystem::path& features,
                                                           const std::string& device);

}  // namespace xil
