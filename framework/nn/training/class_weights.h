#pragma once

#include <span>

namespace at {
class Tensor;
}

namespace xil {

/// n / (classes n_class) for each of the classes that occur among the n labels, 0 for the others, [classes] on the
/// host.
at::Tensor balanced_class_weights(std::span<const int> labels, int classes);

}  // namespace xil
