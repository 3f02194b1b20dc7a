#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/core/interfaces/session.h"

// Regions in the form of the COCO data set (cocodataset.org/#format-data), which tools for segmentation read.
namespace xil {

/// A region that a person drew.
struct DrawnRegion {
  std::int64_t image = 0;  ///< index into the images
  RegionKind kind = RegionKind::Defect;
  Region region;
  std::int64_t round = 0;
  std::string label;  ///< name of the class that the person gave; empty: set aside
  Verdict verdict = Verdict::NotJudged;
  std::string mask;  ///< its picture, relative to the JSON file
};

/// The regions of one session.
struct SessionRegions {
  std::string run_id, expert;
  int height = 0, width = 0;
  std::vector<std::string> images;  ///< paths of the items
  std::vector<DrawnRegion> regions;
};

/// COCO's uncompressed run lengths: column by column from the left, outside and inside in turn, beginning with outside
/// (0 if the first pixel is inside).
std::vector<std::int64_t> column_counts(const Region& region);

/// The document: info, images, annotations and the categories defect (1) and wrong_region (2). Ids count from 1.
Value coco_document(const SessionRegions& drawn);

}  // namespace xil
