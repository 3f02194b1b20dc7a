#include "experiments/explain/explain_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

constexpr std::string_view kHead =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>\n"
    "body {{ margin: 0 auto; max-width: 80rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; }}\n"
    "h1 {{ font-size: 1.4rem; margin: 0; }} .faint {{ color: #666; }}\n"
    ".cards {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 1rem; }}\n"
    "figure {{ margin: 0; border: 1px solid #ddd; padding: .5rem; }} img {{ width: 100%; height: auto; }}\n"
    "figcaption {{ font-size: .85rem; overflow-wrap: anywhere; }} .wrong {{ border-left: 6px solid #d55e00; }}\n"
    "b {{ font-variant-numeric: tabular-nums; }}\n</style>\n</head>\n<body>\n<h1>{0}</h1>\n";

std::string number(double value) { return std::isnan(value) ? std::string() : fmt::format("{:.4f}", value); }

bool is_wrong(const IndexLine& line) { return !line.truth.empty() && line.truth != line.predicted; }

std::string card(const IndexLine& line) {
  std::string html = fmt::format(
      "<figure{0}><a href=\"{1}\"><img loading=\"lazy\" alt=\"{2}\" src=\"{1}\"></a><figcaption>{2}<br>"
      "predicted <b>{3}</b>, probability <b>{4}</b>",
      is_wrong(line) ? " class=\"wrong\"" : "", html_text(line.overlay), html_text(line.file),
      html_text(line.predicted), fmt::format("{:.3f}", line.probability));
  if (!line.truth.empty()) html += fmt::format("; true <b>{}</b>", html_text(line.truth));
  if (!std::isnan(line.verdict_score))
    html += fmt::format("<br>verdict score <b>{:.3f}</b>: {}", line.verdict_score, html_text(line.verdict));
  return html + "</figcaption></figure>\n";
}

std::string list(const std::vector<std::string>& sentences) {
  std::string html = "<ul>\n";
  for (const std::string& sentence : sentences) html += fmt::format("<li>{}</li>\n", html_text(sentence));
  return html + "</ul>\n";
}

Value line_json(const IndexLine& line) {
  const bool drawn = line.trouble.empty();
  return Value(Value::Map{{"file", Value(line.file)},
                          {"overlay", text_or_null(line.overlay)},
                          {"predicted", text_or_null(line.predicted)},
                          {"probability", drawn ? Value(line.probability) : Value()},
                          {"true", text_or_null(line.truth)},
                          {"verdict_score", std::isnan(line.verdict_score) ? Value() : Value(line.verdict_score)},
                          {"verdict", text_or_null(line.verdict)},
                          {"trouble", text_or_null(line.trouble)}});
}

}  // namespace

std::size_t ExplainIndex::damaged() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(lines, [](const IndexLine& line) { return !line.trouble.empty(); }));
}

std::string index_csv(const ExplainIndex& index) {
  std::string csv = "file,overlay,predicted,probability,true,verdict_score,verdict,trouble\n";
  for (const IndexLine& line : index.lines) {
    csv +=
        fmt::format("{},{},{},{},{},{},{},{}\n", csv_text(line.file), csv_text(line.overlay), csv_text(line.predicted),
                    line.trouble.empty() ? number(line.probability) : std::string(), csv_text(line.truth),
                    number(line.verdict_score), csv_text(line.verdict), csv_text(line.trouble));
  }
  return csv;
}

std::string index_html(const ExplainIndex& index) {
  const std::size_t damaged = index.damaged();
  std::string html = fmt::format(kHead, html_text(index.subject));
  html += fmt::format(
      "<p class=\"faint\">{}<br>{}<br>{} pictures, as <a href=\"index.csv\">a table</a>; {} could not "
      "be read.</p>\n<div class=\"cards\">\n",
      html_text(index.model), html_text(index.making), index.lines.size(), damaged);
  std::vector<std::string> troubles;
  for (const IndexLine& line : index.lines) {
    if (line.trouble.empty())
      html += card(line);
    else
      troubles.push_back(line.trouble);
  }
  html += "</div>\n";
  if (!troubles.empty()) html += "<h2>Could not be read</h2>\n" + list(troubles);
  if (!index.notes.empty()) html += "<h2>Notes</h2>\n" + list(index.notes);
  return html + "</body>\n</html>\n";
}

Value index_json(const ExplainIndex& index, const std::string& out) {
  return Value(Value::Map{{"model", Value(index.model)},
                          {"making", Value(index.making)},
                          {"subject", Value(index.subject)},
                          {"pictures", json_list(index.lines, line_json)},
                          {"damaged", json_value(index.damaged())},
                          {"notes", json_value(index.notes)},
                          {"out", Value(out)}});
}

}  // namespace xil
