#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "framework/core/base/params.h"
#include "framework/core/base/since.h"
#include "framework/core/interfaces/item.h"
#include "framework/core/numeric/image.h"

// Edited copies of items (counterexamples: "refutations"): which kinds there are, and the recipe of one. The functions
// that carry them out are in framework/data/edits.
namespace xil {

enum class EditKind : std::uint8_t { Augment, Randomise, Substitute, Inpaint };

/// The properties of a kind of edit.
struct EditKindInfo {
  std::string_view name;
  std::string_view summary;         ///< for `xil list edits`
  bool edits_region = true;         ///< replaces the pixels of a region, and leaves all others as they are
  bool takes_donor = false;         ///< takes the pixels from another item
  bool needs_surroundings = false;  ///< makes them from the pixels around the region, so that there must be some
};

/// By EditKind. To add a kind, add it here and to the table in framework/data/edits/edits.cpp.
inline constexpr std::array kEditKinds = {
    EditKindInfo{.name = "augment", .summary = "flips and zooms the whole picture", .edits_region = false},
    EditKindInfo{.name = "randomise", .summary = "fills the wrong region with uniform noise"},
    EditKindInfo{
        .name = "substitute", .summary = "fills the wrong region with another item's pixels", .takes_donor = true},
    EditKindInfo{
        .name = "inpaint", .summary = "fills the wrong region from the pixels around it", .needs_surroundings = true},
};
constexpr const EditKindInfo& edit_kind_info(EditKind kind) { return kEditKinds[static_cast<std::size_t>(kind)]; }

template <>
struct EnumNames<EditKind> {
  static constexpr auto names = [] {
    std::array<std::string_view, kEditKinds.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = kEditKinds[i].name;
    return all;
  }();
};

enum class DonorClass : std::uint8_t { Same, Other, Any };
enum class WrongRegion : std::uint8_t { Highlighted, Whole };
template <>
struct EnumNames<DonorClass> {
  static constexpr std::array<std::string_view, 3> names = {"same", "other", "any"};
};
template <>
struct EnumNames<WrongRegion> {
  static constexpr std::array<std::string_view, 2> names = {"highlighted", "whole"};
};

/// The parameters of an edit: what a sweep sets, a strategy asks for, and a run file keeps. A parameter is declared
/// here and read by the function of its kind, and nowhere else.
struct EditRecipe {
  EditKind kind = EditKind::Substitute;
  DonorClass from = DonorClass::Any;
  WrongRegion wrong_region = WrongRegion::Whole;
  bool flips = true;
  double zoom = 0.1;
  double inpaint_px = 3;

  static void fields(auto&& f) {
    using R = EditRecipe;
    f("kind", &R::kind, "how the wrong region is edited");
    f("from", &R::from, "substitute: class of the labelled item that gives the pixels", Since{5});
    f("wrong_region", &R::wrong_region,
      "highlighted: what the map shows outside the defect or inside the confounder; whole: the marked confounder",
      Since{5});
    f("flips", &R::flips, "augment: flips along each axis with probability 1/2");
    f("zoom", &R::zoom, "augment: zooms in by at most this share");
    f("inpaint_px", &R::inpaint_px, "inpaint: radius of the neighbourhood that a pixel is made from");
  }
  /// Refuses values out of range.
  void validate() const {
    check_within("zoom", zoom, 0, 0.9);
    check_within("inpaint_px", inpaint_px, 1, 100);
  }
  /// This recipe with its ineffective parameters reset to their defaults. `copies`: whether edited copies are made.
  /// `region_losses`: whether a loss reads the wrong region, even if no copy edits it.
  EditRecipe normalised(bool copies, bool region_losses) const {
    EditRecipe used;
    if (copies) used.kind = kind;
    const EditKindInfo& info = edit_kind_info(used.kind);
    if (region_losses || (copies && info.edits_region)) used.wrong_region = wrong_region;
    if (copies && info.takes_donor) used.from = from;
    if (copies && kind == EditKind::Augment) used.flips = flips;
    if (copies && kind == EditKind::Augment) used.zoom = zoom;
    if (copies && kind == EditKind::Inpaint) used.inpaint_px = inpaint_px;
    return used;
  }
  bool operator==(const EditRecipe&) const = default;
};

/// An edit of one item: small, recorded, and applied whenever the example is loaded.
struct Edit {
  EditRecipe recipe;
  std::uint32_t round = 0;  ///< the round in which the expert asked for it
  std::uint32_t copy = 0;
  ItemId donor = 0;
  std::uint64_t seed = 0;  ///< this seed with (round, item, copy) names the stream Purpose::Edit of the random choices
  Region region = {};      ///< the region that is replaced, height x width; empty if the kind edits no region

  /// The columns of a stored edit besides its recipe. Its round is that of the correction, its region is packed.
  static void fields(auto&& f) {
    f("copy", &Edit::copy, "which of the refutations of that item");
    f("donor", &Edit::donor, "where the pixels come from (substitute; else 0)");
    f("seed", &Edit::seed, "of the edit's random choices");
  }
  const EditKindInfo& info() const { return edit_kind_info(recipe.kind); }
};

}  // namespace xil
