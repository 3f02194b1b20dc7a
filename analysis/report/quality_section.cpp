#include "analysis/report/quality_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/page/html.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string tables_html(const Quality& quality) {
  std::string html;
  for (const Quality::Table& one : quality.tables) {
    if (one.table.lines.empty()) continue;
    html += fmt::format("<details><summary>{}</summary>\n{}</details>\n", html_text(one.title), table_html(one.table));
  }
  return html;
}

}  // namespace

bool is_of_quality(const Quality& quality, const std::filesystem::path& file) {
  return std::ranges::find(quality.figures, file.stem().string(), &Quality::FigureText::name) != quality.figures.end();
}

std::string quality_html(const Quality& quality, std::span<const std::filesystem::path> files,
                         const FigureHtml& figure_html) {
  if (quality.figures.empty() && quality.tables.empty()) return {};
  std::string html = "\n<section id=\"quality\"><h2>For quality assurance</h2>\n<div class=\"figures\">\n";
  for (const Quality::FigureText& figure : quality.figures) {
    const auto file = std::ranges::find_if(
        files, [&](const std::filesystem::path& one) { return one.stem().string() == figure.name; });
    if (file != files.end()) html += figure_html(*file, figure.caption);
  }
  return html + "</div>\n" + tables_html(quality) + list_html(quality.remarks) + "</section>\n";
}

}  // namespace xil
