#include "analysis/figures/penalty_figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "analysis/drawing/style.h"
#include "analysis/figures/interval_rows.h"

namespace xil {
namespace {

constexpr std::size_t kMostStrategies = 36;

/// Counts in the order in which strategies are drawn.
struct PenaltyMatrix {
  std::vector<std::string> strategies;
  std::vector<std::vector<std::size_t>> beats;
  std::vector<std::size_t> wins, losses;
};

std::size_t losses_of(const Comparison& comparison, std::size_t column) {
  std::size_t sum = 0;
  for (const auto& row : comparison.penalties) sum += row[column];
  return sum;
}

PenaltyMatrix ordered(const Comparison& comparison) {
  std::vector<std::size_t> order(comparison.strategies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return losses_of(comparison, i); });
  PenaltyMatrix matrix;
  for (const std::size_t i : order) {
    std::vector<std::size_t>& row = matrix.beats.emplace_back();
    for (const std::size_t j : order) row.push_back(comparison.penalties[i][j]);
    matrix.strategies.push_back(comparison.strategies[i]);
    matrix.wins.push_back(std::accumulate(row.begin(), row.end(), std::size_t{0}));
    matrix.losses.push_back(losses_of(comparison, i));
  }
  return matrix;
}

std::string table_of(const PenaltyMatrix& matrix) {
  std::string table = "# row beats column on so many datasets; strategies:";
  for (const std::string& strategy : matrix.strategies) table += " [" + strategy + "]";
  table += "\n";
  for (const auto& row : matrix.beats) {
    for (std::size_t j = 0; j < row.size(); ++j) table += fmt::format("{}{}", j == 0 ? "" : " ", row[j]);
    table += "\n";
  }
  return table;
}

/// Where everything goes, in points; one column more for the sums.
struct Layout {
  double width = kColumn_pt, left = 0, cell = 0, top = 34;
  explicit Layout(const PenaltyMatrix& matrix) {
    left = 22 + 3.5 * static_cast<double>(longest(matrix.strategies));
    const auto columns = static_cast<double>(matrix.strategies.size()) + 1.6;
    if (left + 9 * columns > width) width = kFullWidth_pt;
    cell = std::min(16.0, (width - left - 4) / columns);
  }
  double x(std::size_t column) const { return left + cell * (static_cast<double>(column) + 0.5); }
  double y(std::size_t row) const { return top + cell * (static_cast<double>(row) + 0.5); }
};

std::string words(const Page& page, const Layout& layout, const PenaltyMatrix& matrix, std::size_t largest) {
  const std::size_t k = matrix.strategies.size();
  std::string script = page.label("beats", layout.x(k) + 0.3 * layout.cell, layout.top - 6, "center font small") +
                       page.label("beaten", layout.left - 4, layout.y(k) + 2, "right font small");
  for (std::size_t i = 0; i < k; ++i) {
    script += page.label(fmt::format("{}  {}", matrix.strategies[i], i + 1), layout.left - 4, layout.y(i),
                         "right font small") +
              page.label(fmt::format("{}", i + 1), layout.x(i), layout.top - 6, "center font small") +
              page.label(fmt::format("{}", matrix.wins[i]), layout.x(k) + 0.3 * layout.cell, layout.y(i),
                         "center font small_bold") +
              page.label(fmt::format("{}", matrix.losses[i]), layout.x(i), layout.y(k) + 2, "center font small_bold");
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t count = matrix.beats[i][j];
      if (i == j) continue;
      script += page.label(
          fmt::format("{}", count), layout.x(j), layout.y(i),
          fmt::format("center front font small textcolor '{}'", 2 * count > largest ? "#ffffff" : "#000000"));
    }
  }
  return script;
}

Figure draw(const Comparison& comparison, const PenaltyMatrix& matrix, const std::vector<Blocks>& datasets,
            const std::string& name, const std::string& what) {
  Figure figure{name, {}, {}, {{name + ".tsv", table_of(matrix)}}};
  figure.digest = digest_of(datasets, figure.data.front().content);
  const Layout layout(matrix);
  const double side = layout.cell * static_cast<double>(matrix.strategies.size()),
               caption_top = layout.top + side + layout.cell + 12;
  const auto lines = wrap(
      fmt::format(
          "{}: on how many of {} dataset{} the row's strategy beats the column's (exploratory; signed-rank test, Holm "
          "over the {} of the call); least beaten first. Inputs: {}",
          what, comparison.datasets.size(), comparison.datasets.size() == 1 ? "" : "s",
          counted(comparison.tests, "test"), figure.digest),
      caption_columns(layout.width));
  const Page page{layout.width, caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  const std::size_t largest = std::max<std::size_t>(1, comparison.datasets.size());
  figure.script =
      script_head(name, page.width_pt, page.height_pt) + page.title("who beats whom (exploratory)") +
      caption(page, lines, 4, caption_top) + page.panel(layout.left, layout.top, side, side) +
      words(page, layout, matrix, largest) +
      fmt::format(
          "unset tics\nset border 15 lw 0.4\nunset colorbox\nset palette defined (0 '#ffffff', 1 '#0072b2')\n"
          "set cbrange [0:{0}]\nset xrange [-0.5:{1}.5]\nset yrange [{1}.5:-0.5]\n"
          "plot '{2}' matrix with image notitle\n",
          largest, matrix.strategies.size() - 1, figure.data.front().name);
  return figure;
}

}  // namespace

std::vector<Figure> penalty_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                    const std::string& name, const std::string& what) {
  const PenaltyMatrix matrix = ordered(comparison);
  const bool claims = std::ranges::any_of(matrix.wins, [](std::size_t count) { return count > 0; });
  if (matrix.strategies.size() > kMostStrategies || (comparison.datasets.size() < 2 && !claims)) return {};
  return {draw(comparison, matrix, datasets, name, what)};
}

}  // namespace xil
