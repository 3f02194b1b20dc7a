#include <fmt/ranges.h>

#include <algorithm>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gallery_pictures.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kColumns = 6, kRows = 5;

/// Some refutations of one strategy; pictures[i] goes with records[i].
struct Row {
  std::string strategy;
  const RunData* run = nullptr;
  std::vector<std::string> files;  ///< of the items
  std::vector<Correction> records;
  std::vector<RefutationPicture> pictures;
};

/// Rows of edited copies among the corrections, evenly from the first to the last, which is over rounds where there
/// are several.
std::vector<std::size_t> choose(const std::vector<Correction>& corrections) {
  std::vector<std::int64_t> places;
  for (std::size_t row = 0; row < corrections.size(); ++row) {
    if (corrections[row].edit() != nullptr) places.push_back(static_cast<std::int64_t>(row));
  }
  const auto chosen = evenly(places, kColumns);
  return {chosen.begin(), chosen.end()};
}

Row make_row(const std::string& strategy, const RunData& data, const Redraw& redraw) {
  const LabelledRun& run = data.run;
  Row row{strategy, &data, {}, {}, {}};
  const std::vector<std::size_t> places = choose(list_corrections(run.file));
  if (places.empty()) return row;
  const ItemTexts texts(data);
  for (const std::size_t place : places) {
    row.records.push_back(read_corrections(run.file, place, 1).front());
    row.files.push_back(texts.file_of(row.records.back().item));
  }
  row.pictures = redraw.refutations(run, places);
  require(row.pictures.size() == places.size(), "{} pictures were made of {} refutations", row.pictures.size(),
          places.size());
  return row;
}

std::string draw_cell(const Page& page, const TileGrid& grid, const Row& row, std::size_t j, double top, Tiles& tiles) {
  const Correction& record = row.records[j];
  const RefutationPicture& picture = row.pictures[j];
  const double x = grid.column_left(j);
  const std::size_t columns = small_columns(grid.tile + grid.gap);
  const double middle = x + grid.tile / 2, text_top = top + 2 * grid.tile_height + 8;
  std::string script = page.panel(x, top, grid.tile, grid.tile_height);
  script += tiles.picture(tiles.add_image(picture.original), tiles.add_outline(record.region()));
  script += page.panel(x, top + grid.tile_height + 2, grid.tile, grid.tile_height);
  script += page.label(record.edit()->info().name, middle, text_top, "center font small_bold");
  script += page.label(cut_begin(row.files[j], columns), middle, text_top + 8, "center font small");
  script += page.label(fmt::format("round {}, {}", record.round, cut_end(row.run->class_name(record.label), columns)),
                       middle, text_top + 15, "center font small");
  return script + tiles.picture(tiles.add_image(picture.edited), tiles.add_outline({}));
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows) {
  const Image& any = rows.front().pictures.front().original;
  const TileGrid grid = grid_of_pairs(22, kColumns, double(any.height) / any.width, 3);
  const std::string text =
      "Refutations, chosen evenly from the first to the last of a run, not by result. Above: the item, white line: "
      "the wrong region (augment edits have none); below: the edited copy that was trained with, made again from its "
      "recipe. Below: the edit, the item's file, the round, and the class as given by the expert.";
  const std::string says =
      "What the network was taught besides labels: above the item with the wrong region, below the edited copy that it "
      "was trained with.";
  return gallery_figure(
      {blocks, name, "refutations", text, grid.row_top(rows.size()) + 6, says}, [&](const Page& page, Tiles& tiles) {
        std::string body;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5, grid.row_top(i) + grid.tile_height);
          for (std::size_t j = 0; j < rows[i].records.size(); ++j) {
            body += draw_cell(page, grid, rows[i], j, grid.row_top(i), tiles);
          }
        }
        return body;
      });
}

}  // namespace

std::vector<Figure> refutation_gallery(const Blocks& blocks, const std::string& name, const Redraw& redraw,
                                       std::vector<std::string>& notes) {
  std::vector<Row> rows;
  try {
    for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
      Row row = make_row(blocks.strategies[i], *blocks.runs[i].front(), redraw);
      if (!row.records.empty()) rows.push_back(std::move(row));
    }
  } catch (const Error& error) {
    notes.push_back(fmt::format("{}: refutations are not drawn: {}", blocks.dataset, error.what()));
    return {};
  }
  return paged(name, rows, kRows,
               [&](const std::vector<Row>& part, const PageName& page) { return compose(blocks, page, part); });
}

}  // namespace xil
