#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"
#include "framework/store/sets/pictures_file.h"

// Galleries have a row per strategy. Rows that do not fit on a page go to the next page: NAME, NAME.page2, ...
namespace xil {

/// Makes the pictures of some rows of /corrections that are edited copies again, in that order; fails if its dataset is
/// no longer available.
struct Redraw {
  std::function<std::vector<RefutationPicture>(const LabelledRun& run, std::span<const std::size_t> rows)> refutations;
  /// The same for items as they are in their dataset.
  std::function<std::vector<ItemPicture>(const LabelledRun& run, std::span<const ItemId> items)> items;
  /// Items at their own resolution, as far as figures show it.
  std::function<std::vector<FramedPicture>(const LabelledRun& run, std::span<const ItemId> items)> framed = {};
};

/// The same held-out items under every strategy: rows are strategies, columns are rounds, side by side per item; of one
/// seed, the first. Held-out items are never shown to the expert. Pictures are at their own resolution where `redraw`
/// can make them again, else as the run file keeps them, which `notes` then says. Empty if no maps of such items were
/// kept, which `notes` then says.
std::vector<Figure> held_out_gallery(const Blocks& blocks, const std::string& name, std::vector<std::string>& notes,
                                     const Redraw* redraw = nullptr);

/// The items that the expert judged: for each strategy that asks for verdicts on maps (rows) and each round (columns)
/// the first judged item, its picture, its map and the verdict; of one seed, the first. Empty if no maps of judged
/// items were kept, which `notes` then says if any items were shown.
std::vector<Figure> judged_gallery(const Blocks& blocks, const std::string& name, std::vector<std::string>& notes,
                                   const Redraw* redraw = nullptr);

/// The refutations used in training: for each strategy that made some (rows) a few of them, evenly from first to last
/// (columns), as the item with the wrong region and its edited copy below; of one seed, the first. Empty if none were
/// made or their pictures cannot be made again; `notes` says why.
std::vector<Figure> refutation_gallery(const Blocks& blocks, const std::string& name, const Redraw& redraw,
                                       std::vector<std::string>& notes);

/// The neighbours shown with the queries: for each strategy that shows near hits and misses some queries, evenly from
/// first to last (rows), with the neighbours that the expert saw (columns); of one seed, the first. Empty if none were
/// shown or their pictures cannot be made again; `notes` says why.
std::vector<Figure> neighbour_gallery(const Blocks& blocks, const std::string& name, const Redraw& redraw,
                                      std::vector<std::string>& notes);

/// Examples of every class (rows), evenly over its types, of the run with the first seed: pictures with their outlines,
/// which the report shows with the data. Without `redraw` they are those of which the run keeps maps.
std::vector<Figure> example_gallery(const Blocks& blocks, const std::string& name, const Redraw* redraw,
                                    std::vector<std::string>& notes);

/// At most `count` of the values: the first, the last, and evenly between.
std::vector<std::int64_t> evenly(const std::vector<std::int64_t>& values, std::size_t count);

/// The place of a page's figure among those of its gallery.
struct PageName {
  std::string figure;  ///< the figure's name
  std::string title;   ///< addition to its title: ", page 1 of 2"; empty for an only page
};

/// One figure per `rows_per_page` rows, made by compose(rows of the page, PageName).
template <class Row, class Compose>
std::vector<Figure> paged(const std::string& name, const std::vector<Row>& rows, std::size_t rows_per_page,
                          Compose compose) {
  std::vector<Figure> figures;
  const std::size_t pages = (rows.size() + rows_per_page - 1) / rows_per_page;
  for (std::size_t page = 0; page < pages; ++page) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(page * rows_per_page);
    const auto left = static_cast<std::size_t>(rows.end() - first);
    const std::vector<Row> part(first, first + static_cast<std::ptrdiff_t>(std::min(left, rows_per_page)));
    figures.push_back(compose(
        part,
        PageName{page == 0 ? name : name + ".page" + std::to_string(page + 1),
                 pages == 1 ? std::string() : ", page " + std::to_string(page + 1) + " of " + std::to_string(pages)}));
  }
  return figures;
}

}  // namespace xil
