#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// Pictures in ok/ and defect/, and in the folders of these, whose names are the types in defect/; folders further down
/// are passed over unless `recursive`, which leaves the types as they are. The mask of defect/crack/a.jpg is
/// masks/crack/a.png or masks/crack/a_mask.png, that of defect/a.jpg masks/a.png or masks/a_mask.png. Confounders exist
/// for both classes: confounders/defect/crack/a.png (or a_mask.png), confounders/ok/a.png. Where mask_suffix is given,
/// masks may also lie beside their pictures.
extern const Layout kImageFolderLayout;

}  // namespace xil
