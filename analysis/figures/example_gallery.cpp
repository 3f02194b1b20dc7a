#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gallery_pictures.h"
#include "analysis/drawing/map_colours.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "framework/core/base/text.h"
#include "framework/store/runs/recorded_source.h"

namespace xil {
namespace {

constexpr std::size_t kColumns = 6, kRows = 6;

struct Example {
  FramedPicture picture;
  std::string file, type;
};

struct Row {
  std::string name;
  std::vector<Example> examples;
};

/// Items of every class, evenly over its defect types and then over the set.
std::map<int, std::vector<ItemId>> choose(const std::vector<Item>& items, const std::set<ItemId>& among) {
  std::map<int, std::map<std::string, std::vector<std::int64_t>>> of_class;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (among.empty() || among.contains(static_cast<ItemId>(i)))
      of_class[items[i].label][items[i].type].push_back(static_cast<std::int64_t>(i));
  }
  std::map<int, std::vector<ItemId>> chosen;
  for (const auto& [label, types] : of_class) {
    std::vector<ItemId>& own = chosen[label];
    std::size_t left = types.size();  // types that have not had their share of the columns
    for (const auto& [type, members] : types) {
      const std::size_t share = (kColumns - own.size() + left - 1) / left;
      --left;
      for (const std::int64_t item : evenly(members, share)) own.push_back(static_cast<ItemId>(item));
    }
  }
  return chosen;
}

/// The first map that the run keeps of each item.
std::map<ItemId, std::size_t> kept(const std::filesystem::path& file) {
  std::map<ItemId, std::size_t> places;
  std::size_t place = 0;
  for (const auto& [round, item] : list_maps(file)) places.emplace(item, place++);
  return places;
}

std::vector<Row> rows_of(const RunData& run, const std::vector<Item>& items,
                         const std::map<int, std::vector<ItemId>>& chosen, GalleryPictures& pictures,
                         const std::map<ItemId, std::size_t>& places) {
  std::vector<Row> rows;
  for (const auto& [label, own] : chosen) {
    Row row{run.class_name(label), {}};
    for (const ItemId item : own) {
      const FramedPicture* picture = pictures.find(item);
      if (const auto place = places.find(item); picture == nullptr && place != places.end())
        picture = &pictures.of(read_maps(run.run.file, place->second, 1).front());
      if (picture == nullptr) continue;
      const std::string& path = items[item].path;
      row.examples.push_back({*picture, printable(path.substr(path.rfind('/') + 1)), printable(items[item].type)});
    }
    if (!row.examples.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows,
               const std::string& resolution) {
  std::vector<const FramedPicture*> all;
  for (const Row& row : rows) {
    for (const Example& example : row.examples) all.push_back(&example.picture);
  }
  constexpr double kGap = 8, kText = 20;
  TileGrid grid{22, TileGrid::kLargestTile, TileGrid::kLargestTile * shape_of(all), 0, kGap};
  grid.row_height = grid.tile_height + kText;
  const std::string text =
      "Examples of every class, chosen evenly from its types and then from the set. Below: file and type. " +
      std::string(kOutlineText) + resolution;
  return gallery_figure(
      {blocks, name, "examples", text, grid.row_top(rows.size()) + 4,
       "What the data look like: examples of every class, with the marked regions outlined."},
      [&](const Page& page, Tiles& tiles) {
        std::string body;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          body += row_label(page, rows[i].name, TileGrid::kLeft - 5, grid.row_top(i) + grid.tile_height / 2);
          for (std::size_t j = 0; j < rows[i].examples.size(); ++j) {
            const Example& example = rows[i].examples[j];
            const double x = grid.column_left(j), middle = x + grid.tile / 2,
                         below = grid.row_top(i) + grid.tile_height + 6;
            const std::size_t image = tiles.add_image(example.picture), columns = small_columns(grid.tile + kGap);
            body += page.label(cut_begin(example.file, columns), middle, below, "center font small") +
                    page.label(cut_end(example.type, columns), middle, below + 7, "center font small") +
                    tiles.panel(page, image, x, grid.row_top(i), grid.tile, grid.tile_height) +
                    tiles.picture(image, tiles.add_outline(example.picture.region));
          }
        }
        return body;
      });
}

}  // namespace

std::vector<Figure> example_gallery(const Blocks& blocks, const std::string& name, const Redraw* redraw,
                                    std::vector<std::string>& notes) {
  const RunData& run = *blocks.runs.front().front();
  const std::vector<Item> items = read_recorded_items(run.run.file);
  const auto places = kept(run.run.file);
  std::map<int, std::vector<ItemId>> chosen;
  std::vector<ItemId> wanted;
  if (redraw != nullptr && redraw->framed) {
    chosen = choose(items, {});
    for (const auto& [label, own] : chosen) wanted.insert(wanted.end(), own.begin(), own.end());
  }
  GalleryPictures pictures(blocks, redraw, wanted, notes);
  if (wanted.empty() || pictures.find(wanted.front()) == nullptr) {
    std::set<ItemId> among;
    for (const auto& [item, place] : places) among.insert(item);
    if (among.empty()) return {};
    chosen = choose(items, among);
  }
  const std::vector<Row> rows = rows_of(run, items, chosen, pictures, places);
  return paged(name, rows, kRows, [&](const std::vector<Row>& part, const PageName& page) {
    return compose(blocks, page, part, pictures.sentence());
  });
}

}  // namespace xil
