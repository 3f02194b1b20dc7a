#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/layouts/layout.h"

namespace xil {

/// A listed picture as its files hold it, at its own resolution.
struct WholeItem {
  const ListedItem& listed;
  int label = 0;
  std::string bytes_digest = {};  ///< SHA-256 of the picture's file
  Image image = {};
  std::optional<Region> marked = {};  ///< nothing: no mask, or one that marks nothing
  std::optional<Region> confounder = {};
  std::string doubt = {};  ///< why nothing is marked though the mask holds something; empty: no reason is known
};

/// What a cut set is made of.
struct TileCounts {
  std::size_t pictures = 0, tiles = 0, ok = 0;  ///< `ok`: tiles of defective pictures in which nothing is marked
  std::size_t slivers = 0;                      ///< left out: fewer pixels are marked than least_marked
  std::size_t unmarked = 0;                     ///< left out: nothing is marked, and no class of the set is ok
  std::size_t small = 0;                        ///< pictures with a side shorter than a tile
};

/// What becomes an item: a picture, or one of its tiles. Pixels at the picture's own resolution.
struct ItemPart {
  const WholeItem& whole;
  const Image& image;
  std::string tile = {};  ///< tile_name() of a tile; empty: the whole picture
  int label = 0;
  std::string type = {};
  std::optional<Region> defect = {};  ///< of defective parts in which something is marked
  std::optional<Region> confounder = {};
};

/// Cuts pictures as a set's parameters say.
///
/// A tile has its picture's class if at least least_marked pixels of it are marked, and is ok if none is. Between the
/// two it is left out, as is a tile in which nothing is marked where no class of the set is ok. All tiles of an ok
/// picture are ok. A defective picture in which nothing is marked is refused: which of its tiles are ok is not known.
class PictureCutter {
 public:
  using Sink = std::function<void(const ItemPart& part)>;
  /// `ok_label`: of the set, or kNoClass.
  PictureCutter(const TileParams& params, int ok_label) : params_(params), ok_label_(ok_label) {}

  /// Refuses a picture whose tiles have no known class.
  void check(const WholeItem& whole) const;
  /// Calls take(part) for the picture, or for each of its tiles.
  /// Precondition: check(whole) does not throw.
  void cut_up(const WholeItem& whole, const Sink& take);
  const TileCounts& counts() const { return counts_; }

 private:
  void take_tiles(const WholeItem& whole, const Sink& take);
  std::optional<int> label_of(const WholeItem& whole, std::size_t marked);

  TileParams params_;
  int ok_label_;
  TileCounts counts_;
};

/// The item that a part becomes, scaled to the size of the set's items.
SourceItem scaled_item(const ItemPart& part, const SourceParams& params);

/// "40 pictures are cut into 640 tiles of 256 pixels: ..."; empty if pictures are not cut.
std::string tiles_sentence(const TileCounts& counts, const TileParams& params);

}  // namespace xil
