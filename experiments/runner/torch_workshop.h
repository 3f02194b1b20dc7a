#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "experiments/runner/workshop.h"

namespace xil {

/// Calls prepare_torch(). If `aloud`, it also says on standard error if there are more threads than cores.
void prepare_torch_for(std::int64_t threads, bool aloud = true);

/// A workshop with real datasets and LibTorch's networks. `features` is the folder for the features of backbones that
/// never learn.
std::unique_ptr<Workshop> make_torch_workshop(const std::filesystem::path& features, const std::string& device);

}  // namespace xil
