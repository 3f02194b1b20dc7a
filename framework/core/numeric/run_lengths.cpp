#include "framework/core/numeric/run_lengths.h"

#include <algorithm>

#include "framework/core/base/error.h"

namespace xil {

std::vector<std::int64_t> run_lengths(const Region& region) {
  std::vector<std::int64_t> lengths;
  std::uint8_t inside = 0;
  std::int64_t length = 0;
  for (const std::uint8_t pixel : region.values) {
    if ((pixel != 0) != (inside != 0)) {
      lengths.push_back(length);
      length = 0;
      inside = inside == 0 ? 1 : 0;
    }
    ++length;
  }
  lengths.push_back(length);
  return lengths;
}

Region region_of(std::span<const std::int64_t> lengths, int height, int width, std::string_view where) {
  Region region(height, width);
  auto place = region.values.begin();
  std::uint8_t inside = 0;
  for (const std::int64_t length : lengths) {
    require(length >= 0 && length <= region.values.end() - place,
            "{}: the run lengths of a region do not fit {} x {} pixels", where, height, width);
    const auto end = place + static_cast<std::ptrdiff_t>(length);
    std::fill(place, end, inside);
    place = end;
    inside = inside == 0 ? 1 : 0;
  }
  require(place == region.values.end(), "{}: the run lengths of a region end before its {} x {} pixels", where, height,
          width);
  return region;
}

}  // namespace xil
