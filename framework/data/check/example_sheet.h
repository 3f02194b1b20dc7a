#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/numeric/image.h"
#include "framework/data/check/listed_pictures.h"
#include "framework/data/drawing/picture_pages.h"

namespace xil {

/// Which pictures a sheet shows: so many of each class and type, drawn at random, the same for the same seed.
struct SheetChoice {
  std::size_t per_kind = 16;
  std::uint64_t seed = 0;
};

/// The examples of a dataset by class and type, with their regions and confounders outlined and their names. Pictures
/// of files are shown as the files hold them, made ones at their working size. Files that cannot be read have a grey
/// square. A class without pictures has a heading of its own.
PictureBook example_book(const ComponentSpec& spec, const SheetChoice& choice);

/// A picture with its regions, reduced to what a page can show; `details` are the caller's.
PagePicture page_picture(const ListedPicture& picture);

/// "0.16 %", "4.2 %", "19 %"
std::string percent(double share);

}  // namespace xil
