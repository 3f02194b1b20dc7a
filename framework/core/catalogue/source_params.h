#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/base/params.h"

// How files become items, and who sees which. What is decoded depends on SourceParams only, so that all splits and
// seeds of a set share it; who sees which item depends on SplitParams and the split seed.
namespace xil {

enum class Fit { Stretch, Letterbox };
enum class Pad { Black, Mean, Edge };
enum class Channels { Grey, Rgb };
enum class Damaged { Refuse, Skip };
enum class SplitRule { Given, Stratified };
enum class Groups { None, NearDuplicates, Listed };
enum class Orientation { Raw, Exif };
enum class MaskChannel { Colours, Alpha };
enum class Links { Refuse, FollowInside, Follow };

template <>
struct EnumNames<Fit> {
  static constexpr std::array<std::string_view, 2> names = {"stretch", "letterbox"};
};
template <>
struct EnumNames<Pad> {
  static constexpr std::array<std::string_view, 3> names = {"black", "mean", "edge"};
};
template <>
struct EnumNames<Channels> {
  static constexpr std::array<std::string_view, 2> names = {"grey", "rgb"};
};
template <>
struct EnumNames<Damaged> {
  static constexpr std::array<std::string_view, 2> names = {"refuse", "skip"};
};
template <>
struct EnumNames<SplitRule> {
  static constexpr std::array<std::string_view, 2> names = {"given", "stratified"};
};
template <>
struct EnumNames<Groups> {
  static constexpr std::array<std::string_view, 3> names = {"none", "near_duplicates", "listed"};
};

template <>
struct EnumNames<Orientation> {
  static constexpr std::array<std::string_view, 2> names = {"raw", "exif"};
};
template <>
struct EnumNames<MaskChannel> {
  static constexpr std::array<std::string_view, 2> names = {"colours", "alpha"};
};

template <>
struct EnumNames<Links> {
  static constexpr std::array<std::string_view, 3> names = {"refuse", "follow_inside", "follow"};
};

/// Value of mask_suffix for masks that have the very name of their picture.
inline constexpr std::string_view kNoSuffix = "none";

/// Cuts pictures into square tiles at their own resolution. The tiles of a row begin every size - overlap pixels; the
/// last one is moved inwards, so that it ends with the picture. A side shorter than a tile is taken whole.
struct TileParams {
  std::int64_t size = 0;
  std::int64_t overlap = 0;
  std::int64_t least_marked = 1;

  void fields(auto&& f) {
    f("size", size, "side of a tile in pixels of the picture; 0: pictures are not cut");
    f("overlap", overlap, "pixels that neighbouring tiles share");
    f("least_marked", least_marked,
      "a tile in which fewer pixels are marked, but some, is neither ok nor defective, and is left out");
  }
  void validate() const;
};

/// How image files become items.
///
/// A pixel of a mask has one value: that of its brightest colour, or its alpha. mask_values lists, as the file holds
/// them (0 to 255, or to 65535 in 16-bit files; palettes and files of 1, 2 and 4 bits as the 8-bit colours they stand
/// for), the values that mark; [0] takes an inverted mask. Where it is empty, what reaches mask_threshold marks.
struct SourceParams {
  std::string root;
  std::string packed;
  std::string title;
  std::vector<std::int64_t> size = {64};
  Fit fit = Fit::Stretch;
  Pad pad = Pad::Black;
  Channels channels = Channels::Rgb;
  std::vector<std::int64_t> range16 = {0, 65535};
  std::int64_t mask_threshold = 128;
  std::vector<std::int64_t> mask_values;
  MaskChannel mask_channel = MaskChannel::Colours;
  Orientation orientation = Orientation::Raw;
  std::string mask_suffix;
  bool recursive = false;
  Links links = Links::Follow;
  TileParams tiles;
  std::vector<std::string> types;
  Damaged damaged = Damaged::Refuse;
  double max_megapixels = 64;

  SourceParams();  // elsewhere: inlined, g++ 12 takes its lists for uninitialised
  void fields(auto&& f) {
    f("root", root, "folder of the set; empty: below the folder that XIL_DATA names");
    f("packed", packed, "file of `xil data pack` to read instead of the folder");
    f("title", title, "tells sets of one layout apart; needed where a sweep holds two");
    f("size", size, "side of the pictures in pixels, or height and width");
    f("fit", fit, "stretch: to that size; letterbox: keeps the aspect and pads");
    f("pad", pad, "letterbox: black, the picture's mean, or its edge pixels");
    f("channels", channels, "grey or rgb, whatever the files hold");
    f("range16", range16, "16-bit files: values that become 0 and 255");
    f("mask_threshold", mask_threshold, "mask values of at least this are inside, in 8 bit");
    f("mask_values", mask_values, "mask values that are inside, as the file holds them; empty: by mask_threshold");
    f("mask_channel", mask_channel, "where masks lie: in their colours, or in their alpha channel");
    f("orientation", orientation, "raw: pixels as they are stored; exif: turned as their orientation tag says");
    f("mask_suffix", mask_suffix,
      "what a mask's name has behind its picture's, as _GT; none: nothing; empty: as the layout has it");
    f("recursive", recursive, "true: pictures and masks in deeper folders are taken too");
    f("links", links,
      "symbolic links: refuse; follow_inside: those that stay below root; follow: wherever they lead, as the links of "
      "DVC and git-annex do");
    f("tiles", tiles,
      "{size, overlap, least_marked}: cuts pictures into tiles of size pixels, before they are scaled to the set's "
      "size; a tile in which nothing is marked is ok; size 0: pictures are not cut");
    f("types", types, "defect types that are used; empty: all");
    f("damaged", damaged, "refuse: a damaged file ends the run; skip: such items are left out and noted");
    f("max_megapixels", max_megapixels, "larger pictures are refused before they are decoded");
  }
  void validate() const;
  int height() const { return static_cast<int>(size.front()); }
  int width() const { return static_cast<int>(size.back()); }
};

/// Who sees which item.
struct SplitParams {
  SplitRule split = SplitRule::Stratified;
  double validation_share = 0.1;
  double test_share = 0.3;
  Groups groups = Groups::None;
  double near_similarity = 0.99;
  std::vector<std::string> hold_out_type;

  void fields(auto&& f) {
    f("split", split, "given: pool and test as the set comes; stratified: every class and type to its share");
    f("validation_share", validation_share, "share of all items kept for validation, unless the set gives some");
    f("test_share", test_share, "stratified: share of all items kept for test");
    f("groups", groups,
      "items that stay on one side of the split: near copies (rotated and flipped ones too), or the groups that a "
      "manifest lists; split: given leaves pool items out that have one in test");
    f("near_similarity", near_similarity, "correlation of two thumbnails from which on they are near copies");
    f("hold_out_type", hold_out_type,
      "defect types kept out of pool and validation; metrics of seen and unseen types are reported apart");
  }
  void validate() const;
};

}  // namespace xil
