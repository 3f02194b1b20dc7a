#include "analysis/page/page_maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/drawing/gallery_pictures.h"
#include "analysis/page/base64.h"
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

constexpr std::size_t in_base64(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

/// The maps of a run's file by item.
using Series = std::map<ItemId, std::vector<std::size_t>>;

/// Which maps a page gets for `budget` bytes: items with the most rounds first, whole ones, spread over all of that
/// kind; at least one map.
std::vector<std::size_t> chosen(const Series& series, std::size_t map_bytes, std::size_t picture_bytes,
                                std::size_t budget) {
  std::map<std::size_t, std::vector<const std::vector<std::size_t>*>, std::greater<>> by_rounds;
  for (const auto& [item, places] : series) by_rounds[places.size()].push_back(&places);
  std::vector<std::size_t> all;
  std::size_t kinds = by_rounds.size();
  for (const auto& [rounds, items] : by_rounds) {
    const std::size_t share = kinds-- > 1 ? budget * 7 / 10 : budget;  // some are left for items of fewer rounds
    const std::size_t fit = share / (rounds * map_bytes + picture_bytes);
    for (const std::size_t i : spread(items.size(), fit)) {
      all.insert(all.end(), items[i]->begin(), items[i]->end());
      budget -= rounds * map_bytes + picture_bytes;
    }
  }
  if (all.empty() && !by_rounds.empty()) {
    const auto& first = *by_rounds.begin()->second.front();
    for (const std::size_t i : spread(first.size(), std::max<std::size_t>(1, budget / map_bytes)))
      all.push_back(first[i]);
  }
  std::ranges::sort(all);
  return all;
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

std::string map_pixels(const Map& map) {
  const auto [least, greatest] = std::ranges::minmax(map.values);
  std::vector<std::uint8_t> pixels;
  for (const float value : map.values) {
    const float share = greatest > least ? (value - least) / (greatest - least) : 0;
    pixels.push_back(std::isfinite(share) ? static_cast<std::uint8_t>(std::lround(255 * share)) : std::uint8_t{0});
  }
  return base64(pixels);
}

/// Pictures with their regions, each once: in the first map that shows it; later ones name its number.
class PicturePool {
 public:
  void add_to(Value& map, const SavedMap& saved) {
    auto key = std::pair(base64(saved.image.pixels), base64(saved.region.values));
    const auto [found, is_new] = places_.emplace(std::move(key), static_cast<std::int64_t>(places_.size()));
    map.set("picture", Value(found->second));
    map.set("image", Value(is_new ? found->first.first : std::string()));
    map.set("region", Value(is_new ? found->first.second : std::string()));
  }
  std::size_t size() const { return places_.size(); }
  /// Forgets all but the first ones: the maps that showed the others are left out.
  void shrink_to(std::size_t size) {
    std::erase_if(places_, [&](const auto& place) { return place.second >= static_cast<std::int64_t>(size); });
  }

 private:
  std::map<std::pair<std::string, std::string>, std::int64_t> places_;
};

Value set_of(const RunData& data, std::size_t budget_bytes, PicturePool& pictures) {
  const auto all = list_maps(data.run.file);
  if (all.empty()) return {};
  const SavedMap first = read_maps(data.run.file, 0, 1).front();
  Series series;
  for (std::size_t place = 0; place < all.size(); ++place) series[all[place].second].push_back(place);
  const ItemTexts texts(data);
  Value::List maps;
  for (const std::size_t place :
       chosen(series, in_base64(first.map.values.size()),
              in_base64(first.image.pixels.size()) + in_base64(first.region.values.size()), budget_bytes)) {
    const SavedMap saved = read_maps(data.run.file, place, 1).front();
    maps.push_back(Value(Value::Map{
        {"round", Value(saved.round)}, {"item", json_value(saved.item)}, {"map", Value(map_pixels(saved.map))}}));
    pictures.add_to(maps.back(), saved);
    add_texts(maps.back(), saved, data, texts);
  }
  return Value(Value::Map{{"dataset", Value(data.run.dataset)},
                          {"strategy", Value(data.run.strategy)},
                          {"seed", Value(data.run.unit().text())},
                          {"height", json_value(first.image.height)},
                          {"width", json_value(first.image.width)},
                          {"channels", json_value(first.image.channels)},
                          {"kept", json_value(all.size())},
                          {"maps", Value(std::move(maps))}});
}

}  // namespace

Value maps_for_report(std::span<const RunData> runs, std::vector<std::string>& notes, std::size_t budget_bytes) {
  std::map<std::pair<std::string, std::string>, const RunData*> chosen_runs;
  for (const RunData& data : runs) {
    const RunData*& best = chosen_runs[{data.run.dataset, data.run.strategy}];
    if (best == nullptr || data.run.seed < best->run.seed) best = &data;
  }
  PicturePool pictures;
  Value::List sets;
  for (const auto& [key, data] : chosen_runs) {
    const std::size_t before = pictures.size();
    try {
      Value entry = set_of(*data, budget_bytes / chosen_runs.size(), pictures);
      if (!entry.is_null()) sets.push_back(std::move(entry));
    } catch (const Error& error) {
      pictures.shrink_to(before);
      notes.push_back(
          fmt::format("{}: the maps of {} are left out: {}", data->run.dataset, data->run.strategy, error.what()));
    }
  }
  return Value(std::move(sets));
}

}  // namespace xil
