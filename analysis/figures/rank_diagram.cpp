#include "analysis/figures/rank_diagram.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/drawing/style.h"
#include "analysis/figures/interval_rows.h"

namespace xil {
namespace {

struct Ranked {
  std::string strategy;
  double rank = 0;
};

std::vector<Ranked> by_rank(const AcrossDatasets& across) {
  std::vector<Ranked> ranked;
  for (std::size_t s = 0; s < across.strategies.size(); ++s)
    ranked.push_back({across.strategies[s], across.friedman->mean_ranks[s]});
  std::ranges::stable_sort(ranked, {}, &Ranked::rank);
  return ranked;
}

/// The longest rows of strategies whose ranks differ by less than the critical difference: first and last.
std::vector<std::pair<std::size_t, std::size_t>> groups_of(const std::vector<Ranked>& ranked, double critical) {
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  for (std::size_t first = 0; first < ranked.size(); ++first) {
    std::size_t last = first;
    while (last + 1 < ranked.size() && ranked[last + 1].rank - ranked[first].rank < critical) ++last;
    if (last > first && (groups.empty() || groups.back().second < last)) groups.emplace_back(first, last);
  }
  return groups;
}

std::string p_of(const FriedmanTest& test) { return test.p < 1e-12 ? "< 1e-12" : fmt::format("= {:.3g}", test.p); }

/// Where ranks lie on the page, in points.
struct RankScale {
  double left = 70, right = kColumn_pt - 70, axis = 46;
  std::size_t count = 2;
  double x(double rank) const { return left + (right - left) * (rank - 1) / static_cast<double>(count - 1); }
};

std::string line(const Page& page, double x0, double y0, double x1, double y1, std::string_view look) {
  return fmt::format("set arrow from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} nohead {}\n", page.x(x0), page.y(y0),
                     page.x(x1), page.y(y1), look);
}

std::string rank_axis(const Page& page, const RankScale& scale, double critical) {
  std::string script = line(page, scale.left, scale.axis, scale.right, scale.axis, "lw 0.8");
  for (std::size_t rank = 1; rank <= scale.count; ++rank) {
    const double x = scale.x(static_cast<double>(rank));
    script += line(page, x, scale.axis - 4, x, scale.axis, "lw 0.8") +
              page.label(fmt::format("{}", rank), x, scale.axis - 9, "center font small");
  }
  const double bar = scale.x(1 + critical);
  return script + line(page, scale.left, scale.axis - 18, bar, scale.axis - 18, "lw 1.5") +
         page.label(fmt::format("critical difference {:.2f}", critical), bar + 4, scale.axis - 18, "left font small");
}

std::string rank_labels(const Page& page, const RankScale& scale, const std::vector<Ranked>& ranked, double first_y) {
  std::string script;
  const std::size_t half = (ranked.size() + 1) / 2;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const bool left = i < half;
    const double y = first_y + 10 * static_cast<double>(left ? i : ranked.size() - 1 - i), x = scale.x(ranked[i].rank);
    const double end = left ? scale.left - 6 : scale.right + 6;
    script += line(page, x, scale.axis, x, y, "lw 0.6") + line(page, x, y, end, y, "lw 0.6") +
              page.label(fmt::format("{} {:.2f}", ranked[i].strategy, ranked[i].rank), left ? end - 2 : end + 2, y,
                         left ? "right font small" : "left font small");
  }
  return script;
}

}  // namespace

Figure critical_difference_figure(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                  const std::string& name, const std::string& what) {
  const std::vector<Ranked> ranked = by_rank(comparison.across);
  const double critical = *comparison.across.critical_difference;
  const auto groups = groups_of(ranked, critical);
  std::string table = "# strategy mean_rank\n";
  for (const Ranked& one : ranked) table += fmt::format("{}\t{:.6f}\n", one.strategy, one.rank);
  Figure figure{name, digest_of(datasets, table), {}, {{name + ".tsv", table}}};
  RankScale scale;
  scale.count = ranked.size();
  const double first_y = scale.axis + 8 + 5 * static_cast<double>(groups.size()) + 6;
  const std::size_t rows = (ranked.size() + 1) / 2;  // on each side
  const double caption_top = first_y + 10 * static_cast<double>(rows) + 10;
  const auto lines = wrap(
      fmt::format(
          "{}: mean ranks over {} datasets (1 is best). Joined: not different by Nemenyi's test at level {}. Friedman "
          "with Iman and Davenport: p {}. Inputs: {}",
          what, comparison.datasets.size(), comparison.options.level, p_of(*comparison.across.friedman), figure.digest),
      caption_columns(kColumn_pt));
  const Page page{kColumn_pt, caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script = script_head(name, page.width_pt, page.height_pt) + "unset border\nunset tics\n" +
                  page.title("mean ranks") + rank_axis(page, scale, critical) +
                  rank_labels(page, scale, ranked, first_y) + caption(page, lines, 4, caption_top);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double y = scale.axis + 6 + 5 * static_cast<double>(i);
    figure.script += line(page, scale.x(ranked[groups[i].first].rank) - 2, y,
                          scale.x(ranked[groups[i].second].rank) + 2, y, "lw 2.5");
  }
  figure.script += "set xrange [0:1]\nset yrange [0:1]\nplot NaN notitle\n";
  return figure;
}

}  // namespace xil
