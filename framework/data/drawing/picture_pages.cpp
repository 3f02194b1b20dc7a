#include "framework/data/drawing/picture_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "framework/core/base/error.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/drawing/canvas.h"
#include "framework/data/drawing/letters.h"
#include "framework/data/drawing/outline.h"
#include "framework/data/drawing/overlay.h"
#include "framework/data/drawing/page_rows.h"

namespace xil {
namespace {

// Sizes in pixels.
constexpr int kWidth = 1600, kMargin = 36, kText = 13, kLine = 18, kFoot = 26;
constexpr int kTitleText = 28, kTitleLine = 44, kHeadingText = 16, kHeadingLine = 34;
constexpr int kRowGap = 14, kLegendLine = 26;

const cv::Scalar kInk(20, 20, 20), kPaper(255, 255, 255), kFaint(105, 105, 105), kUnreadable(190, 190, 190),
    kRule(205, 205, 205);

cv::Scalar scalar(const std::array<std::uint8_t, 3>& colour) { return cv::Scalar(colour[0], colour[1], colour[2]); }

/// A part of a page that is as wide as the page.
struct Strip {
  int height = 0;
  std::size_t section = 0;
  bool heads = false;  ///< it stays with the strip below
  std::function<void(cv::Mat3b& page, int top)> draw;
};

double aspect_of(const PagePicture& picture) {
  return picture.image.size() == 0 ? 1 : static_cast<double>(picture.image.width) / picture.image.height;
}

class Pages {
 public:
  Pages(const PictureBook& book, int most_height) : book_(book), most_height_(most_height) {}

  std::vector<Image> drawn() {
    for (std::size_t i = 0; i < book_.sections.size(); ++i) add_section(i);
    const auto pages = broken();
    std::vector<Image> images;
    for (std::size_t i = 0; i < pages.size(); ++i) images.push_back(page(pages[i], i + 1, pages.size()));
    return images;
  }

 private:
  using StripList = std::vector<const Strip*>;

  int head_height() const {
    return kMargin + kTitleLine + kLine * static_cast<int>(book_.details.size()) + (legend_needed() ? kLegendLine : 0);
  }

  bool marks(std::optional<Region> PagePicture::*region) const {
    for (const PageSection& section : book_.sections) {
      for (const PageBlock& block : section.blocks) {
        if (std::ranges::any_of(block.pictures, [&](const PagePicture& p) { return (p.*region).has_value(); }))
          return true;
      }
    }
    return false;
  }
  bool legend_needed() const { return marks(&PagePicture::region) || marks(&PagePicture::confounder); }

  void add_section(std::size_t index) {
    const PageSection& section = book_.sections[index];
    strips_.push_back({kHeadingLine, index, !section.blocks.empty(),
                       [&](cv::Mat3b& page, int top) { draw_heading(page, top, section, ""); }});
    std::vector<BlockAspects> aspects;
    for (const PageBlock& block : section.blocks) {
      BlockAspects& of_block = aspects.emplace_back();
      for (const PagePicture& picture : block.pictures) of_block.push_back(aspect_of(picture));
    }
    for (const PageRow& row : page_rows(aspects, kWidth - 2 * kMargin)) {
      strips_.push_back({row_height(section, row), index, false,
                         [this, &section, row](cv::Mat3b& page, int top) { draw_row(page, top, section, row); }});
    }
  }

  /// The strips of each page; a section that goes on begins its next page without a heading of its own.
  std::vector<StripList> broken() const {
    std::vector<StripList> pages(1);
    int height = head_height() + kFoot;
    for (std::size_t i = 0; i < strips_.size();) {
      std::size_t end = i;  // a heading and what it stays with
      int together = 0;
      do together += strips_[end].height;
      while (strips_[end++].heads && end < strips_.size());
      if (most_height_ > 0 && !pages.back().empty() && height + together > most_height_) {
        pages.emplace_back();
        height = head_height() + kFoot + kHeadingLine;
      }
      for (height += together; i < end; ++i) pages.back().push_back(&strips_[i]);
    }
    return pages;
  }

  Image page(const StripList& strips, std::size_t number, std::size_t count) const {
    const bool goes_on =
        number > 1 && !strips.empty() && !strips.front()->heads && strips.front()->height != kHeadingLine;
    int height = head_height() + (goes_on ? kHeadingLine : 0) + kFoot;
    for (const Strip* strip : strips) height += strip->height;
    cv::Mat3b canvas(height, kWidth);
    canvas.setTo(kPaper);
    draw_head(canvas, count > 1 ? fmt::format("page {} of {}", number, count) : "");
    int top = head_height();
    if (goes_on) {
      draw_heading(canvas, top, book_.sections[strips.front()->section], " (continued)");
      top += kHeadingLine;
    }
    for (const Strip* strip : strips) {
      strip->draw(canvas, top);
      top += strip->height;
    }
    return image_of(canvas);
  }

  void draw_head(cv::Mat3b& canvas, const std::string& number) const {
    const int room = kWidth - 2 * kMargin - 160;
    bold_.write(canvas, bold_.shortened(book_.title, kTitleText, room), {kMargin, kMargin + 24}, kTitleText, kInk);
    letters_.write(canvas, number, {kWidth - kMargin - letters_.width(number, kText), kMargin + 24}, kText, kFaint);
    int baseline = kMargin + kTitleLine + kText - 2;
    for (const std::string& line : book_.details) {
      letters_.write(canvas, letters_.shortened(line, kText, kWidth - 2 * kMargin), {kMargin, baseline}, kText, kFaint);
      baseline += kLine;
    }
    if (legend_needed()) draw_legend(canvas, baseline + 6);
  }

