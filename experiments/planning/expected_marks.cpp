#include "experiments/planning/expected_marks.h"

#include "framework/core/catalogue/datasets.h"

namespace xil {
namespace {

/// Their masks are the user's own.
bool is_users_own(const ImageSetParams& set) {
  return dynamic_cast<const ImageFolderParams*>(&set) != nullptr ||
         dynamic_cast<const ManifestParams*>(&set) != nullptr;
}

}  // namespace

ExpectedMarks expected_marks(const ComponentSpec& dataset) {
  const auto params = dataset_params(dataset);
  if (const ImageSetParams* set = params->image_set()) {
    if (is_users_own(*set)) return {Marked::Perhaps, Marked::Perhaps};
    return {set->has_masks() ? Marked::Yes : Marked::No, Marked::No};
  }
  if (const auto* weld = dynamic_cast<const WeldSeamsParams*>(params.get()))
    return {Marked::Yes, weld->confounder == ConfounderClasses::None ? Marked::No : Marked::Yes};
  const bool decoy = dynamic_cast<const DecoyFashionMnistParams*>(params.get()) != nullptr;
  return {Marked::No, decoy ? Marked::Yes : Marked::No};
}

}  // namespace xil
