#pragma once

#include "framework/core/catalogue/architectures.h"
#include "framework/nn/networks/layers.h"

namespace xil {

/// The layers of one of torchvision's networks, stage by stage as core names the stages. The first `frozen_stages`
/// stages keep their weights and statistics; `batch_norm` is for the others.
Backbone make_backbone(const Architecture& architecture, std::size_t frozen_stages, BatchNorm batch_norm);
/// How weights of the last linear layer start in torchvision.
Blueprint::Start head_start(const Architecture& architecture);

}  // namespace xil
