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
#include "analysis/drawing/map_colours.h"
#include "analysis/drawing/style.h"
#include "analysis/page/base64.h"
#include "analysis/page/html.h"
#include "analysis/page/left_out_section.h"
#include "analysis/page/page_bundle.h"
#include "analysis/page/page_colours.h"
#include "analysis/page/run_columns.h"
#include "analysis/report/first_screen.h"
#include "analysis/report/quality_section.h"
#include "analysis/report/warnings_section.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"
#include "framework/store/files/own_files.h"

namespace xil {

// The files of page/: index.html with slots "{{NAME}}", style sheets and modules.
std::vector<PageFile> report_page_files();
namespace {

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

/// The width or the height that a drawing states, in pixels; 0 where it does not.
int pixels_of(const std::string& svg, std::string_view side) {
  const std::string key = fmt::format(" {}=\"", side);
  const std::size_t found = svg.find(key);
  return found == std::string::npos ? 0 : static_cast<int>(std::strtol(svg.c_str() + found + key.size(), nullptr, 10));
}

/// Drawn for a whole page's width, not for a column's.
bool is_wide(int width) {
  constexpr double kPixelsPerPoint = 96.0 / 72;
  return width > 1.2 * kColumn_pt * kPixelsPerPoint;
}

/// The room that a picture takes before it is decoded, so that nothing moves when it is.
std::string room_of(int width, int height) {
  return width > 0 && height > 0 ? fmt::format(" width=\"{}\" height=\"{}\"", width, height) : std::string();
}

/// What figures of a kind show, by the beginnings of their names; for those that do not say it themselves.
constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"verdicts_",
     "What the expert said over the rounds: wrong label (W), right for the wrong reasons (RWR), right for the "
     "right reasons (RRR)."},
    {"sessions_", "What people said over the rounds of their sessions."},
    {"profile_", "Performance profiles: the share of runs that reach a value, over all datasets."},
    {"penalties_", "Which strategies stand out over which among all pairs, and on how many datasets; exploratory."},
    {"ranks_", "Mean ranks over datasets; strategies on one bar do not differ."},
    {"time_", "Where a run's time went."},
    {"estimator", "What cheaper estimators of the maps cost and give."}};

std::string caption_of(const Report& report, const std::string& name) {
  const auto own = report.says.find(name);
  if (own != report.says.end() && !own->second.empty()) return own->second;
  const auto kind = std::ranges::find_if(kKinds, [&](const auto& one) { return name.starts_with(one.first); });
  return kind == std::end(kKinds) ? name : std::string(kind->second);
}

std::string figure_html(const std::filesystem::path& file, const std::string& caption) {
  const std::string text = read_own_file({file, 2});
  require(!text.empty(), "cannot read the figure '{}'", file.string());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::string name = html_text(file.stem().string());
  const int width = pixels_of(text, "width");
  return fmt::format(
      "<figure{2}><img{4} loading=\"lazy\" alt=\"{0}\" tabindex=\"0\" role=\"button\" "
      "src=\"data:image/svg+xml;base64,{1}\"><figcaption>{3} <code>{0}</code></figcaption></figure>\n",
      name, base64({bytes, text.size()}), is_wide(width) ? " class=\"wide\"" : "", html_text(caption),
      room_of(width, pixels_of(text, "height")));
}

/// The figure of a dataset's examples, which stands with the data.
bool is_example(const std::filesystem::path& file) { return file.filename().string().starts_with("examples_"); }

std::string data_html(const Report& report) {
  std::string html;
  for (const DataCard& card : report.cards)
    html += fmt::format("<h3>{}</h3>\n{}{}", html_text(card.dataset), table_html(card.counts),
                        card.facts.empty() ? "" : list_html(card.facts));
  std::string figures;
  for (const auto& file : report.figures) {
    if (is_example(file)) figures += figure_html(file, caption_of(report, file.stem().string()));
  }
  if (!figures.empty()) html += "<div class=\"figures\">\n" + figures + "</div>\n";
  return html.empty() ? "<p>Nothing is known of the data.</p>\n" : html;
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
  std::ranges::copy_if(report.figures, std::back_inserter(left), [&](const std::filesystem::path& file) {
    return !is_example(file) && !is_of_quality(report.quality, file);
  });
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
    for (auto file = left.begin(); file != first_other; ++file)
      html += figure_html(*file, caption_of(report, file->stem().string()));
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

}  // namespace

std::string report_page(const Report& report) {
  std::string comparisons, sweeps;
  for (const NamedComparison& named : report.comparisons) comparisons += comparison_html(named);
  for (const std::string& sweep : report.sweeps) sweeps += fmt::format("<pre>{}</pre>\n", html_lines(sweep));
  const std::string quality = quality_html(report.quality, report.figures, figure_html);
  const std::vector<PageFile> files = report_page_files();
  const std::string times = time_html(report.times);
  return filled(
      text_of_page_file(files, "index.html"),
      {{"STYLE", bundled_style(files) + colours_css()},
       {"SCRIPT", bundled_script(files)},
       {"TITLE", html_text(report.title)},
       {"QUESTION",
        report.question.empty() ? std::string() : fmt::format("<p id=\"question\">{}</p>", html_text(report.question))},
       {"COUNTS", html_text(report.counts)},
       {"ANSWERS", answers_html(report)},
       {"VALUES", values_html(report) + published_html(report)},
       {"DATA", data_html(report)},
       {"WARNINGS", warnings_html(report.warnings)},
       {"MAP_COLOURS", map_colours_json()},
       {"FIGURES", figures_html(report)},
       {"COMPARISONS", comparisons},
       {"QUALITY", quality},
       {"QUALITY_LINK", quality.empty() ? "" : "<a href=\"#quality\">Quality</a>"},
       {"SESSIONS", sessions_html(report.sessions)},
       {"SESSIONS_LINK", report.sessions.empty() ? "" : "<a href=\"#sessions\">People</a>"},
       {"SWEEPS", sweeps},
       {"COMMANDS", fmt::format("<pre>{}</pre>\n", html_lines(fmt::format("{}", fmt::join(report.commands, "\n"))))},
       {"LEFT_OUT", left_out_html(report.runs, report.notes)},
       {"TIME", times},
       {"TIME_LINK", times.empty() ? "" : "<a href=\"#time\">Time</a>"},
       {"WARNINGS_LINK", report.warnings.empty()
                             ? std::string()
                             : fmt::format("<a href=\"#warnings\">Warnings <b>{}</b></a>", report.warnings.size())},
       {"PROVENANCE", provenance_html(report)},
       {"RUNS", json_in_page(run_columns_json(report.runs))},
       {"CURVES", json_in_page(report.curves)},
       {"MAPS", json_in_page(report.maps)}});
}

}  // namespace xil
