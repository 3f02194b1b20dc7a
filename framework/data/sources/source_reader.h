#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/core/base/choice.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/remarks.h"
#include "framework/data/layouts/layouts.h"

namespace xil {

/// An item that could not be read.
struct Damage {
  std::string path;    ///< of the picture
  std::string reason;  ///< one sentence that names the damaged file
};

/// A set as far as it could be read, and what could not.
struct SourceReading {
  SourceSet set;
  std::vector<Damage> damages;
  std::vector<std::string> empty_masks;  ///< paths of masks of defective items without a marked pixel
  std::vector<std::string> masks_on_ok;  ///< paths of masks of ok items that mark something
  std::vector<Remark> remarks;           ///< on files that were read, by kind
};

/// Lists, reads, checks, decodes and scales every item of an image set (core's table); nothing is refused because of a
/// single item. What lies outside of the root, is missing or has another layout is an error.
SourceReading read_items(const Choice& choice);
/// The same of what has been listed already. `root`: find_root(choice); `listing`: list_items(root, choice).
SourceReading read_items(const Choice& choice, const DatasetRoot& root, const Listing& listing);

/// The set for a run: damaged items are refused (the first one named, the others counted) or left out with a note, as
/// params.damaged says.
std::shared_ptr<const SourceSet> read_source(const Choice& choice);

/// What a cache of read_source() may go by: root, path, size and time of every file that is used, and the names of all
/// others. Reads no contents.
std::string source_stamp(const Choice& choice);

}  // namespace xil
