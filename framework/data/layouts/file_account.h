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

/// Why a file below the root is not used, in the order of a report. For those that are probably mistakes see
/// is_suspicious().
enum class Unused {
  Mask,          ///< a mask that belongs to no picture
  Annotation,    ///< an annotation file that belongs to no picture
  Deeper,        ///< a picture in a deeper folder
  Elsewhere,     ///< a picture in a folder that the layout does not have
  Format,        ///< a picture in a format that is not read
  NowhereLink,   ///< a link that leads nowhere
  Unlisted,      ///< a picture that the table does not name
  Type,          ///< a picture or mask of a type that params.types leaves out
  OkMask,        ///< an empty mask of an ok picture
  Name,          ///< a picture whose name the layout does not take
  Hidden,        ///< a hidden file or folder
  LinkedFolder,  ///< a linked folder that is not entered
  Unreadable,    ///< a folder that cannot be listed
  Special,       ///< a pipe, socket or device
  Other          ///< a file that is no picture
};
template <>
struct EnumNames<Unused> {
  static constexpr std::array<std::string_view, 15> names = {
      "mask",    "annotation", "deeper", "elsewhere",     "format",     "nowhere_link", "unlisted", "type",
      "ok_mask", "name",       "hidden", "linked_folder", "unreadable", "special",      "other"};
};
/// A plural phrase for such files: "pictures in deeper folders".
std::string_view meaning(Unused reason);
/// Whether the reason is probably a mistake.
bool is_suspicious(Unused reason);

/// Files that are not used for one reason.
struct UnusedFiles {
  Unused reason = Unused::Other;
  std::string remedy;              ///< the remedy, with an example; empty: nothing is wrong
  std::vector<std::string> paths;  ///< relative to the root, ascending; folders that are not entered end in "/"
};

/// The use of every file below the root of a set.
struct FileAccount {
  std::size_t pictures = 0, masks = 0, confounder_masks = 0;  ///< files that are used
  std::size_t annotations = 0;                                ///< files of annotations, names and splits that are used
  std::string table;                                          ///< the file that lists the items; empty: there is none
  std::vector<UnusedFiles> unused;                            ///< by reason
  bool complete = true;  ///< false: there are more than kMostFiles, and the others were not looked at
  static constexpr std::size_t kMostFiles = 1'000'000;
};

/// `listing`: as the layout lists the root. Reads names, the first bytes of files whose names say nothing, and masks
/// that no picture with a defect claims. Hidden folders and linked folders without a used file are not entered.
FileAccount account_for_files(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing);

/// One sentence with all numbers, and names of the first unused files.
std::string account_sentence(const FileAccount& account);
/// One sentence per reason that is probably a mistake, with its remedy.
std::vector<std::string> warnings_of(const FileAccount& account);
std::string warning_of(const UnusedFiles& files);

/// "a.png, b.png and 5 more"
std::string some_of(const std::vector<std::string>& paths, std::size_t most = 5);

}  // namespace xil
