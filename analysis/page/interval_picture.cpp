#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/page/answer_card.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

/// The axis of a picture: from the least to the greatest of all that is drawn, with a margin.
class PictureAxis {
 public:
  explicit PictureAxis(const IntervalPicture& picture) {
    if (picture.differences) see(0);
    if (picture.margin) {
      see(picture.margin->low);
      see(picture.margin->high);
    }
    for (const PictureRow& row : picture.rows) {
      for (const double value : {row.value, row.interval.low, row.interval.high}) see(value);
      std::ranges::for_each(row.dots, [this](double value) { see(value); });
    }
  }
  bool is_empty() const { return least_ > greatest_; }
  double least() const { return least_; }
  double greatest() const { return greatest_; }
  /// In percent of the picture's width.
  double place(double value) const {
    const double width = greatest_ - least_;
    return width > 0 ? 4 + 92 * (value - least_) / width : 50;
  }

 private:
  void see(double value) {
    if (!std::isfinite(value)) return;
    least_ = std::min(least_, value);
    greatest_ = std::max(greatest_, value);
  }
  double least_ = std::numeric_limits<double>::infinity(), greatest_ = -least_;
};

std::string mark(const PictureAxis& axis, const PictureRow& row) {
  std::string svg;
  for (const double value : row.dots) {
    if (std::isfinite(value))
      svg += fmt::format("<circle class=\"dot\" cx=\"{:.2f}%\" cy=\"9\" r=\"2\"/>", axis.place(value));
  }
  if (std::isfinite(row.interval.low) && std::isfinite(row.interval.high))
    svg += fmt::format("<line x1=\"{:.2f}%\" x2=\"{:.2f}%\" y1=\"9\" y2=\"9\"/>", axis.place(row.interval.low),
                       axis.place(row.interval.high));
  if (std::isfinite(row.value)) svg += fmt::format("<circle cx=\"{:.2f}%\" cy=\"9\" r=\"4\"/>", axis.place(row.value));
  return svg;
}

std::string background(const PictureAxis& axis, const IntervalPicture& picture) {
  std::string svg;
  if (picture.margin)
    svg += fmt::format("<rect class=\"margin\" x=\"{:.2f}%\" width=\"{:.2f}%\" height=\"18\"/>",
                       axis.place(picture.margin->low),
                       axis.place(picture.margin->high) - axis.place(picture.margin->low));
  if (picture.differences)
    svg += fmt::format("<line class=\"zero\" x1=\"{0:.2f}%\" x2=\"{0:.2f}%\" y1=\"0\" y2=\"18\"/>", axis.place(0));
  return svg;
}

/// A label may break after its signs.
std::string breakable(std::string_view label) {
  std::string html;
  for (const char c : html_text(label)) {
    html += c;
    if (c == '=' || c == '_') html += "<wbr>";
  }
  return html;
}

std::string row_html(const PictureAxis& axis, const IntervalPicture& picture, const PictureRow& row) {
  const std::string style = row.style ? fmt::format(" class=\"s{}\"", *row.style % 8) : std::string();
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td class=\"track\"><svg{} height=\"18\" aria-hidden=\"true\">{}{}</svg></td>"
      "<td class=\"n\">{}</td></tr>\n",
      breakable(row.label), style, background(axis, picture), mark(axis, row),
      std::isfinite(row.value) ? fmt::format("{:.3f}", row.value) : "undefined");
}

/// What stands below the rows: how many more there are, the ends of the axis, and what its sides mean.
std::string foot_html(const PictureAxis& axis, const IntervalPicture& picture, std::size_t left_out) {
  std::string html;
  if (left_out > 0) html += fmt::format("<tr class=\"more\"><td colspan=\"3\">and {} more</td></tr>\n", left_out);
  html += fmt::format("<tr class=\"ends\"><td></td><td><span>{:.3g}</span><span>{:.3g}</span></td><td></td></tr>\n",
                      axis.least(), axis.greatest());
  if (!picture.left.empty())
    html +=
        fmt::format("<tr class=\"sides\"><td colspan=\"3\"><div><span>← {}</span><span>{} →</span></div></td></tr>\n",
                    breakable(picture.left), breakable(picture.right));
  return html;
}

}  // namespace

std::string interval_picture_html(const IntervalPicture& picture) {
  constexpr std::size_t kMostRows = 8;
  const PictureAxis axis(picture);
  if (axis.is_empty()) return {};
  std::string html = "<table class=\"intervals\"><tbody>\n";
  const std::size_t rows = picture.rows.size() > kMostRows + 1 ? kMostRows : picture.rows.size();
  for (std::size_t i = 0; i < rows; ++i) html += row_html(axis, picture, picture.rows[i]);
  return html + foot_html(axis, picture, picture.rows.size() - rows) + "</tbody></table>\n";
}

}  // namespace xil
