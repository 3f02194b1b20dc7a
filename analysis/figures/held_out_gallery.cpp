#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gallery_pictures.h"
#include "analysis/drawing/map_colours.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"

namespace xil {
namespace {

using Key = std::pair<std::int64_t, std::int64_t>;  // round, item

struct Row {
  std::string strategy;
  const RunData* run = nullptr;
  std::map<Key, std::size_t> maps;  ///< held-out maps only: place in the file
};

struct Selection {
  std::vector<std::int64_t> items, rounds;
};

std::map<Key, std::size_t> held_out_maps(const RunData& data) {
  std::set<ItemId> seen;
  for (const ShownRecord& look : data.shown) seen.insert(look.item);
  std::map<Key, std::size_t> places;
  std::size_t place = 0;
  for (const auto& [round, item] : list_maps(data.run.file)) {
    if (!seen.contains(item)) places.emplace(Key{round, item}, place);
    ++place;
  }
  return places;
}

/// References have no rounds to set beside others'; where there is nothing else, they are compared with each other.
bool only_references(const Blocks& blocks) {
  return std::all_of(blocks.runs.begin(), blocks.runs.end(),
                     [](const auto& runs) { return is_reference(*runs.front()); });
}

std::vector<Row> rows_with_maps(const Blocks& blocks, std::vector<std::string>& notes) {
  std::vector<Row> rows;
  std::vector<std::string> without;
  bool keeps = true;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    const RunData& run = *blocks.runs[i].front();
    if (is_reference(run) && !only_references(blocks)) continue;
    Row row{blocks.strategies[i], &run, held_out_maps(run)};
    if (row.maps.empty()) {
      without.push_back(row.strategy);
      keeps = keeps && run.summary.header.config.find("\"saliency\": \"all\"") != std::string::npos;
    } else
      rows.push_back(std::move(row));
  }
  if (!without.empty()) {
    notes.push_back(fmt::format("{}: no maps of held-out items in the run files of {}{}", blocks.dataset,
                                fmt::join(without, ", "), keeps ? "" : " (`saliency: all` keeps them)"));
  }
  return rows;
}

/// Items and rounds that every row has, thinned out to what fits on a page.
Selection choose(const std::vector<Row>& rows) {
  constexpr std::size_t kColumns = 9, kRounds = 4;
  std::map<std::int64_t, std::set<std::int64_t>> rounds_of;
  for (const auto& [key, place] : rows.front().maps) {
    const bool everywhere =
        std::all_of(rows.begin(), rows.end(), [k = key](const Row& row) { return row.maps.contains(k); });
    if (everywhere) rounds_of[key.second].insert(key.first);
  }
  std::size_t most = 0;
  for (const auto& [item, rounds] : rounds_of) most = std::max(most, rounds.size());
  Selection selection;
  std::vector<std::int64_t> marked;
  for (const auto& [item, rounds] : rounds_of) {
    if (rounds.size() < most) continue;
    selection.items.push_back(item);
    const std::size_t place = rows.front().maps.at({*rounds.begin(), item});
    if (area(read_maps(rows.front().run->run.file, place, 1).front().region) > 0) marked.push_back(item);
  }
  if (selection.items.empty()) return selection;
  const auto& rounds = rounds_of.at(selection.items.front());
  selection.rounds = evenly({rounds.begin(), rounds.end()}, kRounds);
  selection.items =
      evenly(marked.empty() ? selection.items : marked, std::max<std::size_t>(1, kColumns / selection.rounds.size()));
  return selection;
}

/// Where everything goes, in points.
struct Layout {
  TileGrid grid;  ///< of the maps, whose columns stand in groups
  double group = 0;
  static constexpr double kTop = 30, kGap = 3, kGroupGap = 10;

  static constexpr double kText = 17;  ///< below a map

