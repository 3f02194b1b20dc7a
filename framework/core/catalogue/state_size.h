#pragma once

#include "framework/core/catalogue/components.h"

namespace xil {

/// Bytes of a kept model state (`models: final | all`): weights and buffers as 32-bit values, frozen ones too. Of a
/// TorchScript module, which stays in its own file, only the head is kept; its features are taken to be as wide as
/// those of a ResNet-50. Values are compressed, by less than a tenth.
double state_bytes(const ComponentSpec& model, const ExpectedDataset& dataset);

}  // namespace xil
