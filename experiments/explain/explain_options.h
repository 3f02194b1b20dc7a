#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

// `xil explain`, which `xil` and xil-run both know.
namespace xil {

inline constexpr std::array kExplainFlags = {
    Flag{"model", "F", "a file of OUT/models, or a TorchScript module that returns logits"},
    Flag{"image", "F", "JPEG, PNG or BMP"},
    Flag{"mask", "F", "mask of the picture's size; the share of the relevance inside it is reported"},
    Flag{"allow-torchscript", "", "run the TorchScript program that a model file names"},
    Flag{"out", "F.png", "replaced if present; default: <image>_explained.png here, which is not"},
    Flag{"device", "NAME", "auto (default), cpu, cuda or cuda:N"},
    Flag{"threads", "N", "threads of the numerical libraries; default: 1"},
    Flag{"json", "", "one JSON document instead of text"},
};
inline constexpr Command kExplain = {"explain",
                                     "--model F --image F [key=value ...]",
                                     "draws why a model decides as it does on one picture",
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
                                     "mask_values, mask_channel and max_megapixels; its classes are numbered."};

}  // namespace xil
