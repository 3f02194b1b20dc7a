#include "framework/core/catalogue/architectures.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/base/pinned_file.h"

namespace xil {

double scaled_work(const Architecture& architecture, const ExpectedDataset& dataset) {
  return architecture.work_at_224 * dataset.height * dataset.width / (224.0 * 224.0);
}

std::size_t PretrainedParams::frozen_stages(const Architecture& architecture) const {
  if (freeze == kFreezeNothing) return 0;
  if (whole_backbone()) return architecture.stages.size();
  const auto last = std::ranges::find(architecture.stages, freeze);
  refuse_unless(last != architecture.stages.end(), "'freeze': {} has no stage '{}'. Known: none, backbone, {}",
                architecture.name, freeze, fmt::join(architecture.stages, ", "));
  return static_cast<std::size_t>(last - architecture.stages.begin()) + 1;
}

void PretrainedParams::check(const Architecture& architecture) const {
  frozen_stages(architecture);
  check_within("dropout", dropout, 0, 0.95);
  refuse_unless(
      features == Features::Fresh || whole_backbone(),
      "'features': cached needs 'freeze': backbone, since a backbone that learns has new features in every round");
}

void PretrainedParams::identify(const Architecture& architecture) {
  weights = parse_pinned(weights).sha256;
  features = Features::Fresh;
  if (whole_backbone() || !architecture.batch_norm) batch_norm = BatchNorm::Trained;
}

Value TorchscriptParams::identity() const {
  TorchscriptParams same = *this;
  same.torchscript = parse_pinned(torchscript).sha256;
  same.features = Features::Fresh;
  return to_value(same);
}

void TorchscriptParams::validate() const {
  check_within("dropout", dropout, 0, 0.95);
  refuse_unless(dropout == 0 || head == ScriptHead::Trained, "'dropout' needs 'head': trained");
}

}  // namespace xil
