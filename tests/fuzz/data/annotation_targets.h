#pragma once

#include <memory>

#include "tests/fuzz/target.h"

// Files of annotations, beside some pictures.
namespace xil::fuzz {

std::unique_ptr<Target> coco_target();
std::unique_ptr<Target> labelme_target();
std::unique_ptr<Target> voc_target();
std::unique_ptr<Target> yolo_target();

}  // namespace xil::fuzz
