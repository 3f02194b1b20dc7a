#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// Position of an item in its dataset: 0 ... size() - 1.
using ItemId = std::uint32_t;

enum class Split : std::uint8_t { Pool, Validation, Test };

struct Item {
  std::string path;  ///< file inside the dataset, or how the item is made
  Split split = Split::Pool;
  int label = 0;     ///< true class
  std::string type;  ///< defect type, empty for none
};

struct DatasetInfo {
  std::string name;
  std::vector<std::string> class_names;
  int positive_class = 1;  ///< the class that counts as defect
  int channels = 0, height = 0, width = 0;
  std::string digest;                       ///< SHA-256 of content, parameters and split
  std::vector<std::string> held_out_types;  ///< defect types that occur in test only, by wish
  std::vector<std::string> notes;           ///< what was left out, or is not as it should be
  std::string set_digest;  ///< SHA-256 of the set's pictures, whatever the split; empty: there is no set but the items
  int classes() const { return static_cast<int>(class_names.size()); }
};

enum class EditKind : std::uint8_t { Augment, Randomise, Substitute, Inpaint };

/// A recipe that makes a refutation from an item: small, recorded, and applied whenever the example is loaded.
struct Edit {
  EditKind kind = EditKind::Augment;
  std::uint64_t seed = 0;   ///< with (round, item, copy) names the stream Purpose::Edit of its random choices
  std::uint32_t round = 0;  ///< round in which the expert asked for it
  std::uint32_t copy = 0;   ///< which of the refutations of that item
  ItemId donor = 0;         ///< substitute: where the pixels come from
  bool flips = true;        ///< augment: each axis with probability 1/2
  double zoom = 0.1;        ///< augment: zooms in by at most this share
  double inpaint_px = 3;    ///< inpaint: radius of the neighbourhood that a pixel is made from
  Region region;            ///< what is replaced; empty for augment

  /// The columns of a stored edit, as of records.h. Its round is that of the record, its region is packed.
  static void fields(auto&& f) {
    f("kind", &Edit::kind, "how it is edited");
    f("copy", &Edit::copy, "which of the refutations of that item");
    f("donor", &Edit::donor, "where the pixels come from (substitute; else 0)");
    f("seed", &Edit::seed, "of the edit's random choices");
    f("flips", &Edit::flips, "augment: 1 if each axis is flipped with probability 1/2");
    f("zoom", &Edit::zoom, "augment: zooms in by at most this share");
    f("inpaint_px", &Edit::inpaint_px, "inpaint: radius of the neighbourhood that a pixel is made from, in pixels");
  }
};

/// A training example: an item as it is, or edited, with the label that the expert gave.
struct Example {
  ItemId item = 0;
  int label = 0;
  std::shared_ptr<const Edit> edit;  ///< shared by the labelled set and the log; null: the item as it is
  /// Where the score must not depend on the pixels (the gradient penalty's region); null: no such correction.
  std::shared_ptr<const Region> penalty;
};

/// What the loop and the learner may know of a dataset. Const methods are safe to call from several threads.
class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual const DatasetInfo& info() const = 0;
  virtual std::size_t size() const = 0;
  virtual const Item& item(ItemId id) const = 0;
  /// The picture, info().channels x height x width.
  virtual Image image(ItemId id) const = 0;
  /// The picture after an edit. Pure: the same edit gives the same bytes each time.
  virtual Image edited(ItemId id, const Edit& edit) const = 0;
  /// The set that the items are dealt from: pictures in an order that no split changes. By default the items
  /// themselves.
  virtual std::size_t set_size() const { return size(); }
  virtual Image set_image(std::size_t position) const { return image(static_cast<ItemId>(position)); }
  /// Where an item stands in the set.
  virtual std::size_t set_position(ItemId id) const { return id; }
  /// The marked defect; null where none is known (ok items, sets without masks).
  virtual const Region* defect(ItemId id) const = 0;
  /// The marked confounder; null where there is none.
  virtual const Region* confounder(ItemId id) const = 0;
};

}  // namespace xil
