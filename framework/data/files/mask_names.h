#pragma once

#include <string>
#include <string_view>

namespace xil {

/// Recognises masks by the names of files and folders, by the words that public sets use (mask, gt, label, annotation,
/// seg ...), in any case.

/// Whether a folder on the path has the name of a mask folder.
bool lies_among_masks(std::string_view path);
/// Whether it is a name of a mask folder.
bool names_masks(std::string_view folder);
/// The end of a mask's name that marks it as one, without the ending: "_GT" of "000_GT.png"; empty if there is none.
std::string mask_suffix_of(std::string_view path);
/// Whether the file has an ending of annotations that are kept beside pictures (.json, .xml, .txt, .npy, .mat).
bool has_annotation_ending(std::string_view path);
/// Whether the file has an ending of pictures in a format that is not read (.webp, .pgm, .jp2 ...).
bool has_foreign_ending(std::string_view path);

}  // namespace xil
