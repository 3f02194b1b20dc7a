#pragma once

#include <array>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/base/enum_names.h"
#include "framework/data/sources/write_image_folder.h"

namespace xil {

enum class ConvertedLayout { ImageFolder, Manifest };
template <>
struct EnumNames<ConvertedLayout> {
  static constexpr std::array<std::string_view, 2> names = {"image_folder", "manifest"};
};

/// What a conversion has written, and what it has not.
struct Conversion {
  std::size_t pictures = 0, masks = 0, confounder_masks = 0;
  std::size_t copied = 0;          ///< pictures whose files were copied as they are
  Value dataset;                   ///< the map that reads the written set, without its root
  std::vector<std::string> notes;  ///< what was left out or is lost, one sentence each
};

/// Writes an image set in another layout. Files of pictures are copied byte by byte, tiles are written as PNG; masks
/// become PNG files of 0 and 255 at the picture's resolution. A manifest keeps classes, types, groups and split, with
/// the paths of the set below images/; an image_folder takes two classes, one of them ok, and keeps the types. Read
/// with Conversion::dataset, the written set has the items of the given one: labels, types, pictures and regions.
///
/// Damaged items end the conversion, or are left out, as `damaged` says. It is a configuration error to write more than
/// two classes, no ok class, or a type that is no name of a folder as image_folder.
Conversion convert_set(const ComponentSpec& spec, ConvertedLayout layout, const FileSink& write);

}  // namespace xil
