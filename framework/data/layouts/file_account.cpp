#include "framework/data/layouts/file_account.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/files/file_finder.h"
#include "framework/data/files/file_tree.h"
#include "framework/data/files/mask_names.h"
#include "framework/data/layouts/unused_masks.h"

namespace xil {
namespace {

struct Meaning {
  Unused reason;
  std::string_view text;
};
constexpr std::array kMeanings = {
    Meaning{Unused::Mask, "masks that belong to no picture"},
    Meaning{Unused::Annotation, "annotation files that belong to no picture"},
    Meaning{Unused::Deeper, "pictures in deeper folders"},
    Meaning{Unused::Elsewhere, "pictures in folders that the layout does not have"},
    Meaning{Unused::Format, "pictures in a format that is not read"},
    Meaning{Unused::NowhereLink, "links that lead nowhere"},
    Meaning{Unused::Unlisted, "pictures that the table does not name"},
    Meaning{Unused::Type, "pictures and masks of other types"},
    Meaning{Unused::OkMask, "empty masks of ok pictures"},
    Meaning{Unused::Name, "pictures whose names the layout does not take"},
    Meaning{Unused::Hidden, "hidden files and folders"},
    Meaning{Unused::LinkedFolder, "linked folders that are not entered"},
    Meaning{Unused::Unreadable, "folders that cannot be listed"},
    Meaning{Unused::Special, "pipes, sockets and devices"},
    Meaning{Unused::Other, "files that are no pictures"},
};
static_assert(kMeanings.size() == EnumNames<Unused>::names.size());

bool begins_with_one_of(const DatasetRoot& root, const std::string& path,
                        std::span<const std::string_view> beginnings) try {
  const auto bytes = root.read_head(path, 8);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return head.starts_with(beginning); });
} catch (const Error&) {
  return false;
}

// By their first bytes, whatever their names say.
using namespace std::string_view_literals;
constexpr std::array kReadPictures = {"\xFF\xD8\xFF"sv, "\x89PNG\r\n\x1A\n"sv, "II*\0"sv, "MM\0*"sv};
constexpr std::array kOtherPictures = {"GIF8"sv};

/// Sorts what the walk meets.
class Accountant {
 public:
  Accountant(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing)
      : spec_(spec),
        params_(*image_set_params(spec)),
        layout_(layout_of(spec.name)),
        root_(root),
        listing_(listing),
        matcher_(spec, listing) {
    for (const ListedItem& item : listing.items) {
      use(item.path, account_.pictures);
      use(item.mask, account_.masks);
      use(item.confounder_mask, account_.confounder_masks);
      use(item.annotation, account_.annotations);
    }
    for (const std::string& file : listing.more_files) use(file, account_.annotations);
    for (const ListedItem& item : listing.left_out) {
      for (const std::string& path : {item.path, item.mask, item.confounder_mask, item.annotation})
        left_out_.insert(path);
    }
    account_.table = listing.table;
  }

  FileAccount account() {
    std::set<std::string, std::less<>> used;
    for (const auto& [path, counter] : used_) used.insert(path);
    used.insert(listing_.table);
    account_.complete = walk_tree(root_, used, FileAccount::kMostFiles, [&](const TreeEntry& entry) { take(entry); });
    for (auto& [key, files] : groups_) {
      std::ranges::sort(files.paths);
      account_.unused.push_back(std::move(files));
    }
    return std::move(account_);
  }

 private:
  void use(const std::string& path, std::size_t& counter) {
    if (path.empty() || !root_.has_file(path) || !used_.emplace(path, &counter).second) return;
    ++counter;
  }

  void add(Unused reason, const std::string& path, std::string key = {}, std::string remedy = {}) {
    UnusedFiles& files = groups_[{reason, std::move(key)}];
    files.reason = reason;
    if (files.paths.empty()) files.remedy = std::move(remedy);
    files.paths.push_back(path);
  }

  void take(const TreeEntry& entry) {
    switch (entry.kind) {
      case TreeEntry::Kind::File:
        return take_file(entry.path);
      case TreeEntry::Kind::Hidden:
        return add(Unused::Hidden, entry.path);
      case TreeEntry::Kind::LinkedFolder:
        return add(Unused::LinkedFolder, entry.path);
      case TreeEntry::Kind::NowhereLink:
        return add(Unused::NowhereLink, entry.path, "",
                   "fetch the files (dvc checkout, git annex get), or take them out");
      case TreeEntry::Kind::Unreadable:
        return add(Unused::Unreadable, entry.path);
      case TreeEntry::Kind::Special:
        if (!used_.contains(entry.path)) add(Unused::Special, entry.path);
        return;
    }
  }

