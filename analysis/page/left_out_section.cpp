#include "analysis/page/left_out_section.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "analysis/page/html.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

constexpr std::size_t kMostRows = 50;

std::string cell_text(const Value& row, std::string_view key) {
  const Value* cell = row.find(key);
  if (cell == nullptr) return {};
  if (const auto* text = cell->get<std::string>()) return *text;
  if (const auto* number = cell->get<std::int64_t>()) return fmt::format("{}", *number);
  return {};
}

bool is_complete(const Value& row) { return cell_text(row, "status") == "complete"; }

std::string counts_html(const Value::List& runs) {
  std::map<std::string, std::size_t> counts;
  for (const Value& run : runs) ++counts[cell_text(run, "status")];
  std::string html = "<p class=\"states\">";
  for (const auto& [status, count] : counts) {
    if (status.empty()) continue;
    html += fmt::format("<button type=\"button\" class=\"chip\" data-filter=\"status={0}\"><b>{1}</b> {0}</button> ",
                        html_text(status), count);
  }
  return html + "</p>\n";
}

std::string unfinished_html(const Value::List& runs) {
  TextTable table{{"dataset", "strategy", "seed", "status", "reason", "attempts", "host"}, {}, 7};
  std::size_t count = 0;
  for (const Value& run : runs) {
    if (is_complete(run) || cell_text(run, "status").empty() || ++count > kMostRows) continue;
    std::vector<std::string> line;
    for (const std::string& title : table.titles) line.push_back(cell_text(run, title));
    table.lines.push_back(std::move(line));
  }
  if (count == 0) return "<p>Every run is complete.</p>\n";
  std::string html = table_html(table);
  if (count > kMostRows)
    html += fmt::format(
        "<p class=\"faint\">The first {} of {}; the buttons above show all of a state in the table of runs.</p>\n",
        kMostRows, count);
  return html;
}

}  // namespace

std::string left_out_html(const Value& runs, std::span<const std::string> notes) {
  std::string html = "<section id=\"left-out\"><h2>Failed and left out</h2>\n";
  if (const auto* list = runs.get<Value::List>(); list != nullptr && !list->empty())
    html += counts_html(*list) + unfinished_html(*list);
  html += notes.empty() ? std::string("<p>Nothing else was left out.</p>\n")
                        : "<h3>Notes</h3>\n" + list_html({notes.begin(), notes.end()});
  return html + "</section>\n";
}

}  // namespace xil
