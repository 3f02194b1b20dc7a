#include "analysis/page/html.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/base/text.h"

namespace xil {

std::string sentence_html(std::string_view sentence) {
  const std::string safe = html_text(sentence);
  if (std::ranges::count(safe, '`') % 2 != 0) return safe;
  std::string html;
  bool code = false;
  for (const char c : safe) {
    if (c != '`') {
      html += c;
      continue;
    }
    html += code ? "</code>" : "<code>";
    code = !code;
  }
  return html;
}

std::string table_html(const TextTable& table) {
  std::string html = "<div class=\"wide\"><table><thead><tr>";
  for (std::size_t i = 0; i < table.titles.size(); ++i)
    html += fmt::format("<th{}>{}</th>", i < table.labels ? "" : " class=\"n\"", html_text(table.titles[i]));
  html += "</tr></thead><tbody>\n";
  for (const auto& line : table.lines) {
    html += "<tr>";
    for (std::size_t i = 0; i < line.size(); ++i)
      html += fmt::format("<td{}>{}</td>", i < table.labels ? "" : " class=\"n\"",
                          line[i].empty() ? "–" : html_text(line[i]));
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string list_html(const std::vector<std::string>& sentences) {
  std::string html = "<ul>\n";
  for (const std::string& sentence : sentences) html += fmt::format("<li>{}</li>\n", sentence_html(sentence));
  return html + "</ul>\n";
}

}  // namespace xil
