#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

#include "framework/core/interfaces/edit.h"
#include "framework/core/interfaces/item.h"
#include "framework/core/interfaces/region_loss.h"

namespace xil {

/// What an answer of the expert teaches besides the label: an edited copy of the item that joins the training set, or a
/// term of the loss on the item itself. A row of /corrections.
struct Correction {
  std::int64_t round = 0;
  ItemId item = 0;
  int label = 0;
  std::variant<std::shared_ptr<const Edit>, RegionLoss> what;  ///< shared by the labelled set and the log

  static void fields(auto&& f) {
    f("round", &Correction::round, "round in which it was asked for");
    f("item", &Correction::item, "row of `/items`");
    f("label", &Correction::label, "label that the expert gave: the copy and the item are trained with it");
  }
  /// Null for a region loss.
  const Edit* edit() const {
    const auto* edit = std::get_if<std::shared_ptr<const Edit>>(&what);
    return edit != nullptr ? edit->get() : nullptr;
  }
  /// Null for an edited copy.
  const RegionLoss* loss() const { return std::get_if<RegionLoss>(&what); }
  /// The region that it edits or that its loss reads, height x width; empty where there is none.
  const Region& region() const { return edit() != nullptr ? edit()->region : *loss()->region; }
};

}  // namespace xil
