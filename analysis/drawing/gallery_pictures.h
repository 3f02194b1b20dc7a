#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "framework/store/recorded/recorded_test.h"

namespace xil {

/// The pictures of items in a gallery: at their own resolution where their set is at hand, else as a run file keeps
/// them.
class GalleryPictures {
 public:
  /// Has the pictures made again from the dataset of the first run of the blocks. Where that fails, `notes` gets the
  /// reason, once per dataset. `redraw`: may be null.
  GalleryPictures(const Blocks& blocks, const Redraw* redraw, std::vector<ItemId> items,
                  std::vector<std::string>& notes);

  /// The picture of an item of which the run file keeps this map.
  const FramedPicture& of(const SavedMap& stored);
  /// Null where the picture was not made again.
  const FramedPicture* find(ItemId item) const;
  /// For the caption: which of the two they are, with a space before.
  std::string sentence() const;

 private:
  std::map<ItemId, FramedPicture> pictures_;
  bool redrawn_ = false;
};

/// What a caption says of an item under a run.
struct ItemText {
  std::string file;       ///< its name, without folders
  std::string predicted;  ///< class and probability
  std::string truth;      ///< class
  bool hit = false;
};

/// The names of a run's items and what was predicted of them.
class ItemTexts {
 public:
  explicit ItemTexts(const RunData& run);
  ItemText of(const ShownRecord& look) const;
  /// Of a test item by the network of that round; nothing where there is no such item or round.
  std::optional<ItemText> of_test(std::int64_t round, ItemId item) const;
  std::string file_of(ItemId item) const;

 private:
  ItemText of(ItemId item, std::int64_t predicted, double probability, std::int64_t truth) const;

  const RunData& run_;
  std::vector<Item> items_;
  RecordedTest test_;
  std::map<ItemId, std::size_t> test_places_;
};

/// Lines of small print, 7 points each, that fit into `width_pt` around `middle`: the file; the predicted class; hit,
/// or miss with the true class.
std::string item_caption(const Page& page, const ItemText& text, double middle, double top, double width_pt);
/// The last two of them.
std::string prediction_caption(const Page& page, const ItemText& text, double middle, double top, double width_pt);
/// The number of characters of small print in a width.
std::size_t small_columns(double width_pt);

}  // namespace xil
