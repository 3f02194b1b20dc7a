#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "experiments/runner/workshop.h"

namespace xil {

/// prepare_torch(); says on standard error, where `aloud`, that there are more threads than cores.
void prepare_torch_for(std::int64_t threads, bool aloud = true);

/// Real datasets and LibTorch's networks. `features`: folder of the features of backbones that never learn.
std::unique_ptr<Workshop> make_torch_workshop(const std::filesystem::path& features, const std::string& device);

}  // namespace xil
