#pragma once

#include <memory>

#include "tests/fuzz/target.h"

// Tables, and the text files of a results folder.
namespace xil::fuzz {

std::unique_ptr<Target> table_target();
std::unique_ptr<Target> manifest_target();
std::unique_ptr<Target> journal_target();
std::unique_ptr<Target> lease_target();

}  // namespace xil::fuzz
