#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/source_params.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/data/check/near_copies.h"
#include "framework/data/check/region_sizes.h"
#include "framework/data/layouts/file_account.h"

namespace xil {

/// Error: a run would be refused. Leak: the set's own split has the same picture on two sides. Warning: probably a
/// mistake in the set. Info: worth knowing.
enum class Severity { Error, Leak, Warning, Info };
template <>
struct EnumNames<Severity> {
  static constexpr std::array<std::string_view, 4> names = {"error", "leak", "warning", "info"};
};

/// The oddities of a set, in the order of a report.
enum class Oddity {
  Damaged,
  MaskSize,
  Split,
  Contradiction,
  IdenticalAcross,
  NearAcross,
  Orientation,
  FewLevels,
  MaskUnread,
  MaskPartly,
  MaskInverted,
  MaskAlpha,
  Shapes,
  EmptyMask,
  MaskOnOk,
  MissingMask,
  SharedMask,
  UnusedMask,
  MaskAsPicture,
  UnusedPicture,
  Identical,
  Near,
  Tolerated
};
template <>
struct EnumNames<Oddity> {
  static constexpr std::array<std::string_view, 23> names = {
      "damaged",         "mask_size",      "split",       "contradiction", "identical_across", "near_across",
      "orientation",     "few_levels",     "mask_unread", "mask_partly",   "mask_inverted",    "mask_alpha",
      "shapes",          "empty_mask",     "mask_on_ok",  "missing_mask",  "shared_mask",      "unused_mask",
      "mask_as_picture", "unused_picture", "identical",   "near",          "tolerated"};
};

/// A picture of the set, as far as it is known.
struct CheckedItem {
  std::string path;
  std::string mask;   ///< empty: none; both paths are relative to the root
  std::string label;  ///< name of the class; empty if it is not known
  std::string type;
  std::optional<Split> split;  ///< the split that the set itself gives
};

/// One oddity with the pictures that it concerns, in ascending order of their paths: one picture; the pictures that are
/// alike; all unused files that one change would mend; or none if the split of the whole set is refused.
struct Finding {
  Oddity oddity = Oddity::Damaged;
  Severity severity = Severity::Error;
  std::vector<CheckedItem> items;
  std::optional<double> similarity;  ///< of alike pictures: correlation of the thumbnails, 1 for identical files
  std::string reason;  ///< what is wrong with a file or the split, in one sentence; empty for other oddities
};

/// The items of one class and type as a run with a split seed deals them.
struct DealtCount {
  std::size_t pool = 0, validation = 0, test = 0;
  std::size_t left_out = 0;  ///< for near copies on a later side of a given split, or by hold_out_type
};

/// The number of readable items of one class and type.
struct ClassCount {
  std::string label, type;
  std::size_t pool = 0, validation = 0, test = 0;  ///< by the split that the set gives
  std::size_t ungiven = 0;                         ///< items without a given split
  std::optional<DealtCount> dealt;                 ///< nothing where the split is refused
  std::size_t all() const { return pool + validation + test + ungiven; }
};

struct SetCheck {
  std::string dataset, root;
  std::size_t items = 0;      ///< number of listed items
  std::size_t readable = 0;   ///< number of those that can be read
  std::size_t used = 0;       ///< number of items that they give: themselves, or their tiles
  std::size_t with_mask = 0;  ///< defective items with a mask that marks something
  double near_similarity = 0;
  std::vector<ClassCount> classes;  ///< by class, then type
  std::vector<Finding> findings;    ///< by Oddity; near copies by descending similarity, else by path
  std::vector<std::string> notes;   ///< of the split: which items it leaves out
  FileAccount files;                ///< every file below the root
  SplitParams split;                ///< how the set is split
  std::uint64_t split_seed = 0;     ///< of ClassCount::dealt
  RegionSizes regions;
  NearCopies copies;
};

/// What a check measures a set by, besides the set's own parameters.
struct CheckOptions {
  int grid = 7;  ///< cells per side of the explainer's masks
  std::uint64_t split_seed = 0;
};

/// Reads every file of an image set and looks for the usual faults of real sets. Only a fault that makes the set
/// unreadable as a whole (no such folder, another layout, a wrong table) is thrown as an error.
SetCheck check_set(const ComponentSpec& spec, const CheckOptions& options = {});

/// Number of findings of a kind.
std::size_t count(const SetCheck& check, Oddity oddity);
/// Number of findings that would make a run refuse the set.
std::size_t count_errors(const SetCheck& check);

}  // namespace xil
