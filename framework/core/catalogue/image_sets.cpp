#include "framework/core/catalogue/image_sets.h"

namespace xil {

void ImageSetParams::validate() const {
  SourceParams::validate();
  SplitParams::validate();
  for (const std::string& type : hold_out_type) {
    refuse_unless(types.empty() || std::ranges::find(types, type) != types.end(),
                  "'hold_out_type' names '{}', which is not among 'types'", type);
  }
}

ExpectedDataset ImageSetParams::expected() const {
  const SetSize usual = usual_size();
  const double all = usual.train + usual.test;
  const double test = split == SplitRule::Given ? usual.test : all * test_share;
  const double validation = all * validation_share;
  return {channels == Channels::Grey ? 1.0 : 3.0,
          static_cast<double>(height()),
          static_cast<double>(width()),
          2,
          std::max(0.0, all - test - validation),
          validation,
          test,
          has_masks()};
}

std::span<const RegistryEntry> image_set_table() { return kImageSets; }

}  // namespace xil