  Layout(const Selection& selection, double shape) {
    const auto columns = static_cast<double>(selection.rounds.size());
    const auto groups = static_cast<double>(selection.items.size());
    const double room = TileGrid::kRoom - (groups - 1) * kGroupGap;
    grid.gap = kGap;
    grid.tile = std::min(TileGrid::kLargestTile, room / groups / columns - kGap);
    grid.tile_height = grid.tile * shape;
    grid.row_height = grid.tile_height + kText + kGap;
    grid.top = kTop + grid.tile_height + 24;
    group = columns * (grid.tile + kGap) - kGap;
  }
  double group_left(std::size_t i) const { return TileGrid::kLeft + static_cast<double>(i) * (group + kGroupGap); }
};

/// What all pages of the gallery share.
struct Held {
  const Blocks& blocks;
  Selection selection;
  GalleryPictures& pictures;
  double shape = 1;
};

/// The item's own picture, with its file and class.
std::string draw_picture(const Page& page, const Layout& layout, double left, const ItemTexts& texts, ItemId item,
                         std::int64_t round, std::size_t image, std::size_t region, const Tiles& tiles) {
  const auto own = texts.of_test(round, item);
  const double width = std::max(layout.group, layout.grid.tile), middle = left + layout.grid.tile / 2;
  std::string script = tiles.panel(page, image, left, Layout::kTop, layout.grid.tile, layout.grid.tile_height);
  script += page.label(cut_begin(texts.file_of(item), small_columns(width)), left, Layout::kTop - 6, "font small_bold");
  if (own)
    script += page.label(cut_end("true: " + own->truth, small_columns(width)), middle,
                         Layout::kTop + layout.grid.tile_height + 6, "center font small");
  return script + tiles.picture(image, region);
}

std::string draw_item(const Page& page, const Layout& layout, const std::vector<Row>& rows,
                      const std::vector<ItemTexts>& texts, const Held& held, std::size_t group, Tiles& tiles) {
  const Selection& selection = held.selection;
  std::string script;
  const double left = layout.group_left(group);
  const std::int64_t item = selection.items[group];
  std::size_t image = 0, region = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < selection.rounds.size(); ++j) {
      const std::size_t place = rows[i].maps.at({selection.rounds[j], item});
      const SavedMap saved = read_maps(rows[i].run->run.file, place, 1).front();
      const double x = left + static_cast<double>(j) * (layout.grid.tile + Layout::kGap);
      if (i == 0 && j == 0) {
        image = tiles.add_image(held.pictures.of(saved));
        region = tiles.add_outline(saved.region);
        script +=
            draw_picture(page, layout, left, texts[0], static_cast<ItemId>(item), saved.round, image, region, tiles);
      }
      if (i == 0) {
        script += page.label(fmt::format("round {}", selection.rounds[j]), x + layout.grid.tile / 2,
                             layout.grid.top - 6, "center");
      }
      if (const auto own = texts[i].of_test(saved.round, saved.item))
        script += prediction_caption(page, *own, x + layout.grid.tile / 2,
                                     layout.grid.row_top(i) + layout.grid.tile_height + 6, layout.grid.tile);
      script += tiles.panel(page, image, x, layout.grid.row_top(i), layout.grid.tile, layout.grid.tile_height);
      script += tiles.overlay(image, tiles.add_map(saved.map), region);
    }
  }
  return script;
}

/// How many of the predictions on the page are right in the last round.
std::string says(const std::vector<ItemTexts>& texts, const Selection& selection) {
  std::size_t all = 0, hits = 0;
  for (const ItemTexts& own : texts) {
    for (const std::int64_t item : selection.items) {
      const auto text = own.of_test(selection.rounds.back(), static_cast<ItemId>(item));
      if (!text) continue;
      ++all;
      hits += text->hit ? 1 : 0;
    }
  }
  std::string sentence = "Where the network looks on test items that the expert never saw.";
  if (all > 0)
    sentence +=
        fmt::format(" In round {}, {} of the {} predictions shown are right.", selection.rounds.back(), hits, all);
  return sentence;
}

Figure compose(const PageName& name, const std::vector<Row>& rows, const Held& held) {
  const Selection& selection = held.selection;
  const Layout layout(selection, held.shape);
  const double bar_top = layout.grid.row_top(rows.size()) + 4;
  const std::string text =
      "Held-out items, never shown to the expert and the same for every strategy; chosen evenly from the evaluation "
      "sample, not by result. Above: file and true class; below a map: the predicted class and its probability, and "
      "whether that is right (hit, or miss and the true class). " +
      std::string(kOutlineText) + held.pictures.sentence();
  std::vector<ItemTexts> texts;
  for (const Row& row : rows) texts.emplace_back(*row.run);
  return gallery_figure({held.blocks, name, "maps of held-out items", text, bar_top + 18, says(texts, selection)},
                        [&](const Page& page, Tiles& tiles) {
                          std::string body;
                          for (std::size_t i = 0; i < rows.size(); ++i) {
                            body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5,
                                              layout.grid.row_top(i) + layout.grid.tile_height / 2);
                          }
                          for (std::size_t i = 0; i < selection.items.size(); ++i)
                            body += draw_item(page, layout, rows, texts, held, i, tiles);
                          return body + tiles.colour_bar(page, bar_top);
                        });
}

}  // namespace

std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& values, std::size_t count) {
  if (values.size() <= count) return values;
  if (count < 2) return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count)};
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(values[i * (values.size() - 1) / (count - 1)]);
  return chosen;
}

std::vector<Figure> held_out_gallery(const Blocks& blocks, const std::string& name, std::vector<std::string>& notes,
                                     const Redraw* redraw) {
  constexpr std::size_t kRows = 10;
  const std::vector<Row> rows = rows_with_maps(blocks, notes);
  if (rows.empty()) return {};
  const Selection selection = choose(rows);
  if (selection.items.empty()) {
    notes.push_back(fmt::format("{}: no held-out item has maps under every strategy", blocks.dataset));
    return {};
  }
  GalleryPictures pictures(blocks, redraw, {selection.items.begin(), selection.items.end()}, notes);
  std::vector<const FramedPicture*> shown;
  for (const std::int64_t item : selection.items) {
    const std::size_t place = rows.front().maps.at({selection.rounds.front(), item});
    shown.push_back(&pictures.of(read_maps(rows.front().run->run.file, place, 1).front()));
  }
  const Held held{blocks, selection, pictures, shape_of(shown)};
  return paged(name, rows, kRows,
               [&](const std::vector<Row>& part, const PageName& page) { return compose(page, part, held); });
}

}  // namespace xil
