#include "framework/data/codecs/remarks.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace xil {
namespace {

constexpr int kFewLevels = 64;         // out of 256; a 12-bit picture read as 16 bits keeps 16
constexpr std::size_t kFewValues = 4;  // a mask of classes has a few values, one with soft edges has many
constexpr int kSpike = 32;             // smaller values may come from a smoothed edge
// largest values of cameras of 8 to 16 bits
constexpr std::array<int, 5> kFullScales = {255, 1023, 4095, 16383, 65535};

/// "0, 1, 85 and 4 more"
std::string listed(const std::vector<int>& values) {
  constexpr std::size_t kMost = 6;
  const std::size_t shown = std::min(kMost, values.size());
  const auto head =
      fmt::format("{}", fmt::join(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return values.size() > shown ? fmt::format("{} and {} more", head, values.size() - shown) : head;
}

/// Which values of a mask mark under the parameters of its set, and which do not.
class MaskReading {
 public:
  MaskReading(const MaskFacts& facts, const SourceParams& params) : facts_(facts), params_(params) {
    // Near the edges of areas, JPEG produces small values.
    const int least = facts.lossy && facts.marked > 0 ? 32 : 1;
    for (const ValueCount& count : facts.values) {
      if (count.value > 0) ++above_;
      if (count.value < least || marks(count.value)) continue;
      lost_.push_back(count.value);
      lost_pixels_ += count.pixels;
      if (count.value >= kSpike) most_lost_ = std::max(most_lost_, count.pixels);
    }
  }

  /// A user who lists mask_values has seen the values: the others are meant not to mark.
  bool is_unread() const { return params_.mask_values.empty() && facts_.marked == 0 && !lost_.empty(); }
  /// Whether a large part of the drawn pixels is not marked.
  bool is_partly_read() const {
    if (!params_.mask_values.empty() || facts_.marked == 0 || lost_.empty()) return false;
    // The soft edge of a smoothed mask has many values of few pixels each; it does not matter that half of it is not
    // marked.
    const bool classes = above_ <= kFewValues || (5 * most_lost_ >= facts_.marked && most_lost_ >= 16);
    return classes || lost_pixels_ >= 2 * facts_.marked;
  }
  /// Whether the marked pixels are probably the background: then they go all around the picture. A defect may cover
  /// half of the picture, as patches on steel do.
  bool is_inverted() const {
    return share() > 0.9 || (facts_.border >= 0.6 && share() > 0.5) || (facts_.border >= 0.95 && share() > 0.25);
  }
  bool is_full() const { return facts_.all > 0 && facts_.marked == facts_.all; }

  std::string unread() const {
    return fmt::format("its largest value is {}, below {}, so that nothing is marked", lost_.back(), rule());
  }
  std::string partly_read() const {
    return fmt::format("its values {} lie below {}: {} of {} pixels that are not 0 are not marked", listed(lost_),
                       rule(), lost_pixels_, lost_pixels_ + facts_.marked);
  }
  std::string inverted() const {
    if (is_full() && facts_.colours.size() > 1) return coloured();
    return fmt::format("it marks {:.0f} % of the picture{}: if it is inverted, {}", 100 * share(),
                       facts_.border >= 0.95 ? " and its border" : "", inverted_remedy());
  }
  /// Adds all values above 0, marked ones included.
  void add_drawn(std::set<int>& drawn) const {
    drawn.insert(lost_.begin(), lost_.end());
    for (const ValueCount& count : facts_.values) {
      if (count.value > 0 && marks(count.value)) drawn.insert(count.value);
    }
  }

 private:
  bool marks(int value) const {
    if (!params_.mask_values.empty()) return std::ranges::count(params_.mask_values, value) > 0;
    return value >= params_.mask_threshold * (facts_.bits == 16 ? 257 : 1);
  }
  double share() const {
    return facts_.all == 0 ? 0 : static_cast<double>(facts_.marked) / static_cast<double>(facts_.all);
  }
  std::string rule() const {
    return facts_.bits == 16 ? fmt::format("mask_threshold {} (x 257 in 16 bits)", params_.mask_threshold)
                             : fmt::format("mask_threshold {}", params_.mask_threshold);
  }
  /// Of a mask with a colour for the background too: a threshold cannot tell its classes apart.
  std::string coloured() const {
    std::vector<std::string> colours;
    for (const int colour : facts_.colours) colours.push_back(fmt::format("#{:06x}", colour));
    return fmt::format(
        "all of it is marked: its classes are colours ({}), of which only the brightest of red, green and blue counts: "
        "save it in grey with one value per class, and name those of defects as mask_values",
        fmt::join(colours, ", "));
  }
  std::string inverted_remedy() const {
    if (!params_.mask_values.empty()) return "mask_values lists the background: list the others";
    return facts_.lossy ? "invert the file" : "mask_values: [0]";
  }

  const MaskFacts& facts_;
  const SourceParams& params_;
  std::vector<int> lost_;  // values above 0 that do not mark
  std::size_t lost_pixels_ = 0, most_lost_ = 0, above_ = 0;
};

/// The parameter under which all drawn pixels are marked: the list of values if they are few and exact, else a
/// threshold.
std::string remedy(const std::set<int>& drawn, bool exact, bool deep) {
  if (drawn.empty()) return "mask_values";
  if (drawn.size() <= kFewValues && exact) return fmt::format("mask_values: [{}]", fmt::join(drawn, ", "));
  const int threshold = *drawn.begin() / (deep ? 257 : 1);
  return threshold < 1 ? "mask_values" : fmt::format("mask_threshold: {}", threshold);
}

constexpr std::string_view kFlat = "its colours are all one while its alpha channel is not: mask_channel=alpha?";

bool lies_in_alpha(const MaskFacts& facts, const SourceParams& params) {
  return facts.flat_colours && params.mask_channel == MaskChannel::Colours;
}

/// Remarks on the values of a set's 16-bit pictures that are lost by range16.
void remark_levels(const std::vector<std::pair<std::string, ValueRange>>& deep, const SourceParams& params,
                   std::vector<Remark>& remarks) {
  int low = 65535, high = 0;
  for (const auto& [path, range] : deep) {
    low = std::min(low, range.low);
    high = std::max(high, range.high);
  }
  const int full = *std::ranges::lower_bound(kFullScales, high);
  // If the full scale of such a camera is in use already, only the range of the values themselves spreads them further.
  const bool own = params.range16[0] == 0 && params.range16[1] <= full;
  const std::vector<std::int64_t> better = {own ? low : 0, own ? high : full};
  const std::string mend = better == params.range16
                               ? fmt::format("no range16 suits them and the set's values of up to {}", high)
                               : fmt::format("range16=[{}, {}]?", better[0], better[1]);
  for (const auto& [path, range] : deep) {
    if (range.levels < kFewLevels && 2 * range.levels <= range.values) {  // rounding alone merges some values
      remarks.push_back({RemarkKind::FewLevels, path,
                         fmt::format("its {} values from {} to {} in 16 bits become {} grey levels: {}", range.values,
                                     range.low, range.high, range.levels, mend)});
    } else if (range.outside > 0.5) {
      remarks.push_back(
          {RemarkKind::FewLevels, path,
           fmt::format("{:.0f} % of its values, from {} to {} in 16 bits, lie outside of range16=[{}, {}]",
                       100 * range.outside, range.low, range.high, params.range16[0], params.range16[1])});
    }
  }
}

}  // namespace

void Remarks::add_file(const std::string& path, const FileFacts& facts, bool has_mask) {
  for (const std::string& note : facts.notes) plain_.push_back({RemarkKind::Tolerated, path, note});
  if (facts.orientation == 1 || params_.orientation == Orientation::Exif) return;
  plain_.push_back(
      {RemarkKind::Orientation, path,
       fmt::format("its EXIF orientation is {}, and it is used as it is stored{}: orientation=exif turns it",
                   facts.orientation, has_mask ? ", beside a mask that may be upright" : "")});
}

void Remarks::add_picture(const std::string& path, const PictureFacts& facts, bool has_mask) {
  add_file(path, facts, has_mask);
  if (facts.range) deep_.emplace_back(path, *facts.range);
}

void Remarks::add_mask(const std::string& path, const MaskFacts& facts) {
  add_file(path, facts, false);
  masks_.emplace_back(path, facts);
}

void Remarks::add_shapes(const std::string& path, std::size_t cut, std::size_t nothing) {
  if (cut > 0) {
    plain_.push_back({RemarkKind::Shapes, path, fmt::format("{} of its shapes reach out of it and are cut", cut)});
  }
  if (nothing > 0) {
    plain_.push_back(
        {RemarkKind::Shapes, path, fmt::format("{} of its shapes enclose nothing and are passed over", nothing)});
  }
}

std::vector<Remark> Remarks::all() const {
  std::vector<Remark> remarks = plain_;
  if (!deep_.empty()) remark_levels(deep_, params_, remarks);
  std::set<int> drawn;
  bool exact = true, deep = false, any_marked = false;
  for (const auto& [path, facts] : masks_) {
    any_marked = any_marked || facts.marked > 0;
    MaskReading(facts, params_).add_drawn(drawn);
    exact = exact && !facts.lossy;
    deep = deep || facts.bits == 16;
  }
  if (!params_.mask_values.empty() && !masks_.empty() && !any_marked) {
    remarks.push_back({RemarkKind::MaskUnread, masks_.front().first,
                       fmt::format("neither this nor any other mask holds a value of mask_values=[{}]; they hold {}",
                                   fmt::join(params_.mask_values, ", "),
                                   drawn.empty() ? "0" : listed({drawn.begin(), drawn.end()}))});
  }
  for (const auto& [path, facts] : masks_) {
    const MaskReading reading(facts, params_);
    if (lies_in_alpha(facts, params_)) {
      remarks.push_back({RemarkKind::MaskAlpha, path, std::string(kFlat)});
      continue;
    }
    const auto advised = [&](const std::string& text) {
      return fmt::format("{}: {}?", text, remedy(drawn, exact, deep));
    };
    if (reading.is_unread()) remarks.push_back({RemarkKind::MaskUnread, path, advised(reading.unread())});
    if (reading.is_partly_read()) remarks.push_back({RemarkKind::MaskPartly, path, advised(reading.partly_read())});
    if (reading.is_inverted()) remarks.push_back({RemarkKind::MaskInverted, path, reading.inverted()});
  }
  return remarks;
}

std::string shown_orientations(const FileFacts& picture, const FileFacts& mask) {
  if (picture.orientation == 1 && mask.orientation == 1) return "";
  return fmt::format(" (EXIF orientation {}, of the mask {})", picture.orientation, mask.orientation);
}

std::optional<std::string> doubt_of_label(const MaskFacts& facts, const SourceParams& params) {
  const MaskReading reading(facts, params);
  if (lies_in_alpha(facts, params)) return std::string(kFlat);
  if (reading.is_full()) return reading.inverted();
  if (!reading.is_unread()) return std::nullopt;
  std::set<int> drawn;
  reading.add_drawn(drawn);
  return fmt::format("{}: {}?", reading.unread(), remedy(drawn, !facts.lossy, facts.bits == 16));
}

}  // namespace xil
