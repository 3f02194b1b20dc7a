#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kExplainFlags = {
    Flag{"model", "F", "a file of OUT/models, or a TorchScript module that returns logits"},
    Flag{"image", "F", "JPEG, PNG or BMP"},
    Flag{"images", "DIR|LIST.txt", "instead: all pictures of a folder, or those that a text file lists, a path a line"},
    Flag{"wrong", "", "instead: the test items of the model's set that are predicted wrong, the most confident first"},
    Flag{"dataset", "NAME|DIR", "--wrong: all items of this set; its parameters are dataset.K=V"},
    Flag{"top", "N", "--wrong: only the N most confident"},
    Flag{"mask", "F", "of the picture's size; the share of the relevance inside is told"},
    Flag{"allow-torchscript", "", "run the TorchScript program that a model file names"},
    Flag{"out", "F.png|DIR",
         "replaced if present; default: <image>_explained.png here, which is not. Of many pictures a new "
         "folder; default: explained"},
    Flag{"device", "NAME", "auto (default), cpu, cuda or cuda:N"},
    kThreadsFlag,
    kJsonFlag,
};
inline constexpr Command kExplain = {
    "explain",
    "--model F --image F|--images DIR|--wrong [key=value ...]",
    "draws why a model decides as it does, on one picture or many",
    0,
    kAnyNumber,
    kExplainFlags,
    nullptr,
    "The picture is scaled as those of the model's dataset, the predicted class is "
    "explained as in its run. key=value:\n"
    "explainer=NAME (with its defaults), explainer.K=V, seed=N, and dataset.root=DIR "
    "for where the dataset lies, of which\n"
    "near hits and near misses are shown. Of a TorchScript module: explainer..., "
    "seed, size=N (default 224), pixels=P (default\n"
    "imagenet), channels, fit, pad, range16, orientation, mask_threshold, "
    "mask_values, mask_channel and max_megapixels; its classes are numbered.\n"
    "Of many pictures: a folder with a drawing of each at the picture's own resolution, index.html and "
    "index.csv, without near\n"
    "hits and misses. Pictures that cannot be read are named, and the exit code is "
    "3. A sweep keeps its models in OUT/models\n"
    "with models=final (or all); --model OUT lists them."};

/// Returns the exit code.
int explain_command(const Arguments& arguments);

}  // namespace xil
