#include "framework/data/check/set_check.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/files/dataset_root.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/mask_check.h"
#include "framework/data/sources/source_reader.h"
#include "framework/data/splits/near_duplicates.h"
#include "framework/data/splits/split_plan.h"

namespace xil {
namespace {

/// Collects the findings of one set.
class Checker {
 public:
  Checker(const ComponentSpec& spec, const CheckOptions& options)
      : spec_(spec),
        options_(options),
        params_(*image_set_params(spec)),
        root_(find_root(spec)),
        listing_(list_items(root_, spec)),
        reading_(read_items(spec, root_, listing_)) {
    for (const ListedItem& item : listing_.items) listed_.emplace(item.path, &item);
  }

  SetCheck check() {
    check_.dataset = spec_.name;
    check_.root = root_.path().string();
    check_.items = listing_.items.size();
    check_.readable = check_.items - reading_.damages.size();
    check_.used = reading_.set.items.size();
    check_.near_similarity = image_set_params(spec_)->near_similarity;
    check_.split = *image_set_params(spec_);
    check_.split_seed = options_.split_seed;
    count_classes();
    add_damages();
    try_split();
    if (const std::string tiles = tiles_sentence(reading_.tiles, params_.tiles); !tiles.empty())
      check_.notes.push_back(tiles);
    add_identical();
    add_near();
    add_masks();
    add_remarks();
    add_unused();
    sort_findings();
    check_.regions = region_sizes(root_, listing_, reading_.set, params_, options_.grid);
    measure_copies();
    return std::move(check_);
  }

 private:
  CheckedItem checked(const ListedItem& item) const {
    const std::string label = item.label ? listing_.class_names.at(static_cast<std::size_t>(*item.label)) : "";
    return {item.path, item.mask, label, item.type, item.split};
  }
  CheckedItem checked(const SourceItem& item) const {
    CheckedItem result = checked(*listed_.at(item.picture()));
    result.path = item.path;
    result.type = item.type;
    result.label =
        // comes from the mask if the set gives no other label
        listing_.class_names.at(static_cast<std::size_t>(item.label));
    return result;
  }

  void add(Oddity oddity, Severity severity, std::vector<CheckedItem> items, std::optional<double> similarity = {},
           std::string reason = {}) {
    std::ranges::sort(items, {}, &CheckedItem::path);
    check_.findings.push_back({oddity, severity, std::move(items), similarity, std::move(reason)});
  }

  void count_classes() {
    std::map<std::pair<int, std::string>, ClassCount> counts;
    for (std::size_t label = 0; label < listing_.class_names.size(); ++label) {
      counts[{static_cast<int>(label), ""}].label =
          listing_.class_names[label];  // a class without items is reported as well
    }
    for (const SourceItem& item : reading_.set.items) {
      ClassCount& count = counts[{item.label, item.type}];
      count.label = listing_.class_names.at(static_cast<std::size_t>(item.label));
      count.type = item.type;
      if (item.defect) ++check_.with_mask;
      if (!item.split) {
        ++count.ungiven;
      } else {
        ++(*item.split == Split::Pool ? count.pool : *item.split == Split::Test ? count.test : count.validation);
      }
    }
    std::map<int, std::size_t> types;
    for (const auto& [key, count] : counts) ++types[key.first];
    for (auto& [key, count] : counts) {
      if (count.all() > 0 || types[key.first] == 1) check_.classes.push_back(std::move(count));
    }
  }

  /// Whether picture and mask are both readable but differ in size.
  bool sizes_differ(const ListedItem& item) const try {
    if (item.mask.empty()) return false;
    const PictureHeader picture = read_header(root_.read(item.path), item.path, params_.max_megapixels);
    const PictureHeader mask = read_header(root_.read(item.mask), item.mask, params_.max_megapixels);
    return picture.height != mask.height || picture.width != mask.width;
  } catch (const Error&) {
    return false;
  }

