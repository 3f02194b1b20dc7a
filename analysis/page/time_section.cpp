#include "analysis/page/time_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string seconds_text(double seconds) {
  if (seconds > 0 && seconds < 0.01) return "<0.01";
  return fmt::format("{:.{}f}", seconds, seconds >= 100 ? 0 : 2);
}

std::string bar_html(const TimeSplit& split, double longest) {
  std::string bar;
  double left = 0;
  for (std::size_t p = 0; p < kTimeParts.size(); ++p) {
    const double width = longest > 0 ? 100 * split.seconds[p] / longest : 0;
    bar += fmt::format("<rect class=\"time-{}\" x=\"{:.3f}%\" width=\"{:.3f}%\" height=\"14\"/>", kTimeParts[p].name,
                       left, width);
    left += width;
  }
  return fmt::format("<svg class=\"bar\" height=\"14\" aria-hidden=\"true\">{}</svg>", bar);
}

std::string heads() {
  std::string html =
      "<th scope=\"col\">strategy</th><th scope=\"col\"><span class=\"unseen\">share as bars</span></th>";
  for (const TimePart& part : kTimeParts)
    html += fmt::format("<th scope=\"col\" class=\"n\"><span class=\"swatch time-{0}\"></span>{0}, s</th>", part.name);
  return html + "<th scope=\"col\" class=\"n\">all, s</th>";
}

std::string dataset_html(const DatasetTimes& times) {
  double longest = 0;
  for (const TimeSplit& split : times.splits) longest = std::max(longest, split.total());
  std::string html = fmt::format(
      "<h3>{}</h3>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Seconds of a run on {}\"><table "
      "class=\"times\"><thead><tr>{}</tr></thead><tbody>\n",
      html_text(times.dataset), html_text(times.dataset), heads());
  for (const TimeSplit& split : times.splits) {
    html += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"bars\">{}</td>", html_text(split.strategy),
                        bar_html(split, longest));
    for (const double seconds : split.seconds)
      html += fmt::format("<td class=\"n\">{}</td>", html_text(seconds_text(seconds)));
    html += fmt::format("<td class=\"n\">{}</td></tr>\n", html_text(seconds_text(split.total())));
  }
  return html + "</tbody></table></div>\n" +
         fmt::format(
             "<p class=\"faint\">Seconds of wall clock of one run, summed over its rounds; means over {} seed{}. "
             "They hold for the machine and the load of that time. Store: writing checkpoints.</p>\n",
             times.units, times.units == 1 ? "" : "s");
}

}  // namespace

std::string time_html(std::span<const DatasetTimes> datasets) {
  std::string html;
  for (const DatasetTimes& times : datasets) {
    if (!times.splits.empty()) html += dataset_html(times);
  }
  return html.empty() ? html : "<section id=\"time\"><h2>Where the time goes</h2>\n" + html + "</section>\n";
}

}  // namespace xil
