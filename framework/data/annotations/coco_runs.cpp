#include "framework/data/annotations/coco_runs.h"

#include "framework/core/base/error.h"

namespace xil {

std::vector<std::uint32_t> coco_runs(std::string_view text, std::string_view where) {
  std::vector<std::uint32_t> runs;
  std::int64_t value = 0;
  int bits = 0;
  for (const char sign : text) {
    const int digit = sign - 48;
    require(digit >= 0 && digit < 64 && bits < 40,
            "{}: compressed run lengths hold byte {}, which they cannot: restore them", where,
            static_cast<int>(static_cast<unsigned char>(sign)));
    value |= static_cast<std::int64_t>(digit & 31) << bits;
    bits += 5;
    if ((digit & 32) != 0) continue;
    if ((digit & 16) != 0) value -= std::int64_t{1} << bits;  // negative
    if (runs.size() > 2) value += runs[runs.size() - 2];
    require(value >= 0 && value <= UINT32_MAX, "{}: compressed run lengths hold the length {}: restore them", where,
            value);
    runs.push_back(static_cast<std::uint32_t>(value));
    value = 0;
    bits = 0;
  }
  require(bits == 0, "{}: compressed run lengths end too early: restore them", where);
  return runs;
}

}  // namespace xil
