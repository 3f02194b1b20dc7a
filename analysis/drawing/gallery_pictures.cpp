#include "analysis/drawing/gallery_pictures.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/store/recorded/recorded_source.h"

namespace xil {

GalleryPictures::GalleryPictures(const Blocks& blocks, const Redraw* redraw, std::vector<ItemId> items,
                                 std::vector<std::string>& notes) {
  if (redraw == nullptr || !redraw->framed || items.empty()) return;
  std::ranges::sort(items);
  items.erase(std::unique(items.begin(), items.end()), items.end());
  try {
    for (FramedPicture& picture : redraw->framed(blocks.runs.front().front()->run, items)) {
      const ItemId item = picture.item;
      pictures_.insert_or_assign(item, std::move(picture));
    }
    redrawn_ = true;
  } catch (const Error& error) {
    std::string note =
        fmt::format("{}: pictures are drawn as the run files keep them: {}", blocks.dataset, error.what());
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
  }
}

const FramedPicture& GalleryPictures::of(const SavedMap& stored) {
  const Map& map = stored.map;
  const auto found = pictures_.find(stored.item);
  const bool fits =
      found != pictures_.end() && found->second.region.height == map.height && found->second.region.width == map.width;
  if (fits) return found->second;
  FramedPicture as_kept{stored.item, stored.image, stored.region, 0, 0, map.height, map.width};
  return pictures_.insert_or_assign(stored.item, std::move(as_kept)).first->second;
}

const FramedPicture* GalleryPictures::find(ItemId item) const {
  const auto found = pictures_.find(item);
  return found == pictures_.end() ? nullptr : &found->second;
}

std::string GalleryPictures::sentence() const {
  if (!redrawn_) return " Pictures as the run file keeps them, since their set is not at hand.";
  const bool own = std::ranges::any_of(pictures_, [](const auto& entry) {
    const FramedPicture& picture = entry.second;
    return picture.image.height != picture.frame_height || picture.image.width != picture.frame_width;
  });
  return own ? " Pictures at their own resolution, as far as a tile shows it." : " Pictures as the network sees them.";
}

ItemTexts::ItemTexts(const RunData& run)
    : run_(run), items_(read_recorded_items(run.run.file)), test_(read_recorded_test(run.run.file)) {
  for (std::size_t i = 0; i < test_.items.size(); ++i) test_places_.emplace(test_.items[i], i);
}

std::string ItemTexts::file_of(ItemId item) const {
  if (item >= items_.size()) return fmt::format("item {}", item);
  const std::string& path = items_[item].path;
  return printable(path.substr(path.rfind('/') + 1));
}

ItemText ItemTexts::of(ItemId item, std::int64_t predicted, double probability, std::int64_t truth) const {
  return {file_of(item), fmt::format("{} {:.2f}", run_.class_name(predicted), probability), run_.class_name(truth),
          predicted == truth};
}

ItemText ItemTexts::of(const ShownRecord& look) const {
  return of(look.item, look.predicted, look.probability, look.true_label);
}

std::optional<ItemText> ItemTexts::of_test(std::int64_t round, ItemId item) const {
  const auto place = test_places_.find(item);
  const auto found = std::ranges::find(test_.rounds, round);
  if (place == test_places_.end() || found == test_.rounds.end() || item >= items_.size()) return std::nullopt;
  const auto r = static_cast<std::size_t>(found - test_.rounds.begin());
  const auto probability = test_.of(r, place->second);
  if (probability.empty()) return std::nullopt;
  const auto predicted = static_cast<std::int64_t>(std::ranges::max_element(probability) - probability.begin());
  return of(item, predicted, probability[static_cast<std::size_t>(predicted)], items_[item].label);
}

std::size_t small_columns(double width_pt) { return std::max<std::size_t>(4, caption_columns(width_pt + 8)); }

std::string prediction_caption(const Page& page, const ItemText& text, double middle, double top, double width_pt) {
  const std::size_t columns = small_columns(width_pt);
  const std::string predicted = cut_begin(text.predicted, columns);
  const std::string outcome = text.hit ? "hit" : cut_end("miss: " + text.truth, columns);
  const std::string_view colour = verdict_colour(text.hit ? Verdict::RightReasons : Verdict::WrongLabel);
  return page.label(predicted, middle, top, "center font small") +
         page.label(outcome, middle, top + 7, fmt::format("center font small textcolor '{}'", colour));
}

std::string item_caption(const Page& page, const ItemText& text, double middle, double top, double width_pt) {
  return page.label(cut_begin(text.file, small_columns(width_pt)), middle, top, "center font small") +
         prediction_caption(page, text, middle, top + 7, width_pt);
}

}  // namespace xil
