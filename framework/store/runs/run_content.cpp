#include "framework/store/runs/run_content.h"

#include <algorithm>
#include <cmath>

namespace xil {
namespace {

constexpr double kLevels = 255;

}  // namespace

DividedLooks divided_looks(const RunContent& run) {
  DividedLooks looks;
  std::vector<std::uint8_t> seen = run.initial;
  for (const ShownRecord& look : run.shown) {
    (seen.at(look.item) != 0 ? looks.compared : looks.asked).push_back(&look);
    seen[look.item] = 1;
  }
  return looks;
}

QuantisedMap quantise(const Map& map) {
  QuantisedMap stored;
  stored.pixels.assign(map.values.size(), 0);
  const bool finite = std::all_of(map.values.begin(), map.values.end(), [](float v) { return std::isfinite(v); });
  if (!finite) stored.offset = stored.scale = kUndefined;
  if (!finite || map.values.empty()) return stored;
  const auto [least, greatest] = std::minmax_element(map.values.begin(), map.values.end());
  stored.offset = *least;
  stored.scale = (static_cast<double>(*greatest) - stored.offset) / kLevels;
  if (stored.scale == 0) return stored;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    stored.pixels[i] = static_cast<std::uint8_t>(std::lround((map.values[i] - stored.offset) / stored.scale));
  }
  return stored;
}

Map restore(const QuantisedMap& stored, int height, int width) {
  Map map(height, width);
  require(map.values.size() == stored.pixels.size(), "a stored map has {} pixels, not {} x {}", stored.pixels.size(),
          height, width);
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    map.values[i] = static_cast<float>(stored.offset + stored.scale * stored.pixels[i]);
  }
  return map;
}

}  // namespace xil
