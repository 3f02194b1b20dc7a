#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/drawing/style.h"
#include "analysis/quality/quality_figures.h"

namespace xil {
namespace {

/// Some groups of some strategies, as they fit on a page.
struct Sheet {
  std::vector<std::size_t> strategies;
  std::vector<std::string> groups;
};

const GroupedValue* find(const std::vector<GroupedValue>& values, const std::string& group, std::size_t strategy) {
  const auto found = std::ranges::find_if(
      values, [&](const GroupedValue& value) { return value.group == group && value.strategy == strategy; });
  return found == values.end() || std::isnan(found->value.mean) ? nullptr : &*found;
}

/// Parts of a list, each of at most `most`.
template <class T>
std::vector<std::vector<T>> parts_of(const std::vector<T>& all, std::size_t most) {
  std::vector<std::vector<T>> parts;
  for (std::size_t i = 0; i < all.size(); i += most)
    parts.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(i),
                       all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), i + most)));
  return parts;
}

std::vector<Sheet> sheets_of(const std::vector<GroupedValue>& values) {
  constexpr std::size_t kStrategies = 8, kRows = 64;  // as there are colours; as fit below each other
  std::vector<std::size_t> strategies;
  std::vector<std::string> groups;
  for (const GroupedValue& value : values) {
    if (std::ranges::find(strategies, value.strategy) == strategies.end()) strategies.push_back(value.strategy);
    if (std::ranges::find(groups, value.group) == groups.end()) groups.push_back(value.group);
  }
  std::ranges::sort(strategies);
  std::vector<Sheet> sheets;
  for (const auto& some : parts_of(strategies, kStrategies)) {
    for (const auto& part : parts_of(groups, std::max<std::size_t>(1, kRows / some.size())))
      sheets.push_back({some, part});
  }
  return sheets;
}

/// The group with the number of its items, which all strategies share.
std::string label_of(const std::string& group, const std::vector<GroupedValue>& values) {
  constexpr std::size_t kMost = 40;
  const auto found = std::ranges::find(values, group, &GroupedValue::group);
  const std::string name = group.size() <= kMost ? group : group.substr(0, kMost - 1) + "…";
  return found == values.end() ? name : fmt::format("{} ({})", name, found->items);
}

/// Where everything goes, in points.
struct Layout {
  LineKey key;
  double left = 0, row = 0, group = 0, bottom = 0, caption_top = 0;

  Layout(const std::vector<std::string>& strategies, const std::vector<std::string>& groups) : key(strategies) {
    left = 10 + 3.3 * static_cast<double>(longest(groups));
    if (left > kColumn_pt / 2) key.width = kFullWidth_pt;
    row = strategies.size() > 1 ? 6.5 : 9;
    group = row * static_cast<double>(strategies.size()) + 6;
    bottom = key.bottom + group * static_cast<double>(groups.size());
    caption_top = bottom + 34;
  }
};

/// Blocks by strategy: "position value low high"; a position is in rows, from the top.
std::string table_of(const Blocks& blocks, const Sheet& sheet, const std::vector<GroupedValue>& values,
                     const Layout& layout) {
  std::string table;
  for (std::size_t s = 0; s < sheet.strategies.size(); ++s) {
    table += fmt::format("# {}\n# position value low high seeds items group\n", blocks.strategies[sheet.strategies[s]]);
    bool any = false;
    for (std::size_t g = 0; g < sheet.groups.size(); ++g) {
      const GroupedValue* value = find(values, sheet.groups[g], sheet.strategies[s]);
      if (value == nullptr) continue;
      any = true;
      const SeedMean& mean = value->value;
      const bool has_interval = std::isfinite(mean.interval.low);
      table += fmt::format("{:.3f}\t{:.6f}\t{:.6f}\t{:.6f}\t{}\t{}\t{}\n",
                           layout.group * static_cast<double>(g) + 3 + layout.row * (static_cast<double>(s) + 0.5),
                           mean.mean, has_interval ? mean.interval.low : mean.mean,
                           has_interval ? mean.interval.high : mean.mean, mean.seeds, value->items,
                           gnuplot_string(value->group));
    }
    table += any ? "\n\n" : "-99\t0\t0\t0\t0\t0\t''\n\n\n";
  }
  return table;
}

std::string group_labels(const Page& page, const Layout& layout, const std::vector<std::string>& labels) {
  std::string script;
  for (std::size_t g = 0; g < labels.size(); ++g) {
    const double top = layout.group * static_cast<double>(g);
    script += page.label(labels[g], layout.left - 4, layout.key.bottom + top + layout.group / 2, "right font small");
    if (g > 0)
      script += fmt::format(
          "set arrow from graph 0,first {0:.3f} to graph 1,first {0:.3f} nohead lw 0.4 lc rgb "
          "'#cccccc' back\n",
          top);
  }
  return script;
}

std::string points(const Blocks& blocks, const Sheet& sheet, const std::vector<std::size_t>& style_of,
                   const std::string& file) {
  std::vector<std::string> plots;
  for (std::size_t s = 0; s < sheet.strategies.size(); ++s) {
    const LineStyle style = line_style(style_of[sheet.strategies[s]]);
    plots.push_back(fmt::format("'{}' index {} using 2:1:3:4 with xerrorbars pt {} ps 0.5 lw 1 lc rgb '{}' title {}",
                                file, s, style.point, style.colour,
                                gnuplot_string(blocks.strategies[sheet.strategies[s]])));
  }
  return fmt::format("plot {}\n", fmt::join(plots, ", \\\n     "));
}

Figure draw(const Blocks& blocks, const GroupedText& text, const std::vector<GroupedValue>& values, const Sheet& sheet,
            const PageName& name, const std::vector<std::size_t>& style_of) {
  std::vector<std::string> labels;
  for (const std::size_t strategy : sheet.strategies) labels.push_back(blocks.strategies[strategy]);
  std::vector<std::string> groups;
  for (const std::string& group : sheet.groups) groups.push_back(label_of(group, values));
  const Layout layout(labels, groups);
  Figure figure{name.figure, {}, {}, {{name.figure + ".tsv", table_of(blocks, sheet, values, layout)}}};
  figure.digest = figure_digest(blocks, figure.data);
  const auto lines = wrap(text.caption + " Inputs: " + figure.digest, caption_columns(layout.key.width));
  const Page page{layout.key.width, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script =
      script_head(name.figure, page.width_pt, page.height_pt) + page.title(text.title + name.title) +
      caption(page, lines, 4, layout.caption_top) + layout.key.command(page) +
      page.panel(layout.left, layout.key.bottom, page.width_pt - layout.left - 12, layout.bottom - layout.key.bottom) +
      fmt::format(
          "set border 1 lw 0.5\nset tics out nomirror scale 0.5\nunset ytics\nset xtics 0.2\nset xrange [-0.02:1.02]\n"
          "set yrange [{:.3f}:0]\nset grid xtics lw 0.4 dt 1 lc rgb '#dddddd'\nset xlabel {} offset 0,0.4\n",
          layout.bottom - layout.key.bottom, gnuplot_string(text.axis)) +
      group_labels(page, layout, groups) + points(blocks, sheet, style_of, figure.data.front().name);
  return figure;
}

}  // namespace

std::vector<Figure> grouped_figures(const Blocks& blocks, const std::string& name, const GroupedText& text,
                                    const std::vector<GroupedValue>& values, const std::vector<std::size_t>& style_of) {
  return paged(name, sheets_of(values), 1, [&](const std::vector<Sheet>& part, const PageName& page) {
    return draw(blocks, text, values, part.front(), page, style_of);
  });
}

}  // namespace xil
