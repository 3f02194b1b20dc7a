#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/data/files/dataset_root.h"

namespace xil {

/// "a/b" for "a" and "b"; if one of them is empty, the other.
std::string joined(const std::string& folder, const std::string& name);
/// "a/b" of "a/b/c.png"; empty if the path has no folder.
std::string folder_of(const std::string& path);
/// "c.png" of "a/b/c.png".
std::string name_of(const std::string& path);
std::string lower_case(std::string text);
/// A file's name without its ending.
std::string stem_of(const std::string& name);
/// Whether the name ends in .png, in any case.
bool is_png_name(const std::string& name);

/// The masks of the pictures of a folder. Names of pictures are relative to their folder, as "a.jpg" or "deeper/a.jpg";
/// masks have the same path below theirs, with a suffix behind the picture's name.
class MaskFolder {
 public:
  /// A folder without masks.
  MaskFolder() = default;
  /// `names`: of the files in `folder`; `suffixes` in the order in which they are tried, each with .png before .bmp
  /// before .jpg.
  MaskFolder(std::string folder, const std::vector<std::string>& names, std::vector<std::string> suffixes);

  /// The path of a picture's mask below the root; empty if it has none.
  std::string of(const std::string& picture) const;
  /// Where the mask is looked for first, if there is a mask folder at all.
  std::string wanted(const std::string& picture) const;

 private:
  std::string folder_;
  std::vector<std::string> suffixes_;
  std::map<std::string, std::string> by_stem_;  ///< names by their stems
};

/// Looks for pictures and masks below a root as the parameters of the set say.
class FileFinder {
 public:
  /// `suffixes`: of mask names, if the parameter mask_suffix is empty.
  FileFinder(const DatasetRoot& root, const SourceParams& params, std::vector<std::string> suffixes);

  /// Names of the pictures in a folder, ascending, relative to it; with `recursive` those in deeper folders too. If the
  /// set names a mask_suffix, masks that lie beside their pictures are not counted as pictures.
  std::vector<std::string> pictures(const std::string& folder);
  MaskFolder masks(const std::string& folder) const;
  /// Masks beside the pictures of a folder, where the set names a mask_suffix; else none.
  MaskFolder masks_beside(const std::string& folder) const;
  /// The folders in which pictures were looked for.
  std::vector<std::string> take_searched() { return std::move(searched_); }

 private:
  std::vector<std::string> files(const std::string& folder) const;

  const DatasetRoot& root_;
  const SourceParams& params_;
  std::vector<std::string> suffixes_;
  std::vector<std::string> searched_;
};

/// Names of all files below a folder, ascending, relative to it. A link to a folder in which it lies is not
/// entered.
std::vector<std::string> files_below(const DatasetRoot& root, const std::string& folder);

}  // namespace xil
