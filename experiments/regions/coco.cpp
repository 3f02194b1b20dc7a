#include "experiments/regions/coco.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "framework/core/base/json_value.h"
#include "framework/core/numeric/run_lengths.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 2> kCategories = {"defect", "wrong_region"};
static_assert(kCategories.size() == EnumNames<RegionKind>::names.size());

/// x, y, width and height of the smallest rectangle around the region.
/// Precondition: the region is not empty.
std::vector<std::int64_t> bounding_box(const Region& region) {
  int left = region.width, top = region.height, right = -1, bottom = -1;
  for (int y = 0; y < region.height; ++y) {
    for (int x = 0; x < region.width; ++x) {
      if (region.at(y, x) == 0) continue;
      left = std::min(left, x), right = std::max(right, x);
      top = std::min(top, y), bottom = std::max(bottom, y);
    }
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

Value annotation(std::int64_t id, const DrawnRegion& drawn, const std::string& expert) {
  Value::Map attributes = {{"expert", json_value(expert)},
                           {"round", json_value(drawn.round)},
                           {"label", text_or_null(drawn.label)},
                           {"verdict", json_value(enum_name(drawn.verdict))},
                           {"mask", json_value(drawn.mask)}};
  return Value(Value::Map{
      {"id", json_value(id)},
      {"image_id", json_value(drawn.image + 1)},
      {"category_id", json_value(static_cast<std::int64_t>(drawn.kind) + 1)},
      {"segmentation", Value(Value::Map{{"size", json_value(std::vector{drawn.region.height, drawn.region.width})},
                                        {"counts", json_value(column_counts(drawn.region))}})},
      {"area", json_value(static_cast<std::int64_t>(area(drawn.region)))},
      {"bbox", json_value(bounding_box(drawn.region))},
      {"iscrowd", json_value(1)},  // the segmentation is run lengths
      {"attributes", Value(std::move(attributes))}});
}

}  // namespace

std::vector<std::int64_t> column_counts(const Region& region) {
  Region transposed(region.width, region.height);
  for (int y = 0; y < region.height; ++y) {
    for (int x = 0; x < region.width; ++x) transposed.at(x, y) = region.at(y, x);
  }
  return run_lengths(transposed);
}

Value coco_document(const SessionRegions& drawn) {
  Value::List images, annotations, categories;
  for (const std::string& path : drawn.images) {
    images.push_back(Value(Value::Map{{"id", json_value(static_cast<std::int64_t>(images.size()) + 1)},
                                      {"file_name", json_value(path)},
                                      {"width", json_value(drawn.width)},
                                      {"height", json_value(drawn.height)}}));
  }
  for (const DrawnRegion& region : drawn.regions)
    annotations.push_back(annotation(static_cast<std::int64_t>(annotations.size()) + 1, region, drawn.expert));
  for (const std::string_view name : kCategories) {
    categories.push_back(Value(
        Value::Map{{"id", json_value(static_cast<std::int64_t>(categories.size()) + 1)}, {"name", json_value(name)}}));
  }
  Value::Map info = {{"description", json_value(fmt::format("Regions that a person drew in run {}", drawn.run_id))},
                     {"run_id", json_value(drawn.run_id)},
                     {"expert", json_value(drawn.expert)}};
  return Value(Value::Map{{"info", Value(std::move(info))},
                          {"images", Value(std::move(images))},
                          {"annotations", Value(std::move(annotations))},
                          {"categories", Value(std::move(categories))}});
}

}  // namespace xil
