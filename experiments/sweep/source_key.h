#pragma once

#include <string>

#include "framework/core/base/choice.h"

namespace xil {

/// What the runs of a results folder must have had the same of, if they have the same key: the set before any split.
/// Empty where nothing outside of the program enters, as with procedural sets. Choices that differ in their split, or
/// in where their files lie, have one source.
std::string source_key(const Choice& dataset);

}  // namespace xil
