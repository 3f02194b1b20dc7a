#include "framework/core/catalogue/architectures.h"

#include <algorithm>

namespace xil {

const Architecture* find_architecture(std::string_view model) {
  const auto found = std::ranges::find(kArchitectures, model, [](const Architecture* a) { return a->name; });
  return found == kArchitectures.end() ? nullptr : *found;
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

bool has_frozen_backbone(const Choice& model) {
  if (model.name == "torchscript") return true;
  const Value* freeze = find_architecture(model.name) == nullptr ? nullptr : model.params.find("freeze");
  const auto* text = freeze == nullptr ? nullptr : freeze->get<std::string>();
  return text != nullptr && *text == kFreezeBackbone;
}

void TorchscriptParams::validate() const {
  check_within("dropout", dropout, 0, 0.95);
  refuse_unless(dropout == 0 || head == ScriptHead::Trained, "'dropout' needs 'head': trained");
}

}  // namespace xil