  void take_file(const std::string& path) {
    if (used_.contains(path) || path == listing_.table) return;
    if (left_out_.contains(path)) return add(Unused::Type, path);
    if (std::ranges::find(listing_.strays, path) != listing_.strays.end()) return add(Unused::Annotation, path);
    const bool picture = is_picture_name(path), foreign = has_foreign_ending(path);
    if ((picture || foreign) && is_mask(path)) return take_mask(path);
    if (picture) return take_picture(path);
    const bool annotation = has_annotation_ending(path);
    if (!annotation && begins_with_one_of(root_, path, kReadPictures)) {
      return add(Unused::Format, path, "ending",
                 "their content is a picture's: give them its ending (.png, .jpg, .tif)");
    }
    if (foreign || (!annotation && begins_with_one_of(root_, path, kOtherPictures)))
      return add(Unused::Format, path, "", "save them as PNG");
    add(Unused::Other, path);
  }

  bool is_mask(const std::string& path) const {
    if (lies_among_masks(path) || !mask_suffix_of(path).empty()) return true;
    return layout_.is_mask_beside != nullptr && layout_.is_mask_beside(path) && is_searched(folder_of(path));
  }

  void take_mask(const std::string& path) {
    const bool of_ok = matcher_.is_of_ok(path);
    if (of_ok && is_empty_mask(path)) return add(Unused::OkMask, path);
    MaskRemedy remedy = matcher_.remedy(path);
    add(Unused::Mask, path, std::move(remedy.key), std::move(remedy.sentence));
  }

  bool is_empty_mask(const std::string& path) const try {
    return area(decode_mask(root_.read(path), path, params_)) == 0;
  } catch (const Error&) {
    return false;
  }

  void take_picture(const std::string& path) {
    if (!listing_.table.empty()) return add(Unused::Unlisted, path);
    const std::string folder = folder_of(path);
    if (is_searched(folder)) return add(Unused::Name, path);
    if (lies_below_searched(folder)) return add(Unused::Deeper, path, "", "recursive=true takes them");
    add(Unused::Elsewhere, path, "", fmt::format("{} reads {}", spec_.name, layout_.marks));
  }

  bool is_searched(const std::string& folder) const {
    return std::ranges::find(listing_.searched, folder) != listing_.searched.end();
  }
  bool lies_below_searched(const std::string& folder) const {
    return std::ranges::any_of(listing_.searched,
                               [&](const std::string& searched) { return folder.starts_with(searched + "/"); });
  }

  const ComponentSpec& spec_;
  const SourceParams params_;
  const Layout& layout_;
  const DatasetRoot& root_;
  const Listing& listing_;
  const MaskMatcher matcher_;
  std::map<std::string, std::size_t*> used_;  ///< with what counts them
  std::set<std::string> left_out_;
  std::map<std::pair<Unused, std::string>, UnusedFiles> groups_;  ///< by reason and by what mends it
  FileAccount account_;
};

}  // namespace

std::string_view meaning(Unused reason) { return std::ranges::find(kMeanings, reason, &Meaning::reason)->text; }

bool is_suspicious(Unused reason) { return reason <= Unused::NowhereLink || reason == Unused::Unreadable; }

FileAccount account_for_files(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing) {
  return Accountant(spec, root, listing).account();
}

std::string account_sentence(const FileAccount& account) {
  std::string text = fmt::format("files below the root: {} pictures, {} masks and {} confounder masks are used{}",
                                 account.pictures, account.masks, account.confounder_masks,
                                 account.table.empty() ? "" : ", and the table " + account.table);
  std::map<Unused, std::vector<std::string>> by_reason;
  for (const UnusedFiles& files : account.unused) {
    auto& paths = by_reason[files.reason];
    paths.insert(paths.end(), files.paths.begin(), files.paths.end());
  }
  if (account.annotations > 0) text += fmt::format(", and {} files of annotations", account.annotations);
  text += by_reason.empty() ? "; there are no others" : "; not used are";
  std::string_view gap = " ";
  for (const auto& [reason, paths] : by_reason) {
    text += fmt::format("{}{} {} ({})", gap, paths.size(), meaning(reason), some_of(paths, 3));
    gap = ", ";
  }
  if (!account.complete)
    text += fmt::format("; more than {} files: the others were not looked at", FileAccount::kMostFiles);
  return text;
}

std::string warning_of(const UnusedFiles& files) {
  return fmt::format("{} {}: {}{}", files.paths.size(), meaning(files.reason), some_of(files.paths),
                     files.remedy.empty() ? "" : "; " + files.remedy);
}

std::vector<std::string> warnings_of(const FileAccount& account) {
  std::vector<std::string> warnings;
  for (const UnusedFiles& files : account.unused) {
    if (is_suspicious(files.reason)) warnings.push_back(warning_of(files));
  }
  return warnings;
}

std::string some_of(const std::vector<std::string>& paths, std::size_t most) {
  const std::size_t shown = std::min(most, paths.size());
  const std::string names =
      fmt::format("{}", fmt::join(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return paths.size() > shown ? fmt::format("{} and {} more", names, paths.size() - shown) : names;
}

}  // namespace xil
