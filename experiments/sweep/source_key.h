#pragma once

#include <string>

#include "framework/core/base/choice.h"

namespace xil {

/// Identifies the set before any split: runs of a results folder with the same key must have had the same set. Empty if
/// nothing outside of the program enters, as for procedural sets. Choices that differ only in their split, or in where
/// their files lie, have the same source.
std::string source_key(const Choice& dataset);

}  // namespace xil
