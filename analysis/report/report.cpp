#include "analysis/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>

#include "analysis/comparison/claims.h"
#include "analysis/comparison/comparison_tables.h"
#include "analysis/drawing/style.h"
#include "analysis/report/html.h"
#include "analysis/report/quality_section.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"
#include "framework/store/files/own_files.h"

namespace xil {

// page.html with slots "{{NAME}}", page.css and page.js.
extern const std::string_view kPage, kPageStyle, kPageScript;
namespace {

/// One sentence per dataset; datasets of which the same is said share it.
std::vector<std::string> claims_of(const Comparison& comparison) {
  std::vector<std::pair<std::string, std::string>> said;  // datasets, what of them
  for (const DatasetComparison& data : comparison.datasets) {
    const std::string of_it = data.claim.substr(data.dataset.size());
    const auto same = std::ranges::find(said, of_it, [](const auto& one) { return one.second; });
    if (same == said.end())
      said.emplace_back(data.dataset, of_it);
    else
      same->first += ", " + data.dataset;
  }
  std::vector<std::string> claims;
  for (const auto& [datasets, of_them] : said) claims.push_back(datasets + of_them);
  return claims;
}

std::string claims_html(const Report& report) {
  std::string html;
  for (const NamedComparison& named : report.comparisons)
    html += fmt::format("<h3>{}</h3>\n{}", html_text(named.what), list_html(claims_of(named.comparison)));
  if (html.empty())
    return fmt::format("<p>{}</p>\n", report.no_claims.empty() ? std::string("There is nothing to compare.")
                                                               : html_text(report.no_claims));
  return html + fmt::format(
                    "<p class=\"faint\">Paired signed-rank tests over seeds; Holm over the {} tests of this page. One "
                    "question alone: "
                    "<code>xil compare</code>.</p>\n",
                    report.comparisons.front().comparison.tests);
}

std::string comparison_html(const NamedComparison& named) {
  const Comparison& comparison = named.comparison;
  std::string html = fmt::format("<details><summary>{}</summary>\n", html_text(named.what));
  for (const TextTable& table : comparison_tables(comparison)) html += table_html(table);
  std::vector<std::string> notes = across_notes(comparison);
  for (const DatasetComparison& data : comparison.datasets) notes.push_back(advice_of(data));
  for (const auto& more : {method_notes(comparison), comparison.dropped})
    notes.insert(notes.end(), more.begin(), more.end());
  return html + list_html(notes) + "</details>\n";
}

/// Drawn for a whole page's width, not for a column's.
bool is_wide(const std::string& svg) {
  constexpr std::string_view key = " width=\"";
  const std::size_t found = svg.find(key);
  constexpr double kPixelsPerPoint = 96.0 / 72;
  return found != std::string::npos &&
         std::strtod(svg.c_str() + found + key.size(), nullptr) > 1.2 * kColumn_pt * kPixelsPerPoint;
}

std::string figure_html(const std::filesystem::path& file, const std::string& caption) {
  const std::string text = read_own_file({file, 2});
  require(!text.empty(), "cannot read the figure '{}'", file.string());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::string name = html_text(caption);
  return fmt::format(
      "<figure{2}><img loading=\"lazy\" alt=\"{0}\" "
      "src=\"data:image/svg+xml;base64,{1}\"><figcaption>{0}</figcaption></figure>\n",
      name, base64({bytes, text.size()}), is_wide(text) ? " class=\"wide\"" : "");
}

/// Figures under a heading, by the beginnings of their names.
struct FigureGroup {
  const char* title;
  std::vector<std::string_view> beginnings;
};

std::string figures_html(const Report& report) {
  const FigureGroup groups[] = {
      {"Learning curves", {"curves_"}},
      {"Values and differences", {"values_", "differences_", "final_"}},
      {"Over datasets", {"profile_", "penalties_", "ranks_"}},
      {"What the expert saw and said", {"verdicts_", "sessions_", "judged_", "neighbours_", "refutations_"}},
      {"Maps of held-out items", {"gallery_"}},
      {"Where the time goes", {"time_"}},
      {"More", {""}}};
  std::vector<std::filesystem::path> left;
  std::ranges::copy_if(report.figures, std::back_inserter(left),
                       [&](const std::filesystem::path& file) { return !is_of_quality(report.quality, file); });
  std::string html;
  for (const FigureGroup& group : groups) {
    const auto belongs = [&](const std::filesystem::path& file) {
      return std::ranges::any_of(group.beginnings, [&](std::string_view beginning) {
        return file.filename().string().starts_with(beginning);
      });
    };
    const auto first_other = std::ranges::stable_partition(left, belongs).begin();
    if (first_other == left.begin()) continue;
    html += fmt::format("<h3>{}</h3><div class=\"figures\">\n", group.title);
    for (auto file = left.begin(); file != first_other; ++file) html += figure_html(*file, file->stem().string());
    html += "</div>\n";
    left.erase(left.begin(), first_other);
  }
  return html.empty() ? "<p>There are no figures.</p>\n" : html;
}

std::string sessions_html(std::span<const NamedSession> sessions) {
  if (sessions.empty()) return {};
  std::string html = "\n<section id=\"sessions\"><h2>Sessions with people</h2>\n";
  for (const TextTable& table : session_tables(sessions)) html += table_html(table);
  html += list_html(session_notes());
  html += "<h3>To simulate such experts with</h3>\n";
  for (const std::string& snippet : session_snippets(sessions))
    html += fmt::format("<pre>{}</pre>\n", html_lines(snippet));
  return html + "</section>\n";
}

std::string provenance_html(const Report& report) {
  TextTable table{{"what", "of the runs"}, {}, 2};
  for (const auto& [key, text] : report.provenance) table.lines.push_back({key, text});
  return table_html(table);
}

/// Puts the parts into the page's slots, "{{NAME}}".
std::string filled(std::string_view page, const std::map<std::string, std::string>& parts) {
  std::string html;
  while (true) {
    const std::size_t begin = page.find("{{"), end = page.find("}}", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return html.append(page);
    html.append(page.substr(0, begin)).append(parts.at(std::string(page.substr(begin + 2, end - begin - 2))));
    page.remove_prefix(end + 2);
  }
}

/// Places [0, count) that spread so many over the whole.
std::vector<std::size_t> spread(std::size_t count, std::size_t wanted) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < std::min(count, wanted); ++i) places.push_back(i * count / std::min(count, wanted));
  return places;
}

Value map_json(const SavedMap& saved) {
  const auto [least, greatest] = std::ranges::minmax(saved.map.values);
  std::vector<std::uint8_t> pixels;
  for (const float value : saved.map.values) {
    const float share = greatest > least ? (value - least) / (greatest - least) : 0;
    pixels.push_back(std::isfinite(share) ? static_cast<std::uint8_t>(std::lround(255 * share)) : std::uint8_t{0});
  }
  return Value(Value::Map{{"round", Value(saved.round)},
                          {"item", json_value(saved.item)},
                          {"map", Value(base64(pixels))},
                          {"image", Value(base64(saved.image.pixels))},
                          {"region", Value(base64(saved.region.values))}});
}

Value maps_of(const RunData& data, std::size_t budget_bytes) {
  const auto all = list_maps(data.run.file);
  if (all.empty()) return {};
  const SavedMap first = read_maps(data.run.file, 0, 1).front();
  const std::size_t bytes = (first.map.values.size() + first.image.pixels.size() + first.region.values.size()) * 4 / 3;
  Value::List maps;
  for (const std::size_t place :
       spread(all.size(), std::max<std::size_t>(1, budget_bytes / std::max<std::size_t>(1, bytes)))) {
    maps.push_back(map_json(read_maps(data.run.file, place, 1).front()));
  }
  return Value(Value::Map{{"dataset", Value(data.run.dataset)},
                          {"strategy", Value(data.run.strategy)},
                          {"seed", Value(data.run.seed)},
                          {"height", json_value(first.image.height)},
                          {"width", json_value(first.image.width)},
                          {"channels", json_value(first.image.channels)},
                          {"maps", Value(std::move(maps))}});
}

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
    if (i + 1 < bytes.size()) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
    if (i + 2 < bytes.size()) group |= bytes[i + 2];
    text += kDigits[group >> 18];
    text += kDigits[group >> 12 & 63];
    text += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    text += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
  }
  return text;
}

