#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"

namespace xil {
namespace {

struct Judged {
  ShownRecord look;
  std::size_t place = 0;  ///< of its map in the run file
};

struct Row {
  std::string strategy;
  std::filesystem::path file;
  std::map<std::int64_t, Judged> of_round;  ///< the first judged item whose map was kept
};

Row make_row(const std::string& strategy, const RunData& data) {
  Row row{strategy, data.run.file, {}};
  std::map<std::pair<std::int64_t, ItemId>, std::size_t> places;
  std::size_t place = 0;  // an item may have several maps in a round: shown again, or explained for the metrics as well
  for (const auto& key : list_maps(data.run.file)) places.emplace(key, place++);
  for (const ShownRecord& look : data.shown) {
    const auto found = places.find({look.round, look.item});
    if (look.verdict == Verdict::NotJudged || found == places.end()) continue;
    row.of_round.emplace(look.round, Judged{look, found->second});
  }
  return row;
}

std::string verdict_text(const ShownRecord& look) {
  if (look.verdict == Verdict::WrongLabel || look.verdict_score != look.verdict_score) {
    return std::string(enum_name(look.verdict));
  }
  return fmt::format("{} {:.2f}", enum_name(look.verdict), look.verdict_score);
}

std::string draw_cell(const Page& page, const TileGrid& grid, const Row& row, const Judged& judged, double x,
                      double top, Tiles& tiles) {
  const SavedMap saved = read_maps(row.file, judged.place, 1).front();
  const std::size_t image = tiles.add_image(saved.image), region = tiles.add_outline(saved.region);
  const double middle = x + grid.tile / 2, text_top = top + 2 * grid.tile_height + 8;
  std::string script = page.panel(x, top, grid.tile, grid.tile_height);
  script += tiles.picture(image, region);
  script += page.panel(x, top + grid.tile_height + 2, grid.tile, grid.tile_height);
  script += page.label(verdict_text(judged.look), middle, text_top,
                       fmt::format("center font small_bold textcolor '{}'", verdict_colour(judged.look.verdict)));
  script += page.label(fmt::format("pred. {}, true {}", judged.look.predicted, judged.look.true_label), middle,
                       text_top + 8, "center font small");
  return script + tiles.overlay(image, tiles.add_map(saved.map), region);
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows,
               const std::vector<std::int64_t>& rounds) {
  const Judged& any = rows.front().of_round.begin()->second;
  const TileGrid grid = grid_of_pairs(30, rounds.size(), read_maps(rows.front().file, any.place, 1).front().image);
  const double bar_top = grid.row_top(rows.size()) + 2;
  const std::string text =
      "The first judged item of a round. W: wrong label; RWR: right label for the wrong reasons; RRR: right for the "
      "right reasons; the number is the score that the verdict rests on. Cyan: marked region (defect, else "
      "confounder).";
  return gallery_figure(
      {blocks, name, "what the expert judged", text, bar_top + 18}, [&](const Page& page, Tiles& tiles) {
        std::string body;
        for (std::size_t j = 0; j < rounds.size(); ++j) {
          const double x = grid.column_left(j);
          body += page.label(fmt::format("round {}", rounds[j]), x + grid.tile / 2, grid.top - 6, "center");
          for (std::size_t i = 0; i < rows.size(); ++i) {
            if (j == 0)
              body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5, grid.row_top(i) + grid.tile_height);
            const auto found = rows[i].of_round.find(rounds[j]);
            if (found != rows[i].of_round.end())
              body += draw_cell(page, grid, rows[i], found->second, x, grid.row_top(i), tiles);
          }
        }
        return body + tiles.colour_bar(page, bar_top);
      });
}

}  // namespace

std::vector<Figure> judged_gallery(const Blocks& blocks, const std::string& name, std::vector<std::string>& notes) {
  constexpr std::size_t kColumns = 8, kRows = 5;
  std::vector<Row> rows;
  std::set<std::int64_t> rounds;
  bool any_look = false;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    Row row = make_row(blocks.strategies[i], *blocks.runs[i].front());
    any_look = any_look || !blocks.runs[i].front()->shown.empty();
    if (row.of_round.empty()) continue;
    for (const auto& [round, judged] : row.of_round) rounds.insert(round);
    rows.push_back(std::move(row));
  }
  if (rows.empty() && any_look) {
    notes.push_back(
        fmt::format("{}: no map of a judged item was kept (`saliency: shown` keeps them), so there is no "
                    "gallery of verdicts",
                    blocks.dataset));
  }
  const auto columns = evenly({rounds.begin(), rounds.end()}, kColumns);
  return paged(name, rows, kRows, [&](const std::vector<Row>& part, const PageName& page) {
    return compose(blocks, page, part, columns);
  });
}

}  // namespace xil
