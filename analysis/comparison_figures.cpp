#include "analysis/comparison_figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/gallery.h"
#include "analysis/style.h"
#include "framework/core/digest.h"

namespace xil {
namespace {

std::string digest_of(const std::vector<Blocks>& datasets, const std::string& content) {
  std::string text;
  for (const Blocks& blocks : datasets) text += results_digest(blocks) + "\n";
  return sha256(text + content).substr(0, 12);
}

// ---- differences of one dataset

/// A line per pair: position from the top, difference, its interval, whether it is claimed.
std::string difference_table(const std::vector<const PairComparison*>& pairs) {
  std::string table = "# position difference low high claimed\n";
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    table += fmt::format("{}\t{:.6f}\t{:.6f}\t{:.6f}\t{}\n", i, pairs[i]->difference, pairs[i]->interval.low, pairs[i]->interval.high,
                         pairs[i]->claimed ? 1 : 0);
  }
  return table;
}

struct DifferenceLayout {
  double width = kColumn_pt, left = 0, top = 20, row = 11, bottom = 0, caption_top = 0;
  explicit DifferenceLayout(const std::vector<const PairComparison*>& pairs) {
    std::size_t longest = 1;
    for (const PairComparison* pair : pairs) longest = std::max(longest, pair->better.size() + pair->worse.size() + 3);
    left = 8 + 3.9 * static_cast<double>(longest);
    if (left > kColumn_pt / 2) width = kFullWidth_pt;
    bottom = top + row * static_cast<double>(pairs.size());
    caption_top = bottom + 33;
  }
};

/// About five marks: a step of 1, 2 or 5 times a power of ten.
double tick_step(const std::vector<const PairComparison*>& pairs) {
  double low = 0, high = 0;
  for (const PairComparison* pair : pairs) {
    low = std::min(low, pair->interval.low);
    high = std::max(high, pair->interval.high);
  }
  const double least = std::max(high - low, 1e-9) / 5, power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

std::string difference_script(const Figure& figure, const DatasetComparison& data, const std::vector<const PairComparison*>& pairs,
                              const std::string& title, const std::string& what) {
  const DifferenceLayout layout(pairs);
  const auto lines = wrap(
      fmt::format("{}: better less worse, mean of the paired differences over {} seeds with its 95 % percentile bootstrap interval. Filled: claimed (signed-rank "
                  "test, Holm over the {} tests of the call). Inputs: {}",
                  what, data.seeds.size(), data.advice.tests, figure.digest),
      caption_columns(layout.width));
  const Page page{layout.width, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  std::string script = script_head(figure.name, page.width_pt, page.height_pt) +
                       page.label(fmt::format("{}{}", data.dataset, title), page.width_pt / 2, 8, "center font bold") +
                       caption(page, lines, 4, layout.caption_top) +
                       page.panel(layout.left, layout.top, layout.width - layout.left - 8, layout.bottom - layout.top);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    script += page.label(fmt::format("{} − {}", pairs[i]->better, pairs[i]->worse), layout.left - 4,
                         layout.top + layout.row * (static_cast<double>(i) + 0.5), "right font small");
  }
  const std::string& file = figure.data.front().name;
  script += fmt::format("set border 1 lw 0.5\nset tics out nomirror scale 0.5\nunset ytics\nset xtics {}\nset yrange [{}:-0.5]\n"
                        "set xlabel 'difference' offset 0,0.4\nset arrow from 0,graph 0 to 0,graph 1 nohead lw 0.5 dt 3\n",
                        tick_step(pairs), static_cast<double>(pairs.size()) - 0.5);
  return script + fmt::format("plot '{0}' using 2:1:3:4 with xerrorbars pt 6 ps 0.5 lw 1 lc rgb '{1}' notitle, \\\n"
                              "     '{0}' using ($5 == 1 ? $2 : NaN):1 with points pt 7 ps 0.5 lc rgb '{1}' notitle\n",
                              file, line_style(0).colour);
}

std::vector<Figure> difference_figures(const DatasetComparison& data, const std::vector<Blocks>& datasets, const std::string& name,
                                       const std::string& what) {
  constexpr std::size_t kRows = 28;
  std::vector<std::size_t> drawable;
  for (std::size_t i = 0; i < data.pairs.size(); ++i) {
    if (std::isfinite(data.pairs[i].interval.low)) drawable.push_back(i);
  }
  return paged(name, drawable, kRows, [&](const std::vector<std::size_t>& part, const PageName& page) {
    std::vector<const PairComparison*> pairs;
    for (const std::size_t i : part) pairs.push_back(&data.pairs[i]);
    Figure figure{page.figure, {}, {}, {{page.figure + ".tsv", difference_table(pairs)}}};
    figure.digest = digest_of(datasets, figure.data.front().content);
    figure.script = difference_script(figure, data, pairs, page.title, what);
    return figure;
  });
}

// ---- critical differences over datasets

struct Ranked {
  std::string strategy;
  double rank = 0;
};

std::vector<Ranked> by_rank(const AcrossDatasets& across) {
  std::vector<Ranked> ranked;
  for (std::size_t s = 0; s < across.strategies.size(); ++s) ranked.push_back({across.strategies[s], across.friedman->mean_ranks[s]});
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
  return fmt::format("set arrow from screen {:.5f},{:.5f} to screen {:.5f},{:.5f} nohead {}\n", page.x(x0), page.y(y0), page.x(x1),
                     page.y(y1), look);
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

Figure critical_difference_figure(const Comparison& comparison, const std::vector<Blocks>& datasets, const std::string& name,
                                  const std::string& what) {
  const std::vector<Ranked> ranked = by_rank(comparison.across);
  const double critical = *comparison.across.critical_difference;
  const auto groups = groups_of(ranked, critical);
  std::string table = "# strategy mean_rank\n";
  for (const Ranked& one : ranked) table += fmt::format("{}\t{:.6f}\n", one.strategy, one.rank);
  Figure figure{name, digest_of(datasets, table), {}, {{name + ".tsv", table}}};
  RankScale scale;
  scale.count = ranked.size();
  const double first_y = scale.axis + 8 + 5 * static_cast<double>(groups.size()) + 6;
  const double caption_top = first_y + 10 * static_cast<double>((ranked.size() + 1) / 2) + 10;
  const auto lines = wrap(fmt::format("{}: mean ranks over {} datasets (1 is best). Joined: not different by Nemenyi's test at level {}. Friedman "
                                      "with Iman and Davenport: p {}. Inputs: {}",
                                      what, comparison.datasets.size(), comparison.options.level, p_of(*comparison.across.friedman), figure.digest),
                          caption_columns(kColumn_pt));
  const Page page{kColumn_pt, caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script = script_head(name, page.width_pt, page.height_pt) + "unset border\nunset tics\n" +
                  page.label("mean ranks", page.width_pt / 2, 8, "center font bold") + rank_axis(page, scale, critical) +
                  rank_labels(page, scale, ranked, first_y) + caption(page, lines, 4, caption_top);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double y = scale.axis + 6 + 5 * static_cast<double>(i);
    figure.script += line(page, scale.x(ranked[groups[i].first].rank) - 2, y, scale.x(ranked[groups[i].second].rank) + 2, y, "lw 2.5");
  }
  figure.script += "set xrange [0:1]\nset yrange [0:1]\nplot NaN notitle\n";
  return figure;
}

}  // namespace

std::vector<Figure> comparison_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                       const std::string& metric, const std::string& what) {
  std::vector<Figure> figures;
  for (const DatasetComparison& data : comparison.datasets) {
    const std::string name = fmt::format("differences_{}_{}", file_stem(data.dataset), file_stem(metric));
    for (Figure& figure : difference_figures(data, datasets, name, what)) figures.push_back(std::move(figure));
  }
  if (comparison.across.critical_difference)
    figures.push_back(critical_difference_figure(comparison, datasets, "ranks_" + file_stem(metric), what));
  return figures;
}

}  // namespace xil
