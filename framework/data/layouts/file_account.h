#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/source_params.h"
#include "framework/data/layouts/layouts.h"

namespace xil {

/// Why a file below the root is not used, in the order of a report. The first four are probably mistakes.
enum class Unused {
  Mask,
  Deeper,
  Elsewhere,
  Format,
  NowhereLink,
  Unlisted,
  Type,
  OkMask,
  Name,
  Hidden,
  LinkedFolder,
  Unreadable,
  Special,
  Other
};
template <>
struct EnumNames<Unused> {
  static constexpr std::array<std::string_view, 14> names = {
      "mask",    "deeper", "elsewhere", "format",        "nowhere_link", "unlisted", "type",
      "ok_mask", "name",   "hidden",    "linked_folder", "unreadable",   "special",  "other"};
};
/// What such files are, in the plural: "pictures in deeper folders".
std::string_view meaning(Unused reason);
/// Does it look like a mistake?
bool is_suspicious(Unused reason);

/// Files that are not used for one reason.
struct UnusedFiles {
  Unused reason = Unused::Other;
  std::string remedy;              ///< what mends it, with an example; empty: nothing is wrong
  std::vector<std::string> paths;  ///< relative to the root, ascending; folders that are not entered end in "/"
};

/// What becomes of every file below the root of a set.
struct FileAccount {
  std::size_t pictures = 0, masks = 0, confounder_masks = 0;  ///< files that are used
  std::string table;                                          ///< that lists them; empty: none
  std::vector<UnusedFiles> unused;                            ///< by reason
  bool complete = true;  ///< false: there are more than kMostFiles, and the others were not looked at
  static constexpr std::size_t kMostFiles = 1'000'000;
};

/// `listing`: what the layout made of the root. Reads names, the first bytes of files whose names say nothing, and
/// masks that no picture with a defect claims. Hidden folders and linked folders without a used file are not entered.
FileAccount account_for_files(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing);

/// One sentence with all numbers, and names of the first unused files.
std::string account_sentence(const FileAccount& account);
/// One sentence per reason that looks like a mistake, with what mends it.
std::vector<std::string> warnings_of(const FileAccount& account);
std::string warning_of(const UnusedFiles& files);

/// "a.png, b.png and 5 more"
std::string some_of(const std::vector<std::string>& paths, std::size_t most = 5);

}  // namespace xil
