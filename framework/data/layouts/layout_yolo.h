#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// A text file per picture, as ultralytics, darknet, CVAT, Label Studio, Roboflow and labelImg write them: beside the
/// picture, or under labels/ where the picture lies under images/. The split is that of the folders, else that of
/// train.txt, val.txt (valid.txt) and test.txt in the root.
extern const Layout kYoloLayout;

}  // namespace xil
