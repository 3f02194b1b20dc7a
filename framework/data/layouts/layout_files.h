#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "framework/data/layouts/file_finder.h"
#include "framework/data/layouts/layouts.h"

// The layouts themselves, which layouts.cpp puts into its table, and what they share. Here lists may be in any order.
namespace xil {

/// The folders of sets that come with a split.
inline constexpr std::array<std::pair<std::string_view, Split>, 2> kGivenSplits = {
    {{"train", Split::Pool}, {"test", Split::Test}}};

bool is_casting(const DatasetRoot& root, const Choice& choice);
Listing list_casting(const DatasetRoot& root, const Choice& choice);

/// A type per folder MT_<type>, in lower case. The mask is the PNG file with a picture's name; pictures are not PNG
/// files.
bool is_magnetic_tile(const DatasetRoot& root, const Choice& choice);
Listing list_magnetic_tile(const DatasetRoot& root, const Choice& choice);

/// The root is a category's folder.
bool is_mvtec_ad(const DatasetRoot& root, const Choice& choice);
Listing list_mvtec_ad(const DatasetRoot& root, const Choice& choice);

/// Pictures are the files whose name is a number: the public archive also holds "10301 (copy).png" and its mask. A
/// missing mask is listed all the same, since without it the label is unknown: reading it fails.
bool is_kolektor_sdd2(const DatasetRoot& root, const Choice& choice);
Listing list_kolektor_sdd2(const DatasetRoot& root, const Choice& choice);

/// Pictures in ok/ and defect/, and in the folders of these, whose names are the types in defect/; folders further down
/// are passed over unless `recursive`, which leaves the types as they are. The mask of defect/crack/a.jpg is
/// masks/crack/a.png or masks/crack/a_mask.png, that of defect/a.jpg masks/a.png or masks/a_mask.png. Confounders exist
/// for both classes: confounders/defect/crack/a.png (or a_mask.png), confounders/ok/a.png. Where mask_suffix is given,
/// masks may also lie beside their pictures.
bool is_image_folder(const DatasetRoot& root, const Choice& choice);
Listing list_image_folder(const DatasetRoot& root, const Choice& choice);

/// The table that params.file names, see ManifestParams. Its paths are relative to the root, or absolute and below it,
/// with slashes or with the backslashes of Windows; they are told apart after taking out "." and "..".
bool is_manifest(const DatasetRoot& root, const Choice& choice);
Listing list_manifest(const DatasetRoot& root, const Choice& choice);

}  // namespace xil
