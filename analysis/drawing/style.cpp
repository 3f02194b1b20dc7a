#include "analysis/drawing/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "framework/core/base/digest.h"

namespace xil {
namespace {

/// The number of characters of a text in UTF-8.
std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The byte at which the character of this number begins; the size of the text if it has no more characters.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t byte = 0, seen = 0;
  for (; byte < text.size(); ++byte) {
    if ((text[byte] & 0xC0) != 0x80 && seen++ == character) return byte;
  }
  return byte;
}

/// Breaks a label into lines; words that are too long for a line may break after their "=".
std::vector<std::string> wrap_label(std::string_view label, std::size_t columns) {
  std::string breakable;
  std::istringstream words{std::string(label)};
  for (std::string word; words >> word;) {
    const std::size_t sign = characters_in(word) > columns ? word.find('=') : std::string::npos;
    if (sign != std::string::npos) word.insert(sign + 1, 1, ' ');
    breakable += word + " ";
  }
  std::vector<std::string> lines;
  for (const std::string& line : wrap(breakable, columns)) {
    for (std::string rest = line; !rest.empty();) {  // a word may be longer than a line
      const std::size_t end = byte_of(rest, columns);
      lines.push_back(rest.substr(0, end));
      rest.erase(0, end);
    }
  }
  return lines;
}

bool fits(const std::vector<std::string>& lines, std::size_t columns) {
  constexpr std::size_t kMostLines = 5;
  return lines.size() <= kMostLines &&
         std::all_of(lines.begin(), lines.end(), [&](const auto& line) { return characters_in(line) <= columns; });
}

}  // namespace

std::string cut_end(std::string_view text, std::size_t columns) {
  if (characters_in(text) <= columns) return std::string(text);
  return std::string(text.substr(0, byte_of(text, columns - 1))) + "…";
}

std::string cut_begin(std::string_view text, std::size_t columns) {
  const std::size_t width = characters_in(text);
  if (width <= columns) return std::string(text);
  return "…" + std::string(text.substr(byte_of(text, width - columns + 1)));
}

LineStyle line_style(std::size_t index) {
  constexpr std::array<std::string_view, 8> colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                       "#e69f00", "#56b4e9", "#000000", "#f0e442"};
  constexpr std::array<int, 8> points = {7, 5, 9, 13, 6, 4, 8, 12};
  constexpr std::array<int, 5> dashes = {1, 2, 4, 5, 3};
  return {colours[index % colours.size()], points[index % points.size()],
          dashes[(index + index / colours.size()) % dashes.size()]};
}

std::string_view verdict_colour(Verdict verdict) {
  switch (verdict) {
    case Verdict::WrongLabel:
      return "#b04a00";
    case Verdict::WrongReasons:
      return "#e69f00";
    case Verdict::RightReasons:
      return "#009e73";
    case Verdict::NotJudged:
      return "#cccccc";
    case Verdict::Unsure:
      return "#56b4e9";
  }
  return "#000000";
}

std::string Page::panel(double left_pt, double top_pt, double panel_width_pt, double panel_height_pt) const {
  return fmt::format(
      "set lmargin at screen {:.5f}; set rmargin at screen {:.5f}; "
      "set tmargin at screen {:.5f}; set bmargin at screen {:.5f}\n",
      x(left_pt), x(left_pt + panel_width_pt), y(top_pt), y(top_pt + panel_height_pt));
}

std::string Page::label(std::string_view text, double x_pt, double y_pt, std::string_view options) const {
  return fmt::format("set label {} at screen {:.5f},{:.5f} {}\n", gnuplot_string(text), x(x_pt), y(y_pt), options);
}

std::string Page::title(std::string_view text) const {
  constexpr double kCharacter = 4.4, kSmallCharacter = 3.45, kTop = 8;
  const auto fitting = [&](double character) { return static_cast<std::size_t>((width_pt - 6) / character); };
  const bool is_short = characters_in(text) <= fitting(kCharacter);
  return label(cut_end(text, fitting(kSmallCharacter)), width_pt / 2, kTop,
               is_short ? "center font bold" : "center font small_bold");
}

std::string row_label(const Page& page, std::string_view label, double right_pt, double middle_pt) {
  constexpr std::size_t kColumns = 13, kSmallColumns = 18;
  auto lines = wrap_label(label, kColumns);
  const bool small = !fits(lines, kColumns);
  if (small) lines = wrap_label(label, kSmallColumns);
  const double pitch = small ? 6.4 : 8;
  std::string script;
  double y = middle_pt - pitch / 2 * static_cast<double>(lines.size() - 1);
  for (const std::string& line : lines) {
    script += page.label(line, right_pt, y, small ? "right font small" : "right");
    y += pitch;
  }
  return script;
}

std::size_t longest(const std::vector<std::string>& labels) {
  std::size_t most = 1;
  for (const std::string& label : labels) most = std::max(most, characters_in(label));
  return most;
}

LineKey::LineKey(const std::vector<std::string>& labels, double least_width) : width(least_width) {
  constexpr double kTop = 22, kRow = 9.4, kSample = 34, kCharacter = 4.3;
  const double entry = kSample + kCharacter * static_cast<double>(longest(labels));
  if (entry > width) width = kFullWidth_pt;
  columns =
      std::clamp<std::size_t>(static_cast<std::size_t>(width / entry), 1, std::min<std::size_t>(4, labels.size()));
  const std::size_t rows = (labels.size() + columns - 1) / columns;
  bottom = kTop + kRow * static_cast<double>(rows);
}

std::string LineKey::command(const Page& page) const {
  return fmt::format(
      "set key Left reverse samplen 2.6 spacing 0.95 maxcols {} at screen 0.5,{:.5f} center top horizontal\n", columns,
      page.y(14));
}

LabelledRows::LabelledRows(const std::vector<std::string>& labels, double top_pt) : width(kColumn_pt), top(top_pt) {
  left = 8 + 3.9 * static_cast<double>(longest(labels));
  if (left > kColumn_pt / 2) width = kFullWidth_pt;
  bottom = top + kRow * static_cast<double>(labels.size());
  caption_top = bottom + 37;
}

std::string LabelledRows::frame(const Page& page, const std::vector<std::string>& labels) const {
  std::string script = page.panel(left, top, width - left - 12, bottom - top);
  for (std::size_t i = 0; i < labels.size(); ++i)
    script += page.label(labels[i], left - 4, top + kRow * (static_cast<double>(i) + 0.5), "right font small");
  return script;
}

double tick_step(const Interval& range) {
  const double least = std::max(range.high - range.low, 1e-9) / 5, power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && characters_in(lines.back()) + 1 + characters_in(word) > columns) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string caption(const Page& page, const std::vector<std::string>& lines, double left_pt, double top_pt) {
  std::string script;
  double y_pt = top_pt;
  for (const std::string& line : lines) {
    script += page.label(line, left_pt, y_pt, "font small textcolor '#444444'");
    y_pt += kCaptionLine_pt;
  }
  return script;
}

std::size_t caption_columns(double width_pt) { return static_cast<std::size_t>((width_pt - 8) / 2.95); }

std::string figure_digest(const Blocks& blocks, const std::vector<DataFile>& data) {
  Digest digest;
  digest.add(blocks.digest);
  for (const DataFile& table : data) digest.add(table.name).add(table.content);
  return digest.hex().substr(0, 12);
}

}  // namespace xil
