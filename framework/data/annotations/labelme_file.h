#pragma once

#include <string>

#include "framework/data/annotations/annotated_picture.h"
#include "framework/data/files/dataset_root.h"

namespace xil {

/// A file of labelme; its picture is not looked for yet.
struct LabelmeFile {
  AnnotatedPicture picture;
  std::string named;      ///< imagePath
  bool embedded = false;  ///< the picture itself lies in the file too
};

/// Whether a file looks as labelme writes it, by its first bytes.
bool looks_like_labelme(const DatasetRoot& root, const std::string& path);

/// Reads polygon, rectangle, oriented_rectangle, rotation, circle, mask, and line, linestrip, point and points, which
/// are params.line_width wide. Flags of the whole picture that are set count as its categories. What cannot be read is
/// the picture's fault.
LabelmeFile read_labelme(const DatasetRoot& root, const std::string& path, const LabelmeParams& params);

}  // namespace xil
