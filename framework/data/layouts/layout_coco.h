#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// JSON files with images, categories and annotations, as COCO, CVAT, Label Studio and Roboflow write them: the one
/// that the parameter file names, or those in the root, in annotations/ and in the folders of a split. Their pictures
/// lie anywhere below the root. The split is that of a picture's folders, else that of the file's folders or name.
extern const Layout kCocoLayout;

}  // namespace xil