Value maps_for_report(std::span<const RunData> runs, std::vector<std::string>& notes, std::size_t budget_bytes) {
  std::map<std::pair<std::string, std::string>, const RunData*> chosen;
  for (const RunData& data : runs) {
    const RunData*& best = chosen[{data.run.dataset, data.run.strategy}];
    if (best == nullptr || data.run.seed < best->run.seed) best = &data;
  }
  Value::List all;
  for (const auto& [key, data] : chosen) {
    try {
      Value entry = maps_of(*data, budget_bytes / chosen.size());
      if (!entry.is_null()) all.push_back(std::move(entry));
    } catch (const Error& error) {
      notes.push_back(
          fmt::format("{}: the maps of {} are left out: {}", data->run.dataset, data->run.strategy, error.what()));
    }
  }
  return Value(std::move(all));
}

std::string report_page(const Report& report) {
  std::string comparisons, sweeps;
  for (const NamedComparison& named : report.comparisons) comparisons += comparison_html(named);
  for (const std::string& sweep : report.sweeps) sweeps += fmt::format("<pre>{}</pre>\n", html_lines(sweep));
  const std::string quality = quality_html(report.quality, report.figures, figure_html);
  return filled(
      kPage,
      {{"STYLE", std::string(kPageStyle)},
       {"SCRIPT", std::string(kPageScript)},
       {"TITLE", html_text(report.title)},
       {"QUESTION",
        report.question.empty() ? std::string() : fmt::format("<p id=\"question\">{}</p>", html_text(report.question))},
       {"COUNTS", html_text(report.counts)},
       {"CLAIMS", claims_html(report)},
       {"FIGURES", figures_html(report)},
       {"COMPARISONS", comparisons},
       {"QUALITY", quality},
       {"QUALITY_LINK", quality.empty() ? "" : "<a href=\"#quality\">Quality</a>"},
       {"SESSIONS", sessions_html(report.sessions)},
       {"SESSIONS_LINK", report.sessions.empty() ? "" : "<a href=\"#sessions\">People</a>"},
       {"SWEEPS", sweeps},
       {"COMMANDS", fmt::format("<pre>{}</pre>\n", html_lines(fmt::format("{}", fmt::join(report.commands, "\n"))))},
       {"NOTES", report.notes.empty() ? "<p>Nothing was left out.</p>\n" : list_html(report.notes)},
       {"PROVENANCE", provenance_html(report)},
       {"RUNS", json_in_page(report.runs)},
       {"MAPS", json_in_page(report.maps)}});
}

}  // namespace xil
