#pragma once

#include <memory>

#include "tests/fuzz/target.h"

// HDF5 files of a results folder that somebody else made.
namespace xil::fuzz {

std::unique_ptr<Target> run_target();
std::unique_ptr<Target> model_target();
std::unique_ptr<Target> checkpoint_target();
std::unique_ptr<Target> packed_target();
std::unique_ptr<Target> features_target();
std::unique_ptr<Target> pictures_target();

}  // namespace xil::fuzz