  void add_damages() {
    const Severity severity = params_.damaged == Damaged::Refuse ? Severity::Error : Severity::Warning;
    for (const Damage& damage : reading_.damages) {
      const ListedItem& item = *listed_.at(damage.path);
      const bool size = sizes_differ(item);
      add(size ? Oddity::MaskSize : Oddity::Damaged, severity, {checked(item)}, {}, damage.reason);
    }
  }

  /// The seed decides how a split deals the items, but not whether the split is refused.
  void try_split() try {
    const SplitPlan plan = plan_split(reading_.set, check_.split, options_.split_seed);
    check_.notes = listing_.notes;
    std::ranges::copy(plan.notes, std::back_inserter(check_.notes));
    count_dealt(plan);
  } catch (const Error& error) {
    add(Oddity::Split, Severity::Error, {}, {}, error.what());
  }

  void count_dealt(const SplitPlan& plan) {
    for (ClassCount& count : check_.classes) count.dealt.emplace();
    for (std::size_t i = 0; i < plan.of.size(); ++i) {
      const SourceItem& item = reading_.set.items[i];
      const std::string& label = listing_.class_names.at(static_cast<std::size_t>(item.label));
      const auto kind = std::ranges::find_if(
          check_.classes, [&](const ClassCount& count) { return count.label == label && count.type == item.type; });
      DealtCount& dealt = *kind->dealt;
      ++(!plan.of[i]                        ? dealt.left_out
         : *plan.of[i] == Split::Pool       ? dealt.pool
         : *plan.of[i] == Split::Validation ? dealt.validation
                                            : dealt.test);
    }
  }

  void measure_copies() {
    std::vector<std::vector<std::uint8_t>> thumbnails;
    for (const SourceItem& item : reading_.set.items) thumbnails.push_back(item.thumbnail);
    check_.copies = near_copies(thumbnails.size(), near_forest(thumbnails), check_.near_similarity);
  }

  /// All copies of one picture are one finding; if their labels differ, that is a second finding.
  void add_alike(const std::vector<const SourceItem*>& alike, double similarity) {
    std::vector<CheckedItem> items;
    std::set<int> labels;
    std::set<std::optional<Split>> splits;
    for (const SourceItem* item : alike) {
      items.push_back(checked(*item));
      labels.insert(item->label);
      splits.insert(item->split);
    }
    const bool identical = alike.front()->bytes_digest == alike.back()->bytes_digest;
    const bool across = splits.size() > 1;
    if (labels.size() > 1) add(Oddity::Contradiction, Severity::Warning, items, similarity);
    if (across) {
      add(identical ? Oddity::IdenticalAcross : Oddity::NearAcross, Severity::Leak, items, similarity);
    } else {
      add(identical ? Oddity::Identical : Oddity::Near, Severity::Info, items, similarity);
    }
  }

  void add_identical() {
    std::map<std::string, std::vector<const SourceItem*>> by_bytes;
    for (const SourceItem& item : reading_.set.items) by_bytes[item.bytes_digest].push_back(&item);
    for (const auto& [digest, alike] : by_bytes) {
      if (alike.size() > 1) add_alike(alike, 1);
    }
  }

  void add_near() {
    const auto& items = reading_.set.items;
    for (const NearPair& pair : near_pairs_of(reading_.set, check_.near_similarity)) {
      const SourceItem &first = items[pair.first], &second = items[pair.second];
      if (first.bytes_digest != second.bytes_digest && first.picture() != second.picture())
        add_alike({&first, &second}, pair.similarity);
    }
  }

