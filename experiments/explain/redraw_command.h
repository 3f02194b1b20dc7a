#pragma once

#include <array>

#include "experiments/command_line/command_line.h"
#include "experiments/command_line/redraw_orders.h"

namespace xil {

inline constexpr std::array kRedrawFlags = {
    Flag{"rows", "N,N,...", "rows of /corrections that are edited copies"},
    Flag{"to", "FILE", "HDF5 file of the pictures; replaced if present"},
};

inline constexpr std::array kPicturesFlags = {
    Flag{"items", "N,N,...", "items of the run's dataset"},
    Flag{"own", "", "at their own resolution, with their place in the run's pictures"},
    Flag{"to", "FILE", "HDF5 file of the pictures; replaced if present"},
};

/// `xil-run refutations RUN.h5 --rows N,N,... --to FILE`: makes the run's dataset again and writes the refutations of
/// these rows as the network was trained with them. Refuses a dataset that is not the run's.
int redraw_command(const Arguments& arguments);
/// `xil-run pictures RUN.h5 --items N,N,... [--own] --to FILE`: writes items of the run's dataset in the same way,
/// unedited. With --own a picture of an image set is read from its file again, and scaled down only where it is larger
/// than a figure shows; a picture that is not a file of the set, or whose file gives other pixels than the run had, is
/// written as the run had it.
int pictures_command(const Arguments& arguments);
/// `xil-run redraw`: carries out both commands as often as its input names them (redraw_orders.h), and keeps the last
/// dataset meanwhile.
int redraw_orders(const Arguments& arguments);

// For `xil figures`, which starts xil-run to have pictures made again.
inline constexpr Command kRefutations = {
    "refutations", "RUN.h5", "writes the pictures of some refutations of a run", 1, 1, kRedrawFlags, redraw_command};
inline constexpr Command kPictures = {
    "pictures", "RUN.h5", "writes the pictures of some items of a run", 1, 1, kPicturesFlags, pictures_command};
inline constexpr Command kRedraw = {"redraw", "",           "writes the pictures that its input asks for", 0, 0,
                                    {},       redraw_orders};

}  // namespace xil
