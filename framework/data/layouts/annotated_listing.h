#pragma once

#include <map>
#include <string>
#include <vector>

#include "framework/data/annotations/annotated_picture.h"
#include "framework/data/annotations/picture_index.h"
#include "framework/data/layouts/layout.h"

namespace xil {

/// Makes a listing of what files of annotations say: categories become labels, types and regions as AnnotatedParams
/// says, pictures that are annotated twice or not at all are found, and faults of single pictures stay with their
/// items.
class AnnotatedListing {
 public:
  AnnotatedListing(const PictureIndex& index, const AnnotatedParams& params);

  /// A picture with its path below the root.
  void add(const AnnotatedPicture& picture);
  /// A picture that its file, which describes no other, names `named`; pictures that lie beside the file under another
  /// name are taken, and noted.
  void add(AnnotatedPicture picture, const std::string& named);
  void note(std::string sentence);
  /// Another file that was read.
  void use(const std::string& file) { listing_.more_files.push_back(file); }
  /// An annotation file that belongs to no picture.
  void add_stray(const std::string& file) { listing_.strays.push_back(file); }

  /// With the pictures that nothing has been said of.
  Listing take();

 private:
  enum class Meaning { Nothing, Confounder, Marked };
  using Areas = std::map<std::string, double>;  ///< of the shapes of what is marked, by category

  Meaning meaning_of(const std::string& category) const;
  ListedItem item_of(const AnnotatedPicture& picture) const;
  void set_class(ListedItem& item, Areas& areas) const;
  void set_type(ListedItem& item, const Areas& areas) const;
  void add_unlabelled();

  const PictureIndex& index_;
  const AnnotatedParams& params_;
  Listing listing_;
  std::map<std::string, std::size_t> place_;  ///< of items, by path
  std::vector<std::string> renamed_;
};

}  // namespace xil
