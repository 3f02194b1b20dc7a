#pragma once

#include <string>

#include "framework/core/base/component_spec.h"

namespace xil {

/// Identifies the set before any split: runs of a results folder with the same key must have had the same set. Empty if
/// nothing outside of the program enters, as for procedural sets. Specs that differ only in their split, or in where
/// their files lie, have the same source.
std::string source_key(const ComponentSpec& dataset);

}  // namespace xil
