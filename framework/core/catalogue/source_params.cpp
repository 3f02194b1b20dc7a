#include "framework/core/catalogue/source_params.h"

#include <algorithm>
#include <array>

namespace xil {

SourceParams::SourceParams() = default;

void SourceParams::validate() const {
  refuse_unless(size.size() == 1 || size.size() == 2, "'size' is one side or height and width, not {} numbers",
                size.size());
  for (const std::int64_t side : size) check_within("size", side, 8, 4096);
  refuse_unless(range16.size() == 2 && range16[0] >= 0 && range16[0] < range16[1] && range16[1] <= 65535,
                "'range16' must be two ascending values within [0, 65535]");
  check_within("mask_threshold", mask_threshold, 1, 255);
  for (const std::int64_t value : mask_values) check_within("mask_values", value, 0, 65535);
  refuse_unless(mask_values.empty() || mask_threshold == SourceParams().mask_threshold,
                "'mask_values' and 'mask_threshold' both say what marks: leave one of them out");
  const auto is_ending = [&](std::string_view ending) { return mask_suffix.ends_with(ending); };
  const std::array<std::string_view, 12> endings = {".png", ".bmp", ".jpg", ".jpeg", ".tif", ".tiff",
                                                    ".PNG", ".BMP", ".JPG", ".JPEG", ".TIF", ".TIFF"};
  refuse_unless(
      mask_suffix.find('/') == std::string::npos && std::ranges::none_of(endings, is_ending),
      "'mask_suffix' is '{}': give what stands between the picture's name and the ending, as _mask of 7_mask.png",
      mask_suffix);
  check_within("max_megapixels", max_megapixels, 0.001, 1000);
}

void TileParams::validate() const {
  if (size == 0) {
    refuse_unless(overlap == 0, "'overlap' has no effect without 'size', the side of a tile");
    return refuse_unless(least_marked == 1, "'least_marked' has no effect without 'size', the side of a tile");
  }
  check_within("size", size, 8, 16384);
  refuse_unless(overlap >= 0 && overlap <= size / 2, "'overlap' must be within 0 and half of size, {}, not {}",
                size / 2, overlap);
  check_within("least_marked", least_marked, 1, static_cast<double>(size * size));
}

void SplitParams::validate() const {
  check_within("validation_share", validation_share, 0, 0.5);
  check_within("test_share", test_share, 0.01, 0.8);
  refuse_unless(validation_share + test_share <= 0.95,
                "'test_share' and 'validation_share' together leave no pool: {} + {} is above 0.95", test_share,
                validation_share);
  check_within("near_similarity", near_similarity, 0.8, 1);
}

}  // namespace xil
