#include "experiments/regions/coco.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace xil {
namespace {

constexpr std::array<std::string_view, 2> kCategories = {"defect", "wrong_region"};
static_assert(kCategories.size() == EnumNames<RegionKind>::names.size());

Value whole(std::int64_t number) { return Value(number); }
Value text(std::string_view words) { return Value(std::string(words)); }

Value list_of(const std::vector<std::int64_t>& numbers) {
  Value::List list;
  for (const std::int64_t number : numbers) list.push_back(whole(number));
  return Value(std::move(list));
}

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
  Value::Map attributes = {{"expert", text(expert)},
                           {"round", whole(drawn.round)},
                           {"label", drawn.label.empty() ? Value() : text(drawn.label)},
                           {"verdict", text(enum_name(drawn.verdict))},
                           {"mask", text(drawn.mask)}};
  return Value(
      Value::Map{{"id", whole(id)},
                 {"image_id", whole(drawn.image + 1)},
                 {"category_id", whole(static_cast<std::int64_t>(drawn.kind) + 1)},
                 {"segmentation", Value(Value::Map{{"size", list_of({drawn.region.height, drawn.region.width})},
                                                   {"counts", list_of(column_counts(drawn.region))}})},
                 {"area", whole(static_cast<std::int64_t>(area(drawn.region)))},
                 {"bbox", list_of(bounding_box(drawn.region))},
                 {"iscrowd", whole(1)},  // the segmentation is run lengths
                 {"attributes", Value(std::move(attributes))}});
}

}  // namespace

std::vector<std::int64_t> column_counts(const Region& region) {
  std::vector<std::int64_t> counts = {0};
  bool inside = false;
  for (int x = 0; x < region.width; ++x) {
    for (int y = 0; y < region.height; ++y) {
      if ((region.at(y, x) != 0) != inside) {
        inside = !inside;
        counts.push_back(0);
      }
      ++counts.back();
    }
  }
  return counts;
}

Value coco_document(const SessionRegions& drawn) {
  Value::List images, annotations, categories;
  for (const std::string& path : drawn.images) {
    images.push_back(Value(Value::Map{{"id", whole(static_cast<std::int64_t>(images.size()) + 1)},
                                      {"file_name", text(path)},
                                      {"width", whole(drawn.width)},
                                      {"height", whole(drawn.height)}}));
  }
  for (const DrawnRegion& region : drawn.regions)
    annotations.push_back(annotation(static_cast<std::int64_t>(annotations.size()) + 1, region, drawn.expert));
  for (const std::string_view name : kCategories) {
    categories.push_back(
        Value(Value::Map{{"id", whole(static_cast<std::int64_t>(categories.size()) + 1)}, {"name", text(name)}}));
  }
  Value::Map info = {{"description", text(fmt::format("Regions that a person drew in run {}", drawn.run_id))},
                     {"run_id", text(drawn.run_id)},
                     {"expert", text(drawn.expert)}};
  return Value(Value::Map{{"info", Value(std::move(info))},
                          {"images", Value(std::move(images))},
                          {"annotations", Value(std::move(annotations))},
                          {"categories", Value(std::move(categories))}});
}

}  // namespace xil
