#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gallery_pictures.h"
#include "analysis/drawing/map_colours.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kQueries = 3, kOfAKind = 3, kRows = 9;

/// A query with the neighbours that were shown beside it, nearest first.
struct Row {
  std::string strategy;
  const RunData* run = nullptr;
  ShownRecord query;
  std::vector<ShownRecord> hits, misses;
  std::map<ItemId, FramedPicture> pictures;
  std::map<ItemId, std::string> files;
};

/// Every query of the run that has neighbours, in the order in which they were shown.
std::vector<Row> queries_with_neighbours(const std::string& strategy, const RunData& data) {
  std::vector<Row> rows;
  std::map<std::pair<std::int64_t, ItemId>, std::size_t> place;
  for (const ShownRecord& look : data.shown) {
    if (look.reason == Reason::Query) {
      place[{look.round, look.item}] = rows.size();
      rows.push_back({strategy, &data, look, {}, {}, {}, {}});
      continue;
    }
    const auto found = place.find({look.round, look.of});
    if (found == place.end()) continue;
    Row& row = rows[found->second];
    (look.reason == Reason::NearHit ? row.hits : row.misses).push_back(look);
  }
  std::erase_if(rows, [](const Row& row) { return row.hits.empty() && row.misses.empty(); });
  return rows;
}

std::vector<Row> sample(std::vector<Row> rows) {
  std::vector<std::int64_t> places(rows.size());
  std::iota(places.begin(), places.end(), std::int64_t{0});
  std::vector<Row> chosen;
  for (const std::int64_t place : evenly(places, kQueries)) {
    Row& row = rows[static_cast<std::size_t>(place)];
    for (auto* looks : {&row.hits, &row.misses}) {
      std::ranges::stable_sort(*looks, std::greater<>(), &ShownRecord::similarity);
      if (looks->size() > kOfAKind) looks->resize(kOfAKind);
    }
    chosen.push_back(std::move(row));
  }
  return chosen;
}

/// At their own resolution, if `redraw` makes such ones.
std::vector<FramedPicture> pictures_of(const LabelledRun& run, const std::vector<ItemId>& items, const Redraw& redraw) {
  if (redraw.framed) return redraw.framed(run, items);
  std::vector<FramedPicture> pictures;
  for (ItemPicture& one : redraw.items(run, items)) {
    const int height = one.image.height, width = one.image.width;
    pictures.push_back({one.item, std::move(one.image), std::move(one.region), 0, 0, height, width});
  }
  return pictures;
}

/// The names of the items' files; their numbers where the run file does not tell.
std::map<ItemId, std::string> files_of(const RunData& data, const std::vector<ItemId>& items) {
  std::map<ItemId, std::string> files;
  for (const ItemId item : items) files[item] = fmt::format("item {}", item);
  try {
    const ItemTexts texts(data);
    for (auto& [item, file] : files) file = texts.file_of(item);
  } catch (const Error&) {  // what is wrong with the file is told where its items are counted
  }
  return files;
}

void add_pictures(std::vector<Row>& rows, const RunData& data, const Redraw& redraw) {
  std::vector<ItemId> items;
  for (const Row& row : rows) {
    items.push_back(row.query.item);
    for (const auto* looks : {&row.hits, &row.misses}) {
      for (const ShownRecord& look : *looks) items.push_back(look.item);
    }
  }
  std::ranges::sort(items);
  items.erase(std::unique(items.begin(), items.end()), items.end());
  const std::vector<FramedPicture> pictures = pictures_of(data.run, items, redraw);
  const auto files = files_of(data, items);
  for (const FramedPicture& picture : pictures) {
    for (Row& row : rows) {
      row.pictures[picture.item] = picture;
      row.files[picture.item] = files.at(picture.item);
    }
  }
}

/// Where everything goes, in points: the query, then as many hits as any row has, then misses.
struct Layout {
  TileGrid grid;
  std::size_t hits = 2;  ///< room for the heading at least

