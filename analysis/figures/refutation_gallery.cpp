#include <fmt/ranges.h>

#include <algorithm>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kColumns = 6, kRows = 5;

/// Some refutations of one strategy; pictures[i] goes with records[i].
struct Row {
  std::string strategy;
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

Row make_row(const std::string& strategy, const LabelledRun& run, const Redraw& redraw) {
  Row row{strategy, {}, {}};
  const std::vector<std::size_t> places = choose(list_corrections(run.file));
  if (places.empty()) return row;
  for (const std::size_t place : places) row.records.push_back(read_corrections(run.file, place, 1).front());
  row.pictures = redraw.refutations(run, places);
  require(row.pictures.size() == places.size(), "{} pictures were made of {} refutations", row.pictures.size(),
          places.size());
  return row;
}

std::string draw_cell(const Page& page, const TileGrid& grid, const Correction& record,
                      const RefutationPicture& picture, double x, double top, Tiles& tiles) {
  const double middle = x + grid.tile / 2, text_top = top + 2 * grid.tile_height + 8;
  std::string script = page.panel(x, top, grid.tile, grid.tile_height);
  script += tiles.picture(tiles.add_image(picture.original), tiles.add_outline(record.region()));
  script += page.panel(x, top + grid.tile_height + 2, grid.tile, grid.tile_height);
  script += page.label(record.edit()->info().name, middle, text_top, "center font small_bold");
  script += page.label(fmt::format("round {}, label {}", record.round, record.label), middle, text_top + 8,
                       "center font small");
  return script + tiles.picture(tiles.add_image(picture.edited), tiles.add_outline({}));
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows) {
  const TileGrid grid = grid_of_pairs(22, kColumns, rows.front().pictures.front().original);
  const std::string text =
      "Refutations, chosen evenly from the first to the last of a run, not by result. Above: the item, cyan: the "
      "wrong region (augment edits have none); below: the edited copy that was trained with, made again from its "
      "recipe. Label: as given by the expert.";
  return gallery_figure(
      {blocks, name, "refutations", text, grid.row_top(rows.size()) + 6}, [&](const Page& page, Tiles& tiles) {
        std::string body;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5, grid.row_top(i) + grid.tile_height);
          for (std::size_t j = 0; j < rows[i].records.size(); ++j) {
            body += draw_cell(page, grid, rows[i].records[j], rows[i].pictures[j], grid.column_left(j), grid.row_top(i),
                              tiles);
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
      Row row = make_row(blocks.strategies[i], blocks.runs[i].front()->run, redraw);
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
