#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/drawing/gallery_pictures.h"
#include "analysis/report/report.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

/// Places [0, count) that spread so many over the whole.
std::vector<std::size_t> spread(std::size_t count, std::size_t wanted) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < std::min(count, wanted); ++i) places.push_back(i * count / std::min(count, wanted));
  return places;
}

/// What is known of a map's item: its file, and, of items that the expert was shown and of test items, the prediction.
void add_texts(Value& json, const SavedMap& saved, const RunData& data, const ItemTexts& texts) {
  json.set("file", Value(texts.file_of(saved.item)));
  const auto look = std::ranges::find_if(
      data.shown, [&](const ShownRecord& one) { return one.round == saved.round && one.item == saved.item; });
  const bool shown = look != data.shown.end();
  const auto text = shown ? std::optional(texts.of(*look)) : texts.of_test(saved.round, saved.item);
  if (!text) return;
  json.set("predicted", Value(text->predicted));
  json.set("truth", Value(text->truth));
  json.set("hit", Value(text->hit));
  if (shown) json.set("verdict", Value(std::string(enum_name(look->verdict))));
}

Value map_json(const SavedMap& saved) {
  const auto [least, greatest] = std::ranges::minmax(saved.map.values);
  std::vector<std::uint8_t> pixels;
  for (const float value : saved.map.values) {
    const float share = greatest > least ? (value - least) / (greatest - least) : 0;
    pixels.push_back(std::isfinite(share) ? static_cast<std::uint8_t>(std::lround(255 * share)) : std::uint8_t{0});
  }
  return Value(Value::Map{{"round", Value(saved.round)},
                          {"item", json_value(saved.item)},
                          {"map", Value(base64(pixels))},
                          {"image", Value(base64(saved.image.pixels))},
                          {"region", Value(base64(saved.region.values))}});
}

Value maps_of(const RunData& data, std::size_t budget_bytes) {
  const auto all = list_maps(data.run.file);
  if (all.empty()) return {};
  const SavedMap first = read_maps(data.run.file, 0, 1).front();
  const std::size_t bytes = (first.map.values.size() + first.image.pixels.size() + first.region.values.size()) * 4 / 3;
  const ItemTexts texts(data);
  Value::List maps;
  for (const std::size_t place :
       spread(all.size(), std::max<std::size_t>(1, budget_bytes / std::max<std::size_t>(1, bytes)))) {
    const SavedMap saved = read_maps(data.run.file, place, 1).front();
    maps.push_back(map_json(saved));
    add_texts(maps.back(), saved, data, texts);
  }
  return Value(Value::Map{{"dataset", Value(data.run.dataset)},
                          {"strategy", Value(data.run.strategy)},
                          {"seed", Value(data.run.seed)},
                          {"height", json_value(first.image.height)},
                          {"width", json_value(first.image.width)},
                          {"channels", json_value(first.image.channels)},
                          {"maps", Value(std::move(maps))}});
}

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
    if (i + 1 < bytes.size()) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
    if (i + 2 < bytes.size()) group |= bytes[i + 2];
    text += kDigits[group >> 18];
    text += kDigits[group >> 12 & 63];
    text += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    text += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
  }
  return text;
}

Value maps_for_report(std::span<const RunData> runs, std::vector<std::string>& notes, std::size_t budget_bytes) {
  std::map<std::pair<std::string, std::string>, const RunData*> chosen;
  for (const RunData& data : runs) {
    const RunData*& best = chosen[{data.run.dataset, data.run.strategy}];
    if (best == nullptr || data.run.seed < best->run.seed) best = &data;
  }
  Value::List all;
  for (const auto& [key, data] : chosen) {
    try {
      Value entry = maps_of(*data, budget_bytes / chosen.size());
      if (!entry.is_null()) all.push_back(std::move(entry));
    } catch (const Error& error) {
      notes.push_back(
          fmt::format("{}: the maps of {} are left out: {}", data->run.dataset, data->run.strategy, error.what()));
    }
  }
  return Value(std::move(all));
}

}  // namespace xil
