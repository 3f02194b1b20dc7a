#include "framework/data/sources/source_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/data/annotations/drawn_region.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/files/dataset_root.h"
#include "framework/data/files/file_tree.h"
#include "framework/data/layouts/file_account.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/item_parts.h"
#include "framework/data/sources/mask_check.h"

namespace xil {
namespace {

/// Reads one listed item after the other.
class Reader {
 public:
  Reader(const DatasetRoot& root, const SourceParams& params, SourceReading& reading)
      : root_(root), params_(params), reading_(reading), remarks_(params) {}

  /// Nothing if the item is damaged, or check(item) throws.
  std::optional<WholeItem> read(const ListedItem& listed, const std::function<void(const WholeItem&)>& check) try {
    WholeItem whole = whole_item(listed);
    check(whole);
    return whole;
  } catch (const Error& error) {
    reading_.damages.push_back({listed.path, error.what()});
    return std::nullopt;
  }

  /// Completes the reading after the last item.
  void finish() { reading_.remarks = remarks_.all(); }

 private:
  /// A picture and its regions at their own resolution.
  WholeItem whole_item(const ListedItem& listed) {
    require(listed.fault.empty(), "{}", listed.fault);
    WholeItem whole{.listed = listed};
    const auto bytes = root_.read(listed.path);
    whole.bytes_digest = Digest().add(std::span(bytes)).hex();
    InspectedPicture picture = inspect_picture(bytes, listed.path, params_);
    const bool drawn = !listed.annotation.empty();
    whole.marked =
        drawn ? read_shapes(listed, listed.drawn.defect, picture) : read_mask(listed.mask, picture, !listed.label);
    whole.doubt = std::exchange(doubt_, {});
    whole.label = listed.label.value_or(whole.marked ? kDefectLabel : kOkLabel);
    note_mask(listed, whole.label, whole.marked.has_value());
    whole.confounder = drawn ? read_shapes(listed, listed.drawn.confounder, picture)
                             : read_mask(listed.confounder_mask, picture, false);
    remarks_.add_picture(listed.path, picture.facts, !listed.mask.empty());
    whole.image = std::move(picture.image);
    return whole;
  }

  /// The marked pixels; std::nullopt if there is no mask or it marks nothing.
  std::optional<Region> read_mask(const std::string& path, const InspectedPicture& picture, bool gives_label) {
    if (path.empty()) return std::nullopt;
    InspectedMask mask = inspect_mask(root_.read(path), path, params_);
    require_same_size(path, mask, picture);
    if (const auto doubt = gives_label ? doubt_of_label(mask.facts, params_) : std::nullopt) {
      fail("{}: whether the picture is ok hangs on the mask, and {}", path, *doubt);
    }
    remarks_.add_mask(path, mask.facts);
    if (mask.facts.marked == 0) {
      doubt_ = doubt_of_label(mask.facts, params_).value_or("");
      return std::nullopt;
    }
    return std::move(mask.region);
  }

  /// The pixels that shapes mark; std::nullopt if they mark none.
  std::optional<Region> read_shapes(const ListedItem& listed, const std::vector<Shape>& shapes,
                                    const InspectedPicture& picture) {
    if (shapes.empty()) return std::nullopt;
    FillCounts counts;
    Region region = region_of_shapes(shapes, listed.drawn, picture, params_, listed.annotation, counts);
    remarks_.add_shapes(listed.path, counts.cut, counts.nothing);
    if (counts.marked == 0) return std::nullopt;
    return region;
  }

  void require_same_size(const std::string& path, const InspectedMask& mask, const InspectedPicture& picture) const {
    const Region& region = mask.region;
    const Image& image = picture.image;
    const bool turned = region.height == image.width && region.width == image.height &&
                        swaps_sides(picture.facts.orientation) != swaps_sides(mask.facts.orientation);
    const std::string_view mend = !turned ? "make them the same size"
                                  : params_.orientation == Orientation::Raw
                                      ? "orientation=exif turns them as their EXIF orientation says"
                                      : "orientation=raw leaves them as they are stored";
    require(region.height == image.height && region.width == image.width,
            "{}: the mask is {} x {} pixels, its picture {} x {}{}: {}, or leave the item out with damaged: skip", path,
            region.height, region.width, image.height, image.width, shown_orientations(picture.facts, mask.facts),
            mend);
  }

