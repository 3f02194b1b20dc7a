#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "analysis/quality/quality_figures.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kColumns = 6;

struct Shown {
  ShownWrongItem text;
  ItemId item = 0;
  Image image;  ///< empty: there is none
  Region region;
  std::optional<Map> map;
};

struct Row {
  std::string strategy;
  std::vector<Shown> items;
};

/// Takes pictures and maps from the run file, where it keeps maps of that round.
void add_kept_maps(const std::filesystem::path& file, std::int64_t round, std::vector<Shown>& items) {
  std::size_t place = 0;
  for (const auto& [of_round, item] : list_maps(file)) {
    const auto found = std::ranges::find(items, item, &Shown::item);
    if (of_round == round && found != items.end() && !found->map) {
      SavedMap saved = read_maps(file, place, 1).front();
      found->image = std::move(saved.image);
      found->region = std::move(saved.region);
      found->map = std::move(saved.map);
      found->text.has_map = true;
    }
    ++place;
  }
}

/// Has the pictures that are still missing made again.
void add_pictures(const LabelledRun& run, const Redraw& redraw, std::vector<Shown>& items) {
  std::vector<ItemId> missing;
  for (const Shown& shown : items) {
    if (shown.image.pixels.empty()) missing.push_back(shown.item);
  }
  if (missing.empty()) return;
  for (ItemPicture& picture : redraw.items(run, missing)) {
    const auto found = std::ranges::find(items, picture.item, &Shown::item);
    if (found == items.end()) continue;
    found->image = std::move(picture.image);
    found->region = std::move(picture.region);
  }
}

std::vector<Shown> wrong_items(const TestResults& results, std::size_t strategy) {
  const TestPredictions& test = *results.runs[strategy].front();
  std::vector<Shown> items;
  for (const WrongItem& wrong : most_wrong(test, kColumns)) {
    items.push_back({{strategy, test.paths[wrong.row], results.roles.names[wrong.truth],
                      results.roles.names[wrong.predicted], wrong.probability, false},
                     test.items[wrong.row],
                     {},
                     {},
                     {}});
  }
  return items;
}

std::vector<Row> rows_of(const TestResults& results, const Redraw* redraw, std::vector<std::string>& notes) {
  std::vector<Row> rows;
  const Blocks& blocks = *results.blocks;
  std::set<std::string> reasons;
  for (std::size_t s = 0; s < blocks.strategies.size(); ++s) {
    if (!results.runs[s].front()) continue;
    Row row{blocks.strategies[s], wrong_items(results, s)};
    try {
      const LabelledRun& run = blocks.runs[s].front()->run;
      add_kept_maps(run.file, results.runs[s].front()->round, row.items);
      if (redraw != nullptr) add_pictures(run, *redraw, row.items);
    } catch (const Error& error) {
      reasons.insert(error.what());
    }
    rows.push_back(std::move(row));
  }
  for (const std::string& reason : reasons)
    notes.push_back(fmt::format("{}: some of the wrong test items have no picture: {}", blocks.dataset, reason));
  return rows;
}

/// The end of a path, as long as fits below a tile.
std::string shown_path(const std::string& path) {
  constexpr std::size_t kMost = 21;
  return path.size() <= kMost ? path : "…" + path.substr(path.size() - kMost + 1);
}

struct Layout {
  TileGrid grid;
  bool with_maps = false;

  Layout(const std::vector<Row>& rows, const Image& image) : grid(grid_of_pairs(18, kColumns, image)) {
    constexpr double kMoreText = 22;
    for (const Row& row : rows)
      with_maps = with_maps || std::ranges::any_of(row.items, [](const Shown& shown) { return shown.map.has_value(); });
    grid.row_height += kMoreText - (with_maps ? 0 : grid.tile_height + 2);
  }
  double text_top() const { return (with_maps ? 2 : 1) * grid.tile_height + 9; }
};

