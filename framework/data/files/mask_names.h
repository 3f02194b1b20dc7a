#pragma once

#include <string>
#include <string_view>

namespace xil {

/// What names of files and folders say of masks, by the words that public sets use (mask, gt, label, annotation, seg
/// ...), in any case.

/// Is a folder on the path called after masks?
bool lies_among_masks(std::string_view path);
/// Is it a name for a folder of masks?
bool names_masks(std::string_view folder);
/// What marks the file as a mask at the end of its name, without the ending: "_GT" of "000_GT.png"; empty: nothing.
std::string mask_suffix_of(std::string_view path);
/// Has the file an ending of annotations that are kept beside pictures (.json, .xml, .txt, .npy, .mat)?
bool has_annotation_ending(std::string_view path);
/// Has the file an ending of pictures in a format that is not read (.tif, .webp, .pgm ...)?
bool has_foreign_ending(std::string_view path);

}  // namespace xil
