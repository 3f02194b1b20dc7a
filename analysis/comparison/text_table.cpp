#include "analysis/comparison/text_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/base/text.h"

namespace xil {
namespace {

using Cells = std::vector<std::string>;

/// The lines with a sign for what is undefined, each cell on one line.
std::vector<Cells> with_sign(const TextTable& table, std::string_view sign) {
  std::vector<Cells> lines = table.lines;
  for (Cells& line : lines) {
    for (std::string& cell : line) {
      cell = cell.empty() ? std::string(sign) : printable(cell);
    }
  }
  return lines;
}

/// The columns of each part of a folded table: the labels, and as many others as fit, one at least.
std::vector<std::vector<std::size_t>> folded(const std::vector<std::size_t>& widths, std::size_t labels,
                                             std::size_t room) {
  std::vector<std::size_t> begin;
  std::size_t used = 0;
  for (std::size_t i = 0; i < std::min(labels, widths.size()); ++i) {
    begin.push_back(i);
    used += widths[i] + 2;
  }
  std::vector<std::vector<std::size_t>> parts = {begin};
  std::size_t width = used;
  for (std::size_t i = labels; i < widths.size(); ++i) {
    if (width + widths[i] > room && parts.back().size() > labels) {
      parts.push_back(begin);
      width = used;
    }
    parts.back().push_back(i);
    width += widths[i] + 2;
  }
  return parts;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string terminal_form(const TextTable& table, std::size_t columns) {
  std::vector<Cells> lines = with_sign(table, "-");
  lines.insert(lines.begin(), table.titles);
  for (std::string& title : lines.front()) title = printable(title);
  std::vector<std::size_t> widths(table.titles.size());
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
  }
  std::string text;
  for (const auto& part : folded(widths, table.labels, columns)) {
    for (const Cells& line : lines) {
      for (const std::size_t i : part) {
        const std::string padding(widths[i] - width_of(line[i]), ' ');
        text += (i == 0 ? "" : "  ") + (i < table.labels ? line[i] + padding : padding + line[i]);
      }
      text += '\n';
    }
    text += '\n';
  }
  return text;
}

std::string markdown_form(const TextTable& table) {
  Cells titles = table.titles;
  for (std::string& title : titles) title = markdown_text(title);
  std::string text = fmt::format("| {} |\n|", fmt::join(titles, " | "));
  for (std::size_t i = 0; i < table.titles.size(); ++i) text += i < table.labels ? "---|" : "---:|";
  for (Cells& line : with_sign(table, "–")) {
    for (std::size_t i = 0; i < table.labels; ++i) line[i] = markdown_text(line[i]);
    text += fmt::format("\n| {} |", fmt::join(line, " | "));
  }
  return text + "\n\n";
}

std::string latex_form(const TextTable& table) {
  Cells titles = table.titles;
  for (std::string& title : titles) title = latex_text(title);
  std::string text = fmt::format("\\begin{{tabular}}{{{}{}}}\n\\toprule\n{} \\\\\n", std::string(table.labels, 'l'),
                                 std::string(titles.size() - table.labels, 'r'), fmt::join(titles, " & "));
  std::string first;
  for (Cells& line : with_sign(table, "--")) {
    const std::string label = line[0];
    if (label != first) text += "\\midrule\n";
    for (std::size_t i = 0; i < table.labels; ++i) line[i] = latex_text(line[i]);
    if (label == first) line[0] = "";
    first = label;
    text += fmt::format("{} \\\\\n", fmt::join(line, " & "));
  }
  return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace xil
