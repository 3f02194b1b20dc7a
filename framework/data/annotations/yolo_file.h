#pragma once

#include <string>
#include <vector>

#include "framework/data/annotations/annotated_picture.h"
#include "framework/data/files/dataset_root.h"

namespace xil {

/// Reads the text file of a picture: a line per object, with the number of its category and either a box (centre x and
/// y, width, height) or the corners of a polygon, all as fractions of the picture. An empty file marks nothing.
/// `names`: of the categories; where there are none, their numbers are their names. What cannot be read is the
/// picture's fault.
AnnotatedPicture read_yolo(const DatasetRoot& root, const std::string& path, const std::vector<std::string>& names,
                           const AnnotatedParams& params);

/// Whether the first line that is not empty looks like an object's.
bool looks_like_yolo(const DatasetRoot& root, const std::string& path);

}  // namespace xil
