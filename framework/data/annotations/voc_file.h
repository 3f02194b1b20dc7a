#pragma once

#include <string>

#include "framework/data/annotations/annotated_picture.h"
#include "framework/data/files/dataset_root.h"

namespace xil {

/// A file of Pascal VOC, or of the old LabelMe; its picture is not looked for yet.
struct VocFile {
  AnnotatedPicture picture;
  std::string named;  ///< filename
};

/// Whether a file looks like such an XML file, by its first bytes.
bool looks_like_voc(const DatasetRoot& root, const std::string& path);

/// Reads the objects: a polygon (x1, y1, x2, ... as Roboflow writes them, or pt with x and y) where there is one, else
/// bndbox, whose corners are pixels counted from 1 and lie inside (devkit of VOC 2012), or robndbox. What cannot be
/// read is the picture's fault.
VocFile read_voc(const DatasetRoot& root, const std::string& path, const AnnotatedParams& params);

}  // namespace xil
