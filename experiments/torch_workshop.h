#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "experiments/workshop.h"

namespace xil {

/// Real datasets and LibTorch's networks. `features`: folder of the features of backbones that never learn.
std::unique_ptr<Workshop> make_torch_workshop(const std::filesystem::path& features, const std::string& device);

}  // namespace xil
