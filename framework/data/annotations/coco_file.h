#pragma once

#include <string>
#include <vector>

#include "framework/data/annotations/annotated_picture.h"
#include "framework/data/files/dataset_root.h"

namespace xil {

/// A JSON file in the form of COCO.
struct CocoFile {
  std::vector<AnnotatedPicture> pictures;  ///< `path` is the file_name as it is written; they are not looked for yet
  std::vector<std::string> strangers;      ///< ids of annotations of images that the file does not list
  std::size_t crowds = 0;                  ///< annotations that mark a crowd as a whole
};

/// Whether a file looks like one with images, categories and annotations, by its first bytes.
bool looks_like_coco(const DatasetRoot& root, const std::string& path);

/// Reads polygons and run lengths, plain and compressed; annotations with a box alone as params.boxes says. What is
/// wrong with one annotation is the fault of its picture; a file that is no such JSON, or in which ids do not fit
/// together, is a failure.
CocoFile read_coco(const DatasetRoot& root, const std::string& path, const CocoParams& params);

}  // namespace xil
