#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kRedrawFlags = {
    Flag{"rows", "N,N,...", "rows of the run file's /refutations"},
    Flag{"to", "FILE", "HDF5 file of the pictures; replaced if present"},
};

inline constexpr std::array kPicturesFlags = {
    Flag{"items", "N,N,...", "items of the run's dataset"},
    Flag{"to", "FILE", "HDF5 file of the pictures; replaced if present"},
};

/// Makes the run's dataset again and writes what it was trained with in these rows. Refuses a dataset that is not the
/// run's.
int redraw_command(const Arguments& arguments);
/// The same of items as they are.
int pictures_command(const Arguments& arguments);

// For `xil figures`, which starts xil-run to have pictures made again.
inline constexpr Command kRefutations = {
    "refutations", "RUN.h5", "writes the pictures of some refutations of a run", 1, 1, kRedrawFlags, redraw_command};
inline constexpr Command kPictures = {
    "pictures", "RUN.h5", "writes the pictures of some items of a run", 1, 1, kPicturesFlags, pictures_command};

}  // namespace xil
