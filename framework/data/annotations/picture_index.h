#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/data/files/dataset_root.h"

namespace xil {

/// A picture that an annotation names.
struct FoundPicture {
  std::string path;   ///< relative to the root; where there is no such picture, where it would be
  std::string fault;  ///< several pictures may be meant
};

/// The pictures below a root, however deep, as annotations name them: with a path from another machine, a folder too
/// many or too few, the backslashes of Windows, or a URL of Label Studio.
class PictureIndex {
 public:
  /// `folder`: of the pictures, relative to the root; empty: the root.
  PictureIndex(const DatasetRoot& root, const std::string& folder);

  /// All files below the root, ascending.
  const std::vector<std::string>& files() const { return files_; }
  /// The pictures, ascending.
  const std::vector<std::string>& pictures() const { return pictures_; }
  bool has(const std::string& picture) const;

  /// The picture that `annotation`, a file below the root, names `named`, with its ending or without. Of several, the
  /// one whose path agrees most from the end on; then one beside the annotation; then the one with which it shares most
  /// folders. The folders of an absolute path need not agree, since it may be of another machine.
  FoundPicture find(const std::string& annotation, const std::string& named) const;
  /// The picture beside a file, with the same stem; empty where there is none.
  std::string beside(const std::string& annotation) const;

 private:
  std::vector<std::string> candidates(const std::string& named) const;

  std::vector<std::string> files_, pictures_;
  std::map<std::string, std::vector<std::string>> by_name_, by_stem_;
};

}  // namespace xil
