#include "framework/nn/networks/autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace xil {
namespace {

// PyTorch 2.4 renamed these.
void switch_on(bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
  at::autocast::set_autocast_enabled(at::kCUDA, on);
#else
  at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  at::autocast::set_enabled(on);
#endif
}

}  // namespace

Autocast::Autocast(bool wanted) : wanted_(wanted) {
  if (!wanted_) return;
  at::autocast::increment_nesting();
  switch_on(true);
}

Autocast::~Autocast() {
  if (!wanted_) return;
  switch_on(false);
  // Copies of weights that the next update makes stale.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

}  // namespace xil
