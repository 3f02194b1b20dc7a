#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gallery_pictures.h"
#include "analysis/drawing/map_colours.h"
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
  const RunData* run = nullptr;
  std::map<std::int64_t, Judged> of_round;  ///< the first judged item whose map was kept
};

Row make_row(const std::string& strategy, const RunData& data) {
  Row row{strategy, &data, {}};
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

/// Whether the run's configuration asks for the maps of what is shown.
bool keeps_shown_maps(const RunData& run) {
  return run.summary.header.config.find("\"saliency\": \"none\"") == std::string::npos;
}

std::string verdict_text(const ShownRecord& look) {
  if (look.verdict == Verdict::WrongLabel || look.verdict_score != look.verdict_score) {
    return std::string(enum_name(look.verdict));
  }
  return fmt::format("{} {:.2f}", enum_name(look.verdict), look.verdict_score);
}

SavedMap map_of(const Row& row, const Judged& judged) { return read_maps(row.run->run.file, judged.place, 1).front(); }

std::string draw_cell(const Page& page, const TileGrid& grid, const Row& row, const ItemTexts& texts,
                      const Judged& judged, double x, double top, GalleryPictures& pictures, Tiles& tiles) {
  const SavedMap saved = map_of(row, judged);
  const std::size_t image = tiles.add_image(pictures.of(saved)), region = tiles.add_outline(saved.region);
  const double middle = x + grid.tile / 2, text_top = top + 2 * grid.tile_height + 8;
  std::string script = tiles.panel(page, image, x, top, grid.tile, grid.tile_height);
  script += tiles.picture(image, region);
  script += tiles.panel(page, image, x, top + grid.tile_height + 2, grid.tile, grid.tile_height);
  script += page.label(verdict_text(judged.look), middle, text_top,
                       fmt::format("center font small_bold textcolor '{}'", verdict_colour(judged.look.verdict)));
  script += item_caption(page, texts.of(judged.look), middle, text_top + 8, grid.tile + grid.gap);
  return script + tiles.overlay(image, tiles.add_map(saved.map), region);
}

/// The pictures of the rows in these rounds.
std::vector<const FramedPicture*> pictures_in(const std::vector<Row>& rows, const std::vector<std::int64_t>& rounds,
                                              GalleryPictures& pictures) {
  std::vector<const FramedPicture*> all;
  for (const Row& row : rows) {
    for (const std::int64_t round : rounds) {
      const auto found = row.of_round.find(round);
      if (found != row.of_round.end()) all.push_back(&pictures.of(map_of(row, found->second)));
    }
  }
  return all;
}

/// "Of 12 judged items on this page 7 were predicted right; verdicts: ..."
std::string says(const std::vector<Row>& rows, const std::vector<std::int64_t>& rounds) {
  std::size_t all = 0, hits = 0;
  std::array<std::size_t, EnumNames<Verdict>::names.size()> verdicts{};
  for (const Row& row : rows) {
    for (const std::int64_t round : rounds) {
      const auto found = row.of_round.find(round);
      if (found == row.of_round.end()) continue;
      const ShownRecord& look = found->second.look;
      ++all;
      hits += look.predicted == look.true_label ? 1 : 0;
      ++verdicts[static_cast<std::size_t>(look.verdict)];
    }
  }
  return fmt::format(
      "What the expert saw and said: the first judged item of a round. Of these {} the network got {} right; for the "
      "right reasons {}, for the wrong reasons {}.",
      all, hits, verdicts[static_cast<std::size_t>(Verdict::RightReasons)],
      verdicts[static_cast<std::size_t>(Verdict::WrongReasons)]);
}

Figure compose(const Blocks& blocks, const PageName& name, const std::vector<Row>& rows,
               const std::vector<std::int64_t>& rounds, GalleryPictures& pictures) {
  const TileGrid grid = grid_of_pairs(30, rounds.size(), shape_of(pictures_in(rows, rounds, pictures)), 4);
  const double bar_top = grid.row_top(rows.size()) + 2;
  const std::string text =
      "The first judged item of a round. W: wrong label; RWR: right label for the wrong reasons; RRR: right for the "
      "right reasons; the number is the score that the verdict rests on. Below: the file, the predicted class and its "
      "probability, and whether that is right (hit, or miss and the true class). " +
      std::string(kOutlineText) + pictures.sentence();
  std::vector<ItemTexts> texts;
  for (const Row& row : rows) texts.emplace_back(*row.run);
  return gallery_figure(
      {blocks, name, "what the expert judged", text, bar_top + 18, says(rows, rounds)},
      [&](const Page& page, Tiles& tiles) {
        std::string body;
        for (std::size_t j = 0; j < rounds.size(); ++j) {
          const double x = grid.column_left(j);
          body += page.label(fmt::format("round {}", rounds[j]), x + grid.tile / 2, grid.top - 6, "center");
          for (std::size_t i = 0; i < rows.size(); ++i) {
            if (j == 0)
              body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5, grid.row_top(i) + grid.tile_height);
            const auto found = rows[i].of_round.find(rounds[j]);
            if (found != rows[i].of_round.end())
              body += draw_cell(page, grid, rows[i], texts[i], found->second, x, grid.row_top(i), pictures, tiles);
          }
        }
        return body + tiles.colour_bar(page, bar_top);
      });
}

}  // namespace

std::vector<Figure> judged_gallery(const Blocks& blocks, const std::string& name, std::vector<std::string>& notes,
                                   const Redraw* redraw) {
  constexpr std::size_t kColumns = 8, kRows = 5;
  std::vector<Row> rows;
  std::set<std::int64_t> rounds;
  bool judged_any = false, keeps = true;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    Row row = make_row(blocks.strategies[i], *blocks.runs[i].front());
    const RunData& run = *blocks.runs[i].front();
    const bool asked =
        std::ranges::any_of(run.shown, [](const ShownRecord& look) { return look.verdict != Verdict::NotJudged; });
    judged_any = judged_any || asked;
    if (asked) keeps = keeps && keeps_shown_maps(run);
    if (row.of_round.empty()) continue;
    for (const auto& [round, judged] : row.of_round) rounds.insert(round);
    rows.push_back(std::move(row));
  }
  if (rows.empty() && judged_any) {
    notes.push_back(fmt::format("{}: no map of a judged item was kept{}, so there is no gallery of verdicts",
                                blocks.dataset, keeps ? "" : " (`saliency: shown` keeps them)"));
  }
  const auto columns = evenly({rounds.begin(), rounds.end()}, kColumns);
  std::vector<ItemId> items;
  for (const Row& row : rows) {
    for (const auto& [round, judged] : row.of_round) {
      if (std::ranges::find(columns, round) != columns.end()) items.push_back(judged.look.item);
    }
  }
  GalleryPictures pictures(blocks, redraw, std::move(items), notes);
  return paged(name, rows, kRows, [&](const std::vector<Row>& part, const PageName& page) {
    return compose(blocks, page, part, columns, pictures);
  });
}

}  // namespace xil
