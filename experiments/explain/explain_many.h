#pragma once

#include "experiments/command_line/command_line.h"

namespace xil {

/// For messages about a missing model.
inline constexpr const char* kWhereModelsAre =
    "sweeps keep theirs in OUT/models with `models: final` (or all); --model OUT lists them";

/// Whether the flags ask for many pictures (--images, --wrong) instead of one.
bool explains_many(const Arguments& arguments);
/// `xil explain --images ...` and `--wrong`: a folder of drawings with an index. Returns the exit code: 3 if some
/// pictures could not be read, which are named.
int explain_many(const Arguments& arguments);

}  // namespace xil
