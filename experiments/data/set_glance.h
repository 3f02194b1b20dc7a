#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "experiments/data/dataset_source.h"
#include "experiments/sweep/set_record.h"

namespace xil {

/// Looks at a data set before its first run: reads it as a run would (through `source`, so that the run finds it
/// decoded) and refuses what every run on it would fail of: missing or damaged files, masks that do not fit, a split
/// that cannot be made. Other findings are told: copies that may lie on both sides of the split, copies with different
/// labels, masks that are missing, empty or odd. Nothing for sets that are not read from files, and for one whose files
/// are still those of `known` (null: none).
std::optional<SetRecord> glance_at(const ComponentSpec& dataset, std::uint64_t split_seed, DatasetSource& source,
                                   const SetRecord* known);

}  // namespace xil