std::string draw_item(const Page& page, const Layout& layout, const Shown& shown, double x, double top, Tiles& tiles) {
  const TileGrid& grid = layout.grid;
  const double middle = x + grid.tile / 2;
  const ShownWrongItem& text = shown.text;
  std::string script;
  if (shown.image.pixels.empty()) {
    script += page.label("no picture", middle, top + grid.tile_height / 2, "center font small textcolor '#888888'");
  } else {
    const std::size_t image = tiles.add_image(shown.image), region = tiles.add_outline(shown.region);
    script += page.panel(x, top, grid.tile, grid.tile_height) + tiles.picture(image, region);
    if (shown.map)
      script += page.panel(x, top + grid.tile_height + 2, grid.tile, grid.tile_height) +
                tiles.overlay(image, tiles.add_map(*shown.map), region);
  }
  if (layout.with_maps && !shown.map)
    script += page.label("no map kept", middle, top + 1.5 * grid.tile_height, "center font small textcolor '#888888'");
  const double below = top + layout.text_top();
  script += page.label(fmt::format("predicted {}", text.predicted), middle, below, "center font small_bold");
  script += page.label("probability " + probability_text(text.probability), middle, below + 7.5, "center font small");
  script += page.label(fmt::format("true {}", text.truth), middle, below + 15, "center font small");
  script += page.label(shown_path(text.path), middle, below + 22.5, "center font small textcolor '#444444'");
  return script;
}

Figure compose(const TestResults& results, const std::vector<Row>& rows, const PageName& name, const Image& any) {
  const Layout layout(rows, any);
  const double bar_top = layout.grid.row_top(rows.size()) + 2;
  const std::string text = fmt::format(
      "Test items in the last round that were predicted as another class than theirs, the most confident first (at most "
      "{} a strategy), with the probability of the predicted class. {}Cyan: marked region (defect, else confounder).",
      kColumns, layout.with_maps ? "Below a picture: what speaks for the predicted class. " : "");
  return gallery_figure({*results.blocks, name, "most confidently wrong", text, bar_top + (layout.with_maps ? 18 : 4)},
                        [&](const Page& page, Tiles& tiles) {
                          std::string body;
                          for (std::size_t i = 0; i < rows.size(); ++i) {
                            const double top = layout.grid.row_top(i);
                            body += row_label(page, rows[i].strategy, TileGrid::kLeft - 5,
                                              top + (layout.with_maps ? 1 : 0.5) * layout.grid.tile_height);
                            for (std::size_t j = 0; j < rows[i].items.size(); ++j)
                              body += draw_item(page, layout, rows[i].items[j], layout.grid.column_left(j), top, tiles);
                          }
                          return layout.with_maps ? body + tiles.colour_bar(page, bar_top) : body;
                        });
}

void note_what_is_missing(const Blocks& blocks, const std::vector<ShownWrongItem>& items,
                          std::vector<std::string>& notes) {
  const auto without = std::ranges::count(items, false, &ShownWrongItem::has_map);
  if (without == 0) return;
  notes.push_back(fmt::format(
      "{}: {} of the {} most confidently wrong test items have no map in the run files: `saliency: all` keeps "
      "those of the last round, of as many test items as `explain_items` says and whose defect is marked; of "
      "a kept model (`models: final`) `xil explain --model FILE --wrong` draws all",
      blocks.dataset, without, items.size()));
}

}  // namespace

std::string probability_text(double value) {
  const std::string text = fmt::format("{:.3f}", value);
  return value < 1 && text == "1.000" ? ">0.999" : text;
}

WrongGallery wrong_gallery(const TestResults& results, const std::string& name, const Redraw* redraw,
                           std::vector<std::string>& notes) {
  constexpr std::size_t kRows = 4;
  WrongGallery gallery;
  std::vector<Row> rows = rows_of(results, redraw, notes);
  const Image* any = nullptr;
  for (const Row& row : rows) {
    for (const Shown& shown : row.items) {
      gallery.items.push_back(shown.text);
      if (!shown.image.pixels.empty()) any = &shown.image;
    }
  }
  note_what_is_missing(*results.blocks, gallery.items, notes);
  if (any == nullptr) return gallery;
  const Image picture = *any;
  std::erase_if(rows, [](const Row& row) { return row.items.empty(); });
  gallery.figures = paged(name, rows, kRows, [&](const std::vector<Row>& part, const PageName& page) {
    return compose(results, part, page, picture);
  });
  return gallery;
}

}  // namespace xil
