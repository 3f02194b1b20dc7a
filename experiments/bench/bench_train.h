#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kBenchTrainFlags = {
    Flag{"model", "M", "a model of 'xil list models', with its defaults; default: simple_cnn"},
    Flag{"size", "S", "side of the pictures; default: 64"},
    Flag{"channels", "N", "channels of the pictures, 1 or 3; default: 3"},
    Flag{"batch", "N", "pictures per update; default: 32"},
    Flag{"updates", "N", "updates per repetition; default: 10"},
    Flag{"masks", "N", "masked copies per repetition; default: as many as pictures are trained on"},
    Flag{"precision", "P", "float32, or mixed on CUDA devices"},
    Flag{"repeat", "N", "interleaved repetitions; default: 3"},
    Flag{"device", "D", "auto, cpu or cuda"},
    kThreadsFlag,
    kJsonFlag,
};
inline constexpr Command kBenchTrain = {
    "bench train",
    "[key=value ...]",
    "training and masked copies of a network, beside its bare passes, and training with region losses",
    0,
    kAnyNumber,
    kBenchTrainFlags,
    nullptr,
    "bare: forward (and backward) passes of a batch that lies ready on the device. training: batches drawn and "
    "normalised,\n"
    "both passes, the optimiser's update. masked copies: masks made, applied and scored, as explanations do it.\n"
    "key=value: the flags in this form, and correct=rrr,rbr: training where every picture has such a region loss."};

int bench_train(const Arguments& arguments);

}  // namespace xil
