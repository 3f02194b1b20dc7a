#include "framework/data/check/contact_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/records.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/codecs/tiles.h"
#include "framework/data/drawing/canvas.h"
#include "framework/data/files/dataset_root.h"

namespace xil {
namespace {

// Sizes in pixels.
constexpr int kTile = 200, kGap = 8, kLine = 17, kTitle = 34, kColumns = 8;
constexpr int kCaptionLines = 4;  // lines below a picture: its path, and its class with its split
constexpr int kCellHeight = kLine + kTile + kCaptionLines * kLine + 2 * kGap;
constexpr std::size_t kMostAlike = 3;
constexpr double kTextSize = 0.42;

const cv::Scalar kBlack(0, 0, 0), kWhite(255, 255, 255), kUnreadable(190, 190, 190), kOutline(230, 0, 0);

cv::Scalar colour(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return {190, 0, 0};
    case Severity::Leak:
      return {190, 90, 0};
    case Severity::Warning:
      return {110, 0, 140};
    case Severity::Info:
      return {60, 60, 60};
  }
  return kBlack;
}

void outline(cv::Mat3b& tile, const Region& region) {
  cv::Mat1b mask(region.height, region.width);
  std::ranges::transform(region.values, mask.begin(), [](std::uint8_t value) { return value == 0 ? 0 : 255; });
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(mask, contours, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
  cv::drawContours(tile, contours, -1, kOutline);
}

/// Breaks a text into lines that fit a tile, after a slash if possible; only the last `most` lines are kept.
std::vector<std::string> lines_of(const std::string& text, std::size_t most) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    std::size_t length = 1;
    while (start + length < text.size() && text_width(text.substr(start, length + 1), kTextSize) <= kTile) ++length;
    const std::size_t slash = text.rfind('/', start + length - 1);
    const bool whole = start + length == text.size();
    if (!whole && slash != std::string::npos && slash >= start) length = slash - start + 1;
    lines.push_back(text.substr(start, length));
    start += length;
  }
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

/// Places one finding after the other on a growing sheet.
class Sheet {
 public:
  Sheet(const SetCheck& check, const ComponentSpec& spec)
      : root_(check.root, image_set_params(spec)->links), params_(*image_set_params(spec)) {
    params_.channels = Channels::Rgb;
    params_.size = {kTile};
    params_.fit = Fit::Letterbox;
  }

  void add(const Finding& finding) {
    std::vector<CheckedItem> tiles(finding.items.begin(),
                                   finding.items.begin() + static_cast<std::ptrdiff_t>(shown_of(finding)));
    if (finding.oddity == Oddity::MaskSize) tiles.push_back({tiles.front().mask, "", "its mask", "", std::nullopt});
    if (column_ + static_cast<int>(tiles.size()) > kColumns) start_row();
    write(caption(finding), kLine - 5, colour(finding.severity));
    for (const CheckedItem& tile : tiles) {
      add_tile(finding, tile);
      ++column_;
    }
  }

  Image under(const std::string& title) const {
    cv::Mat3b sheet(kTitle + static_cast<int>(rows_.size()) * kCellHeight, kColumns * (kTile + kGap) + kGap);
    sheet.setTo(kWhite);
    write_text(sheet, title, {kGap, kTitle - 12}, 0.6, kBlack);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      rows_[i].copyTo(
          sheet.rowRange(kTitle + static_cast<int>(i) * kCellHeight, kTitle + static_cast<int>(i + 1) * kCellHeight));
    }
    return image_of(sheet);
  }

 private:
  int left() const { return kGap + column_ * (kTile + kGap); }

  void start_row() {
    rows_.emplace_back(kCellHeight, kColumns * (kTile + kGap) + kGap);
    rows_.back().setTo(kWhite);
    column_ = 0;
  }

  static std::size_t shown_of(const Finding& finding) { return std::min(finding.items.size(), kMostAlike); }

  static std::string caption(const Finding& finding) {
    std::string text(enum_name(finding.oddity));
    std::ranges::replace(text, '_', ' ');
    if (finding.similarity && *finding.similarity < 1) text += fmt::format(" {:.4f}", *finding.similarity);
    const std::size_t more = finding.items.size() - shown_of(finding);
    if (more > 0) text += fmt::format(", {} more", more);
    return text;
  }

  void write(const std::string& text, int y, const cv::Scalar& ink) {
    write_text(rows_.back(), text, {left(), y}, kTextSize, ink);
  }

  void add_tile(const Finding& finding, const CheckedItem& item) {
    cv::Mat3b target = rows_.back()(cv::Rect(left(), kLine, kTile, kTile));
    draw(finding.oddity, item, target);
    int y = kLine + kTile + kLine - 3;
    std::string what = item.label;
    if (!item.type.empty()) what += "/" + item.type;
    if (item.split) what += fmt::format(", {}", enum_name(*item.split));
    for (const std::string& line : lines_of(what, 1)) write(line, y, kBlack);
    for (const std::string& line : lines_of(item.path, kCaptionLines - 1)) write(line, y += kLine, kBlack);
  }

  void draw(Oddity oddity, const CheckedItem& item, cv::Mat3b& target) const try {
    target.setTo(kUnreadable);
    const auto part = params_.tiles.size > 0 ? tile_path(item.path) : std::nullopt;
    const auto of_part = [&](auto whole) { return part ? cut(whole, part->tile) : whole; };
    const std::string& picture = part ? part->picture : item.path;
    cv::Mat3b tile = mat_of(scale_image(of_part(decode_picture(root_.read(picture), picture, params_)), params_));
    const bool marked = oddity == Oddity::MaskOnOk || oddity == Oddity::Contradiction;
    if (marked && !item.mask.empty()) {
      outline(tile, scale_region(of_part(decode_mask(root_.read(item.mask), item.mask, params_)), params_));
    }
    tile.copyTo(target);
  } catch (const Error&) {
    write_text(target, "unreadable", {kTile / 4, kTile / 2}, 0.6, kBlack);
  }

  const DatasetRoot root_;
  SourceParams params_;
  std::vector<cv::Mat3b> rows_;
  int column_ = kColumns;  ///< the column of the next picture; the first picture starts a row
};

}  // namespace

std::vector<std::size_t> findings_to_show(const SetCheck& check, std::size_t most) {
  std::map<Oddity, std::vector<std::size_t>> kinds;
  for (std::size_t i = 0; i < check.findings.size(); ++i) {
    if (!check.findings[i].items.empty()) kinds[check.findings[i].oddity].push_back(i);
  }
  std::vector<std::size_t> shown;
  const std::size_t share = kinds.empty() ? 0 : most / kinds.size();
  for (const auto& [oddity, places] : kinds) {
    shown.insert(shown.end(), places.begin(),
                 places.begin() + static_cast<std::ptrdiff_t>(std::min(share, places.size())));
  }
  for (const auto& [oddity, places] : kinds) {
    for (std::size_t i = share; i < places.size() && shown.size() < most; ++i) shown.push_back(places[i]);
  }
  std::ranges::sort(shown);
  return shown;
}

Image contact_sheet(const SetCheck& check, const ComponentSpec& spec, std::size_t most) {
  Sheet sheet(check, spec);
  const auto shown = findings_to_show(check, most);
  for (const std::size_t place : shown) sheet.add(check.findings[place]);
  const auto with_pictures =
      std::ranges::count_if(check.findings, [](const Finding& finding) { return !finding.items.empty(); });
  return sheet.under(fmt::format("{}: {} of {} findings", check.dataset, shown.size(), with_pictures));
}

}  // namespace xil
