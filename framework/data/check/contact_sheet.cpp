#include "framework/data/check/contact_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/records.h"
#include "framework/data/check/example_sheet.h"
#include "framework/data/check/listed_pictures.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/drawing/picture_pages.h"
#include "framework/data/files/dataset_root.h"

namespace xil {
namespace {

constexpr std::size_t kMostAlike = 3;

std::array<std::uint8_t, 3> colour(Severity severity) {
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
  return {0, 0, 0};
}

/// Makes the pictures of findings.
class Suspects {
 public:
  Suspects(const SetCheck& check, const ComponentSpec& spec)
      : root_(check.root, image_set_params(spec)->links), params_(*image_set_params(spec)) {}

  PageBlock block(const Finding& finding) const {
    PageBlock block;
    const std::size_t shown = std::min(finding.items.size(), kMostAlike);
    for (std::size_t i = 0; i < shown; ++i) block.pictures.push_back(picture(finding, finding.items[i]));
    if (finding.oddity == Oddity::MaskSize) {
      const std::string& mask = finding.items.front().mask;
      block.pictures.push_back(picture(finding, {mask, "", "its mask", "", std::nullopt}));
    }
    if (finding.similarity && *finding.similarity < 1) block.caption = fmt::format("{:.4f}", *finding.similarity);
    if (finding.items.size() > shown) {
      block.caption += fmt::format("{}{} more", block.caption.empty() ? "" : ", ", finding.items.size() - shown);
    }
    return block;
  }

 private:
  PagePicture picture(const Finding& finding, const CheckedItem& item) const {
    PagePicture picture = loaded(finding, item);
    picture.name = item.path;
    std::string what = item.label;
    if (!item.type.empty()) what += " / " + item.type;
    if (item.split) what += fmt::format(", {}", enum_name(*item.split));
    if (!what.empty()) picture.details.push_back(what);
    return picture;
  }

  /// Masks are outlined where they are what is odd.
  PagePicture loaded(const Finding& finding, const CheckedItem& item) const try {
    const bool marked = finding.oddity == Oddity::MaskOnOk || finding.oddity == Oddity::Contradiction;
    ListedItem files{.path = item.path};
    if (marked) files.mask = item.mask;
    return page_picture(read_picture(root_, files, params_));
  } catch (const Error&) {
    return {};
  }

  const DatasetRoot root_;
  const SourceParams params_;
};

/// The section for a kind of findings, still empty.
PageSection section_of(const SetCheck& check, const Finding& finding, std::ptrdiff_t shown) {
  PageSection section;
  section.heading = enum_name(finding.oddity);
  std::ranges::replace(section.heading, '_', ' ');
  section.ink = colour(finding.severity);
  section.remark = fmt::format("{}, {} of {}", enum_name(finding.severity), shown, count(check, finding.oddity));
  return section;
}

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
  const Suspects suspects(check, spec);
  const auto shown = findings_to_show(check, most);
  const auto with_pictures =
      std::ranges::count_if(check.findings, [](const Finding& finding) { return !finding.items.empty(); });
  PictureBook book{fmt::format("{}: {} of {} findings", check.dataset, shown.size(), with_pictures), {check.root}, {}};
  std::optional<Oddity> before;
  for (const std::size_t place : shown) {
    const Finding& finding = check.findings[place];
    if (before != finding.oddity) {
      const auto here = std::ranges::count_if(
          shown, [&](std::size_t other) { return check.findings[other].oddity == finding.oddity; });
      book.sections.push_back(section_of(check, finding, here));
      before = finding.oddity;
    }
    book.sections.back().blocks.push_back(suspects.block(finding));
  }
  return picture_pages(book, 0).front();
}

}  // namespace xil
