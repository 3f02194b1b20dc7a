#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/data/files/dataset_root.h"

namespace xil {

/// The names of a YOLO set's categories, and the files that they come from.
struct YoloNames {
  std::vector<std::string> names;  ///< by number; empty: no file gives any
  std::vector<std::string> files;
};

/// Looks for data.yaml, dataset.yaml, *.names and classes.txt among the files below a root. Files that disagree, and
/// names in a form that is not read, are configuration errors.
YoloNames find_yolo_names(const DatasetRoot& root, const std::vector<std::string>& files);

/// The names in a data.yaml, without a YAML library: `names:` as a list in brackets, as lines with a dash, as lines
/// "0: name", or as a map in braces; `nc`, where it is there, must be their number. Nothing if there is no `names:`.
/// Anything else is a configuration error that begins with `where`.
std::vector<std::string> yaml_names(std::string_view text, std::string_view where);

}  // namespace xil
