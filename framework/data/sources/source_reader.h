#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/remarks.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/item_parts.h"

namespace xil {

/// An item that could not be read.
struct Damage {
  std::string path;    ///< of the picture
  std::string reason;  ///< one sentence that names the damaged file
};

/// The readable part of a set, and the items that could not be read.
struct SourceReading {
  SourceSet set;
  std::vector<Damage> damages;
  std::vector<std::string> empty_masks;  ///< paths of masks of defective items without a marked pixel
  std::vector<std::string> masks_on_ok;  ///< paths of masks of ok items that mark something
  std::vector<Remark> remarks;           ///< remarks on the files that were read, by kind
  TileCounts tiles;                      ///< of a set whose pictures are cut
};

/// Lists, reads, checks, decodes and scales every item of an image set (a dataset of core's table). A single bad
/// picture is never an error; a path outside of the root, a missing root or another layout is.
SourceReading read_items(const ComponentSpec& spec);
/// The same for a set that has been listed already. `root` is find_root(spec), `listing` is list_items(root, spec).
SourceReading read_items(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing);

/// The same without scaling: calls take(part) for every readable picture, or tile, at its own resolution; the set of
/// the reading has no items.
SourceReading read_parts(const ComponentSpec& spec, const DatasetRoot& root, const Listing& listing,
                         const PictureCutter::Sink& take);
/// The set for a run. If there are damaged items, it is refused (the message names the first one and counts the
/// others), or they are left out with a note, as params.damaged says.
std::shared_ptr<const SourceSet> read_source(const ComponentSpec& spec);

/// A key for a cache of read_source(): root, path, size and time of every file that is used, and the names of all
/// others. No contents are read.
std::string source_stamp(const ComponentSpec& spec);

}  // namespace xil