  void note_mask(const ListedItem& listed, int label, bool marks) const {
    if (listed.mask.empty()) return;
    if (label == reading_.set.ok_label && marks) reading_.masks_on_ok.push_back(listed.mask);
    if (label != reading_.set.ok_label && !marks) reading_.empty_masks.push_back(listed.mask);
  }

  const DatasetRoot& root_;
  const SourceParams& params_;
  SourceReading& reading_;
  Remarks remarks_;
  std::string doubt_;  ///< of the last mask that marks nothing
};

void note_oddities(const SourceReading& reading, const Listing& listing, SourceSet& set) {
  const auto note = [&set](const std::vector<std::string>& paths, std::string_view what) {
    if (!paths.empty()) set.notes.push_back(fmt::format("{} {}: {}", paths.size(), what, some_of(paths)));
  };
  note(reading.empty_masks, "defective items have an empty mask and count as items without a region");
  note(reading.masks_on_ok, "ok items have a mask that marks something; it is not used");
  note(items_without_mask(reading, listing),
       "defective items have no mask, which others have, and count as items without a region");
  if (const auto shared = shared_masks(listing); !shared.empty()) {
    set.notes.push_back(fmt::format("{} masks belong to several pictures each: {} to {}", shared.size(),
                                    shared.front().first, some_of(shared.front().second)));
  }
  const auto masks = masks_taken_for_pictures(listing);
  if (masks.empty()) return;
  set.notes.push_back(fmt::format("{} pictures look like masks; {}", masks.size(), masks.front().second));
}

void note_files(const FileAccount& account, SourceSet& set) {
  set.notes.push_back(account_sentence(account));
  for (std::string& warning : warnings_of(account)) set.notes.push_back(std::move(warning));
}

constexpr std::array<std::string_view, 8> kRemarkNotes = {"files have an EXIF orientation",
                                                          "16-bit pictures lose grey levels",
                                                          "masks mark nothing of what they hold",
                                                          "masks mark a part of what they hold",
                                                          "masks mark most of their picture",
                                                          "masks may lie in their alpha channel",
                                                          "pictures have shapes that mark less than was drawn",
                                                          "files hold bytes that no pixel needs"};

/// Adds one sentence per kind, with the first file's remark and the names of the other files.
void note_remarks(const std::vector<Remark>& remarks, SourceSet& set) {
  for (std::size_t kind = 0; kind < kRemarkNotes.size(); ++kind) {
    std::vector<std::string> paths;
    const Remark* first = nullptr;
    for (const Remark& remark : remarks) {
      if (remark.kind != static_cast<RemarkKind>(kind)) continue;
      if (first == nullptr) first = &remark;
      paths.push_back(remark.path);
    }
    if (first == nullptr) continue;
    set.notes.push_back(
        fmt::format("{} {} ({}): {}: {}", paths.size(), kRemarkNotes[kind], some_of(paths), first->path, first->text));
  }
}

/// Refuses the set because of damaged items, or notes which are left out, as `damaged` says.
void settle_damages(const SourceReading& reading, const ComponentSpec& spec, Damaged damaged, SourceSet& set) {
  const auto& damages = reading.damages;
  if (damages.empty()) return;
  const std::string others =
      damages.size() > 1 ? fmt::format(" ({} more are damaged: xil data check lists them)", damages.size() - 1) : "";
  require(damaged == Damaged::Skip, "dataset '{}': {}{}", spec.name, damages.front().reason, others);
  std::vector<std::string> paths;
  for (const Damage& damage : damages) paths.push_back(damage.path);
  set.notes.push_back(fmt::format("{} damaged items are left out: {}", damages.size(), some_of(paths)));
}

/// Refuses a set with masks that hold something, but of which none marks a pixel: all regions would be lost.
void require_marks(const SourceReading& reading, const ComponentSpec& spec) {
  const auto has_region = [](const SourceItem& item) { return item.defect || item.confounder; };
  if (std::ranges::any_of(reading.set.items, has_region)) return;
  const auto unread = std::ranges::find(reading.remarks, RemarkKind::MaskUnread, &Remark::kind);
  require(unread == reading.remarks.end(), "dataset '{}': no mask of the set marks a pixel; {}: {}", spec.name,
          unread->path, unread->text);
}

}  // namespace

SourceReading read_items(const ComponentSpec& spec) {
  const DatasetRoot root = find_root(spec);
  return read_items(spec, root, list_items(root, spec));
}

SourceReading read_items(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing) {
  const SourceParams params = *image_set_params(spec);
  std::vector<SourceItem> items;
  SourceReading reading =
      read_parts(spec, root, listing, [&](const ItemPart& part) { items.push_back(scaled_item(part, params)); });
  std::ranges::sort(items, {}, &SourceItem::path);
  reading.set.items = std::move(items);
  return reading;
}

SourceReading read_parts(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing,
                         const PictureCutter::Sink& take) {
  const SourceParams params = *image_set_params(spec);
  SourceReading reading;
  SourceSet& set = reading.set;
  set.name = spec.name;
  set.class_names = listing.class_names;
  set.ok_label = listing.ok_label;
  set.channels = params.channels == Channels::Grey ? 1 : 3;
  set.height = params.height();
  set.width = params.width();
  Reader reader(root, params, reading);
  PictureCutter cutter(params.tiles, listing.ok_label);
  const auto check = [&cutter](const WholeItem& whole) { cutter.check(whole); };
  for (const ListedItem& listed : listing.items) {
    if (const auto whole = reader.read(listed, check)) cutter.cut_up(*whole, take);
  }
  reader.finish();
  reading.tiles = cutter.counts();
  return reading;
}

std::shared_ptr<const SourceSet> read_source(const ComponentSpec& spec) {
  const DatasetRoot root = find_root(spec);
  const Listing listing = list_items(root, spec);
  SourceReading reading = read_items(spec, root, listing);
  auto set = std::make_shared<SourceSet>(std::move(reading.set));
  settle_damages(reading, spec, image_set_params(spec)->damaged, *set);
  for (const std::string& note : listing.notes) set->notes.push_back(note);
  require_marks(reading, spec);
  if (const std::string tiles = tiles_sentence(reading.tiles, image_set_params(spec)->tiles); !tiles.empty())
    set->notes.push_back(tiles);
  note_oddities(reading, listing, *set);
  note_remarks(reading.remarks, *set);
  note_files(account_for_files(spec, root, listing), *set);
  set->digest = digest_of(*set);
  return set;
}

std::string source_stamp(const ComponentSpec& spec) {
  const DatasetRoot root = find_root(spec);
  Digest digest;
  digest.add(root.path().string());
  const Listing listing = list_items(root, spec);
  for (const std::string& file : listing.more_files) digest.add(fmt::format("{} {}\n", file, root.stamp(file)));
  for (const ListedItem& item : listing.items) {
    for (const std::string& path : {item.path, item.mask, item.confounder_mask, item.annotation}) {
      if (!path.empty()) digest.add(fmt::format("{} {}\n", path, root.has_file(path) ? root.stamp(path) : "missing"));
    }
    digest.add(fmt::format("{} {} {} {}\n", item.label.value_or(-1), item.type, item.group,
                           item.split ? static_cast<int>(*item.split) : -1));
  }
  std::set<std::string> names;  // names of the files that the notes mention
  walk_tree(root, {}, FileAccount::kMostFiles, [&](const TreeEntry& entry) { names.insert(entry.path); });
  for (const std::string& name : names) digest.add(name + "\n");
  return digest.hex();
}

}  // namespace xil