  void draw_legend(cv::Mat3b& canvas, int baseline) const {
    int left = kMargin;
    const auto entry = [&](bool present, Stroke stroke, const std::string& text) {
      if (!present) return;
      cv::Mat3b swatch = canvas(cv::Rect(left, baseline - 11, 34, 14));
      swatch.setTo(cv::Scalar(150, 150, 150));
      Region inside(14, 34);
      for (int column = 6; column < 28; ++column) inside.at(6, column) = inside.at(7, column) = 1;
      draw_outline(swatch, inside, stroke, kOutlineColour);
      letters_.write(canvas, text, {left + 42, baseline}, kText, kFaint);
      left += 42 + letters_.width(text, kText) + 28;
    };
    entry(marks(&PagePicture::region), Stroke::Solid, "marked region");
    entry(marks(&PagePicture::confounder), Stroke::Dashed, "confounder");
  }

  void draw_heading(cv::Mat3b& page, int top, const PageSection& section, const std::string& tail) const {
    const int baseline = top + kHeadingLine - 12, room = kWidth - 2 * kMargin;
    const std::string heading = bold_.shortened(section.heading + tail, kHeadingText, room * 2 / 3);
    bold_.write(page, heading, {kMargin, baseline}, kHeadingText, scalar(section.ink));
    const int left = kMargin + bold_.width(heading, kHeadingText) + 14;
    letters_.write(page, letters_.shortened(section.remark, kText, kWidth - kMargin - left), {left, baseline}, kText,
                   kFaint);
  }

  static bool has_captions(const PageSection& section, const PageRow& row) {
    return std::any_of(section.blocks.begin() + static_cast<std::ptrdiff_t>(row.first),
                       section.blocks.begin() + static_cast<std::ptrdiff_t>(row.last),
                       [](const PageBlock& block) { return !block.caption.empty(); });
  }

  static int row_height(const PageSection& section, const PageRow& row) {
    std::size_t lines = 0;
    for (std::size_t i = row.first; i < row.last; ++i) {
      for (const PagePicture& picture : section.blocks[i].pictures) lines = std::max(lines, 1 + picture.details.size());
    }
    return row.height + kLine * (static_cast<int>(lines) + (has_captions(section, row) ? 1 : 0)) + kRowGap;
  }

  void draw_row(cv::Mat3b& page, int top, const PageSection& section, const PageRow& row) const {
    int left = kMargin;
    const int caption = has_captions(section, row) ? kLine : 0;
    for (std::size_t i = row.first; i < row.last; ++i) {
      const int start = left;
      for (const PagePicture& picture : section.blocks[i].pictures) {
        draw_picture(page, picture, {left, top + caption}, row.height);
        left += slot_width(aspect_of(picture), row.height) + kPictureGap;
      }
      const std::string text = letters_.shortened(section.blocks[i].caption, kText, left - start);
      letters_.write(page, text, {start, top + kText}, kText, scalar(section.ink));
      left += kBlockGap - kPictureGap;
    }
  }

  void draw_picture(cv::Mat3b& page, const PagePicture& picture, cv::Point corner, int height) const {
    const int slot = slot_width(aspect_of(picture), height);
    const int width = std::min(picture_width(aspect_of(picture), height), page.cols - corner.x);
    cv::rectangle(page, cv::Rect(corner.x - 1, corner.y - 1, width + 2, height + 2), kRule);  // light ones need it
    cv::Mat3b target = page(cv::Rect(corner.x, corner.y, width, height));
    if (picture.image.size() == 0) {
      target.setTo(kUnreadable);
      letters_.write(page, "unreadable", corner + cv::Point(10, height / 2), kText, kInk);
    } else {
      paint(picture, target);
    }
    int baseline = corner.y + height + kText + 3;
    letters_.write(page, letters_.shortened(picture.name, kText, slot), {corner.x, baseline}, kText, kInk);
    for (const std::string& line : picture.details) {
      baseline += kLine;
      letters_.write(page, letters_.shortened(line, kText - 1, slot), {corner.x, baseline}, kText - 1, kFaint);
    }
  }

  static void paint(const PagePicture& picture, cv::Mat3b& target) {
    const bool shrinks = target.rows < picture.image.height;
    cv::Mat3b painted;
    cv::resize(mat_of(picture.image), painted, target.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
    SourceParams size;
    size.size = {target.rows, target.cols};
    const auto outline = [&](const std::optional<Region>& region, Stroke stroke) {
      if (region) draw_outline(painted, scale_region(*region, size), stroke, kOutlineColour);
    };
    outline(picture.confounder, Stroke::Dashed);
    outline(picture.region, Stroke::Solid);
    painted.copyTo(target);
  }

  const PictureBook& book_;
  const int most_height_;
  const Letters letters_, bold_{Weight::Bold};
  std::vector<Strip> strips_;
};

}  // namespace

std::vector<Image> picture_pages(const PictureBook& book, int most_height) { return Pages(book, most_height).drawn(); }

}  // namespace xil
