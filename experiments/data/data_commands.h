#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

// The commands on datasets, which `xil` passes on to xil-run; their functions return the exit code.
namespace xil {

inline constexpr std::array kDataCheckFlags = {
    Flag{"json", "", "one JSON document with every finding instead of text"},
    Flag{"sheet", "FILE.png", "a picture of the suspects to look at; replaced if present"},
};
inline constexpr Command kDataCheck = {
    "data check",
    "DATASET [key=value ...]",
    "duplicates, leaks, damaged files and masks that do not fit",
    1,
    kAnyNumber,
    kDataCheckFlags,
    nullptr,
    "DATASET is the name of a dataset that is read from image files ('xil list datasets'; it is looked for below the\n"
    "folder that XIL_DATA names, or root=DIR), or a folder or CSV table whose layout is recognised. key=value are the\n"
    "dataset's parameters; near_similarity=S tells from which correlation on pictures count as near copies, and\n"
    "damaged=skip counts damaged files as warnings.\n"
    "Exit code: 0 if a run on the set would start, whatever else is found; 1 if it would be refused."};

inline constexpr Command kDataPack = {"data pack",
                                      "DATASET FILE.h5 [key=value ...]",
                                      "one file with all pictures, for parallel file systems",
                                      2,
                                      kAnyNumber,
                                      {},
                                      nullptr,
                                      "DATASET and key=value are as for 'xil data check'. Sweeps use the file by "
                                      "dataset: {packed: FILE.h5}; their runs equal\n"
                                      "those on the folder bit for bit. A file that exists is never replaced."};

inline constexpr Command kDataMake = {
    "data make",
    "weld_seams DIR [key=value ...]",
    "writes procedural weld seams as image_folder and manifest",
    2,
    kAnyNumber,
    {},
    nullptr,
    "key=value are the parameters of weld_seams, and split_seed=N (default 0) for its split. DIR holds ok/, "
    "defect/TYPE/,\n"
    "masks/, confounders/, and manifest.csv with the split: a confounder goes with the class in pool and validation "
    "only, so\n"
    "use the dataset manifest with split: given where there is one. A DIR that exists is never changed."};

inline constexpr std::array kDataConvertFlags = {
    Flag{"to", "LAYOUT", "image_folder or manifest (the default)"},
};
inline constexpr Command kDataConvert = {
    "data convert",
    "DATASET DIR [key=value ...]",
    "writes any image set as manifest or image_folder",
    2,
    kAnyNumber,
    kDataConvertFlags,
    nullptr,
    "DATASET and key=value are as for 'xil data check'. Files of pictures are copied as they are; tiles are written as\n"
    "PNG, and masks as PNG of 0 and 255 at the resolution of their picture. A manifest keeps classes, types, groups and\n"
    "split; an image_folder takes the classes ok and defect. What is left out or lost is said. A DIR that exists is\n"
    "never changed."};

int check_data(const Arguments& arguments);
int pack_data(const Arguments& arguments);
int make_data(const Arguments& arguments);
int convert_data(const Arguments& arguments);

}  // namespace xil
