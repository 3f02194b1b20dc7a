#pragma once

#include <set>
#include <string>
#include <string_view>

namespace xil {

/// The paths that an item of a converted set gets, whether it has the masks or not.
struct ConvertedNames {
  std::string picture, mask, confounder;
};

/// Gives every item of a converted set its paths, none of them twice.
///
/// Manifest: images/PATH, masks/PATH.png and confounders/PATH.png, with the path that the picture had. Folders:
/// ok/NAME and defect/TYPE/NAME with masks and confounders as image_folder looks for them; NAME is the picture's own,
/// or its path with "_" for "/" where two pictures would get one name.
class NameGiver {
 public:
  explicit NameGiver(bool folders) : folders_(folders) {}

  /// `ending`: of the picture's new name, with its dot. A tile's name holds its place in the picture.
  ConvertedNames of(const std::string& path, const std::string& tile, bool ok, const std::string& type,
                    const std::string& ending);

 private:
  ConvertedNames in_folders(const std::string& stem, const std::string& whole, bool ok, const std::string& type,
                            const std::string& ending);

  bool folders_;
  std::set<std::string> taken_;  ///< paths without their endings, in lower case
};

}  // namespace xil
