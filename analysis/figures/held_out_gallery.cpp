#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/drawing/gallery.h"
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
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    const RunData& run = *blocks.runs[i].front();
    if (is_reference(run) && !only_references(blocks)) continue;
    Row row{blocks.strategies[i], &run, held_out_maps(run)};
    if (row.maps.empty())
      without.push_back(row.strategy);
    else
      rows.push_back(std::move(row));
  }
  if (!without.empty()) {
    notes.push_back(fmt::format("{}: no maps of held-out items in the run files of {} (`saliency: all` keeps them)",
                                blocks.dataset, fmt::join(without, ", ")));
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

  Layout(const Selection& selection, const Image& image) {
    const auto columns = static_cast<double>(selection.rounds.size());
    const auto groups = static_cast<double>(selection.items.size());
    const double room = TileGrid::kRoom - (groups - 1) * kGroupGap;
    grid.gap = kGap;
    grid.tile = std::min(TileGrid::kLargestTile, room / groups / columns - kGap);
    grid.tile_height = grid.tile * image.height / image.width;
    grid.row_height = grid.tile_height + kGap;
    grid.top = kTop + grid.tile_height + 16;
    group = columns * (grid.tile + kGap) - kGap;
  }
  double group_left(std::size_t i) const { return TileGrid::kLeft + static_cast<double>(i) * (group + kGroupGap); }
};

std::string draw_item(const Page& page, const Layout& layout, const std::vector<Row>& rows, const Selection& selection,
                      std::size_t group, Tiles& tiles) {
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
        image = tiles.add_image(saved.image);
        region = tiles.add_outline(saved.region);
        script += page.panel(left, Layout::kTop, layout.grid.tile, layout.grid.tile_height);
        script += page.label(fmt::format("item {}", item), left, Layout::kTop - 6);
        script += tiles.picture(image, region);
      }
      if (i == 0) {
        script += page.label(fmt::format("round {}", selection.rounds[j]), x + layout.grid.tile / 2,
                             layout.grid.top - 6, "center");
      }
      script += page.panel(x, layout.grid.row_top(i), layout.grid.tile, layout.grid.tile_height);
      script += tiles.overlay(image, tiles.add_map(saved.map), region);
    }
  }
  return script;
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows, const Selection& selection) {
  const SavedMap first = read_maps(rows.front().run->run.file, rows.front().maps.begin()->second, 1).front();
  const Layout layout(selection, first.image);
  const double bar_top = layout.grid.row_top(rows.size()) + 4;
  const std::string text =
      "Held-out items, never shown to the expert and the same for every strategy; chosen evenly from the evaluation "
      "sample, not by result. Cyan: marked region (defect, else confounder).";
  return gallery_figure({blocks, name, "maps of held-out items", text, bar_top + 18},
                        [&](const Page& page, Tiles& tiles) {
                          std::string body;
                          for (std::size_t i = 0; i < rows.size(); ++i) {
                            body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5,
                                              layout.grid.row_top(i) + layout.grid.tile_height / 2);
                          }
                          for (std::size_t i = 0; i < selection.items.size(); ++i)
                            body += draw_item(page, layout, rows, selection, i, tiles);
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

std::vector<Figure> held_out_gallery(const Blocks& blocks, const std::string& name, std::vector<std::string>& notes) {
  constexpr std::size_t kRows = 10;
  const std::vector<Row> rows = rows_with_maps(blocks, notes);
  if (rows.empty()) return {};
  const Selection selection = choose(rows);
  if (selection.items.empty()) {
    notes.push_back(fmt::format("{}: no held-out item has maps under every strategy", blocks.dataset));
    return {};
  }
  return paged(name, rows, kRows, [&](const std::vector<Row>& part, const PageName& page) {
    return compose(blocks, page, part, selection);
  });
}

}  // namespace xil