  explicit Layout(const std::vector<Row>& rows) {
    constexpr double kTop = 32, kTile = 46, kGap = 6, kText = 32;
    std::vector<const FramedPicture*> pictures;
    for (const Row& row : rows) {
      for (const auto& [item, picture] : row.pictures) pictures.push_back(&picture);
    }
    grid = {kTop, kTile, kTile * shape_of(pictures), 0, kGap};
    grid.row_height = grid.tile_height + kText + kGap;
    for (const Row& row : rows) hits = std::max(hits, row.hits.size());
  }
  double column_left(std::size_t column) const {
    const double groups = column == 0 ? 0 : column <= hits ? 12 : 24;
    return grid.column_left(column) + groups;
  }
};

/// Tile and two lines of print.
std::string draw_look(const Page& page, const Layout& layout, const Row& row, const ShownRecord& look,
                      std::size_t column, double top, Tiles& tiles) {
  const FramedPicture& picture = row.pictures.at(look.item);
  const double x = layout.column_left(column), middle = x + layout.grid.tile / 2,
               text_top = top + layout.grid.tile_height + 6;
  const bool is_query = look.reason == Reason::Query;
  const std::string first =
      is_query ? fmt::format("round {}", look.round) : fmt::format("similarity {:.2f}", look.similarity);
  const ItemText text{row.files.at(look.item),
                      fmt::format("{} {:.2f}", row.run->class_name(look.predicted), look.probability),
                      row.run->class_name(look.true_label), look.predicted == look.true_label};
  const std::size_t image = tiles.add_image(picture);
  return tiles.panel(page, image, x, top, layout.grid.tile, layout.grid.tile_height) +
         page.label(first, middle, text_top, "center font small") +
         item_caption(page, text, middle, text_top + 7, layout.grid.tile + layout.grid.gap) +
         tiles.picture(image, tiles.add_outline(picture.region));
}

std::string draw_row(const Page& page, const Layout& layout, const Row& row, std::size_t i, Tiles& tiles) {
  const double top = layout.grid.row_top(i);
  std::string script = row_label(page, row.strategy, TileGrid::kLeft - 5, top + layout.grid.tile_height / 2);
  script += draw_look(page, layout, row, row.query, 0, top, tiles);
  for (std::size_t k = 0; k < row.hits.size(); ++k)
    script += draw_look(page, layout, row, row.hits[k], 1 + k, top, tiles);
  for (std::size_t k = 0; k < row.misses.size(); ++k)
    script += draw_look(page, layout, row, row.misses[k], 1 + layout.hits + k, top, tiles);
  return script;
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows) {
  const Layout layout(rows);
  const std::string text = fmt::format(
      "Queries, chosen evenly from the first to the last of a run, not by result, and the neighbours that the expert "
      "saw beside them, at most {} of a kind, nearest first. Similarity: cosine of centred features. Below: the file, "
      "the predicted class and its probability, hit, or miss and the true class. {}",
      kOfAKind, kOutlineText);
  const std::string says =
      "Pictures that the network takes for alike: a query, and its nearest neighbours with the "
      "same prediction (near hits) and with another (near misses).";
  return gallery_figure(
      {blocks, name, "queries and their neighbours", text, layout.grid.row_top(rows.size()) + 6, says},
      [&](const Page& page, Tiles& tiles) {
        const double heads = layout.grid.top - 6;
        std::string body = page.label("query", layout.column_left(0), heads) +
                           page.label("near hits: same prediction", layout.column_left(1), heads) +
                           page.label("near misses: another prediction", layout.column_left(1 + layout.hits), heads);
        for (std::size_t i = 0; i < rows.size(); ++i) body += draw_row(page, layout, rows[i], i, tiles);
        return body;
      });
}

}  // namespace

std::vector<Figure> neighbour_gallery(const Blocks& blocks, const std::string& name, const Redraw& redraw,
                                      std::vector<std::string>& notes) {
  std::vector<Row> all;
  try {
    for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
      const RunData& run = *blocks.runs[i].front();
      std::vector<Row> rows = sample(queries_with_neighbours(blocks.strategies[i], run));
      if (rows.empty()) continue;
      add_pictures(rows, run, redraw);
      for (Row& row : rows) all.push_back(std::move(row));
    }
  } catch (const Error& error) {
    notes.push_back(fmt::format("{}: queries and their neighbours are not drawn: {}", blocks.dataset, error.what()));
    return {};
  }
  return paged(name, all, kRows,
               [&](const std::vector<Row>& part, const PageName& page) { return compose(blocks, page, part); });
}

}  // namespace xil
