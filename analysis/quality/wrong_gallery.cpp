#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "analysis/drawing/map_colours.h"
#include "analysis/drawing/style.h"
#include "analysis/drawing/tiles.h"
#include "analysis/quality/quality_figures.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

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

/// A path, or else the end of its file's name, as it fits below a tile.
std::string shown_path(const std::string& path) {
  constexpr std::size_t kMost = 19;
  if (path.size() <= kMost) return path;
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.size() <= kMost ? name : "…" + name.substr(name.size() - kMost + 1);
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

/// The lines below the tiles, and what stands in place of a tile that is missing.
std::string texts_of(const Page& page, const Layout& layout, const Shown& shown, double middle, double top) {
  const ShownWrongItem& text = shown.text;
  const double height = layout.grid.tile_height, below = top + layout.text_top();
  std::string script;
  if (shown.image.pixels.empty())
    script += page.label("no picture", middle, top + height / 2, "center font small textcolor '#888888'");
  if (layout.with_maps && !shown.map)
    script += page.label("no map kept", middle, top + 1.5 * height, "center font small textcolor '#888888'");
  script += page.label(fmt::format("predicted {}", text.predicted), middle, below, "center font small_bold");
  script += page.label("probability " + probability_text(text.probability), middle, below + 7.5, "center font small");
  script += page.label(fmt::format("true {}", text.truth), middle, below + 15, "center font small");
  return script + page.label(shown_path(text.path), middle, below + 22.5, "center font small textcolor '#444444'");
}

std::string draw_item(const Page& page, const Layout& layout, const Shown& shown, double x, double top, Tiles& tiles) {
  const TileGrid& grid = layout.grid;
  std::string script = texts_of(page, layout, shown, x + grid.tile / 2, top);  // drawn with the next plot
  if (shown.image.pixels.empty()) return script;
  const std::size_t image = tiles.add_image(shown.image), region = tiles.add_outline(shown.region);
  script += page.panel(x, top, grid.tile, grid.tile_height) + tiles.picture(image, region);
  if (shown.map)
    script += page.panel(x, top + grid.tile_height + 2, grid.tile, grid.tile_height) +
              tiles.overlay(image, tiles.add_map(*shown.map), region);
  return script;
}

/// A plot of nothing, for the texts after the last picture.
std::string last_plot() { return "unset tics\nunset border\nset xrange [0:1]\nset yrange [0:1]\nplot 2 notitle\n"; }

Figure compose(const TestResults& results, const std::vector<Row>& rows, const PageName& name, const Image& any) {
  const Layout layout(rows, any);
  const double bar_top = layout.grid.row_top(rows.size()) + 2;
  const std::string text = fmt::format(
      "Test items in the last round that were predicted as another class than theirs, the most confident first (at most "
      "{} a strategy), with the probability of the predicted class. {}{}",
      kColumns, layout.with_maps ? "Below a picture: what speaks for the predicted class. " : "", kOutlineText);
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
                          return body + (layout.with_maps ? tiles.colour_bar(page, bar_top) : last_plot());
                        });
}

/// A kept model of the first unit, as a command names it.
std::string model_of(const TestResults& results) {
  for (std::size_t s = 0; s < results.runs.size(); ++s) {
    if (!results.runs[s].front()) continue;
    const std::filesystem::path run = results.blocks->runs[s].front()->run.file;
    const std::filesystem::path model = run.parent_path().parent_path() / "models" /
                                        fmt::format("{}-{}.h5", run.stem().string(), results.runs[s].front()->round);
    std::error_code code;
    if (std::filesystem::is_regular_file(model, code)) return shell_path(model.string());
  }
  return {};
}

void note_what_is_missing(const TestResults& results, const std::vector<ShownWrongItem>& items,
                          std::vector<std::string>& notes) {
  const auto without = std::ranges::count(items, false, &ShownWrongItem::has_map);
  if (without == 0) return;
  const std::string model = model_of(results);
  notes.push_back(fmt::format(
      "{}: {} of the {} most confidently wrong test items have no map in the run files: `saliency: all` keeps those of "
      "the last round, of as many test items as `explain_items` says and whose regions are marked; {}",
      results.blocks->dataset, without, items.size(),
      model.empty() ? std::string("with `models: final` `xil explain --model FILE --wrong` draws all of them")
                    : fmt::format("`xil explain --model {} --wrong` draws all of that run", model)));
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
  note_what_is_missing(results, gallery.items, notes);
  if (any == nullptr) return gallery;
  const Image picture = *any;
  std::erase_if(rows, [](const Row& row) { return row.items.empty(); });
  gallery.figures = paged(name, rows, kRows, [&](const std::vector<Row>& part, const PageName& page) {
    return compose(results, part, page, picture);
  });
  return gallery;
}

}  // namespace xil
