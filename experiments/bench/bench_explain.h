#pragma once

#include <array>

#include "experiments/command_line/command_line.h"

namespace xil {

inline constexpr std::array kBenchExplainFlags = {
    Flag{"model", "M", "short for model=M; default: simple_cnn"},
    Flag{"size", "S", "short for dataset.size=S; default: 64"},
    Flag{"items", "N",
         "defective test items whose maps are compared; as many others choose the estimator; default: 5; 0: speed "
         "only, untrained"},
    Flag{"masks", "N", "masks per map; default: 512"},
    Flag{"pool", "N", "masks of either kind per item that maps are taken from; default: 16 times --masks"},
    Flag{"speed-masks", "N", "masks per repetition of the speed part; default: 256"},
    Flag{"repeat", "N", "interleaved repetitions of the speed part; default: 5"},
    Flag{"explainers", "LIST",
         "compares explainers instead, with commas between, or all: noise against a reference of 16 times the passes, "
         "deletion and insertion, hits on the marked defects"},
    Flag{"passes", "N", "--explainers: forward passes per map, as far as an explainer lets one choose; default: 400"},
    Flag{"device", "D", "auto, cpu or cuda"},
    kThreadsFlag,
    Flag{"to", "DIR", "draws noise over masks, and masks saved per item, into that folder (PDF, SVG, PNG)"},
    kJsonFlag,
};
inline constexpr Command kBenchExplain = {
    "bench explain",
    "[key=value ...]",
    "speed of explanations beside bare forward passes and plain RISE, and masks that each estimator saves",
    0,
    kAnyNumber,
    kBenchExplainFlags,
    nullptr,
    "A network is trained on the whole pool, as a run would do it: key=value as in sweeps, such as "
    "dataset=magnetic_tile,\n"
    "model.weights=FILE, updates=N, explainer.fill=mean, explainer.grid=8; default: weld_seams of 64 pixels, 400 "
    "updates.\n"
    "Noise is measured against a map of all masks of an item: two pools."};

int bench_explain(const Arguments& arguments);

}  // namespace xil