  void add_masks() {
    // Two items may share a mask.
    const std::set<std::string> empty(reading_.empty_masks.begin(), reading_.empty_masks.end());
    const std::set<std::string> marking(reading_.masks_on_ok.begin(), reading_.masks_on_ok.end());
    std::set<std::string> seen;  // of a cut picture one tile is enough
    for (const SourceItem& item : reading_.set.items) {
      if (!seen.insert(item.picture()).second) continue;
      const std::string& mask = listed_.at(item.picture())->mask;
      if (item.label != listing_.ok_label && empty.contains(mask))
        add(Oddity::EmptyMask, Severity::Warning, {checked(item)});
      if (item.label == listing_.ok_label && marking.contains(mask))
        add(Oddity::MaskOnOk, Severity::Warning, {checked(item)});
    }
    for (const std::string& path : items_without_mask(reading_, listing_)) {
      add(Oddity::MissingMask, Severity::Warning, {checked(*listed_.at(path))});
    }
    for (const auto& [mask, paths] : shared_masks(listing_)) {
      std::vector<CheckedItem> items;
      for (const std::string& path : paths) items.push_back(checked(*listed_.at(path)));
      add(Oddity::SharedMask, Severity::Warning, std::move(items), {},
          fmt::format("{}: {}", mask, fmt::join(paths, "  ")));
    }
    for (const auto& [path, sentence] : masks_taken_for_pictures(listing_)) {
      add(Oddity::MaskAsPicture, Severity::Warning, {checked(*listed_.at(path))}, {}, sentence);
    }
  }

  void add_unused() {
    check_.files = account_for_files(spec_, root_, listing_);
    for (const UnusedFiles& files : check_.files.unused) {
      if (!is_suspicious(files.reason)) continue;
      std::vector<CheckedItem> items;
      for (const std::string& path : files.paths)
        items.push_back({.path = path, .mask = "", .label = "", .type = "", .split = {}});
      add(files.reason == Unused::Mask ? Oddity::UnusedMask : Oddity::UnusedPicture, Severity::Warning,
          std::move(items), {}, warning_of(files));
    }
  }

  /// Adds one finding per file, with the picture that it belongs to.
  void add_remarks() {
    std::map<std::string, const SourceItem*> item_of;
    for (const SourceItem& item : reading_.set.items) {
      const ListedItem& listed = *listed_.at(item.picture());
      for (const std::string& path : {listed.confounder_mask, listed.mask, item.path}) item_of[path] = &item;
    }
    for (const Remark& remark : reading_.remarks) {
      const auto item = item_of.find(remark.path);
      if (item == item_of.end()) continue;
      const Severity severity = remark.kind == RemarkKind::Tolerated ? Severity::Info : Severity::Warning;
      add(oddity_of(remark.kind), severity, {checked(*item->second)}, {},
          fmt::format("{}: {}", remark.path, remark.text));
    }
  }

  static Oddity oddity_of(RemarkKind kind) {
    static constexpr std::array<Oddity, 8> kOddities = {Oddity::Orientation, Oddity::FewLevels,    Oddity::MaskUnread,
                                                        Oddity::MaskPartly,  Oddity::MaskInverted, Oddity::MaskAlpha,
                                                        Oddity::Shapes,      Oddity::Tolerated};
    return kOddities[static_cast<std::size_t>(kind)];
  }

  void sort_findings() {
    std::ranges::stable_sort(check_.findings, [](const Finding& a, const Finding& b) {
      if (a.oddity != b.oddity) return a.oddity < b.oddity;
      if (a.similarity != b.similarity) return a.similarity > b.similarity;
      return std::ranges::lexicographical_compare(a.items, b.items, {}, &CheckedItem::path, &CheckedItem::path);
    });
  }

  const ComponentSpec& spec_;
  const CheckOptions& options_;
  const SourceParams params_;
  const DatasetRoot root_;
  const Listing listing_;
  const SourceReading reading_;
  std::map<std::string, const ListedItem*> listed_;
  SetCheck check_;
};

}  // namespace

SetCheck check_set(const ComponentSpec& spec, const CheckOptions& options) { return Checker(spec, options).check(); }

std::size_t count(const SetCheck& check, Oddity oddity) {
  return static_cast<std::size_t>(std::ranges::count(check.findings, oddity, &Finding::oddity));
}

std::size_t count_errors(const SetCheck& check) {
  return static_cast<std::size_t>(std::ranges::count(check.findings, Severity::Error, &Finding::severity));
}

}  // namespace xil
