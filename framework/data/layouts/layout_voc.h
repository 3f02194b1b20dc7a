#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// An XML file of Pascal VOC per picture, as labelImg, CVAT, Label Studio and Roboflow write them, anywhere below the
/// root. The split is that of ImageSets/Main, else that of the folders.
extern const Layout kVocLayout;

}  // namespace xil
