#pragma once

#include <string>

#include "framework/core/base/component_spec.h"

namespace xil {

/// Identifies the set before any split: runs of a results folder with the same key must have had the same set. Empty if
/// nothing outside of the program enters, as for procedural sets. Specs that differ only in their split, or in where
/// their files lie, have the same source.
std::string source_key(const ComponentSpec& dataset);

/// The parameters for a key under which earlier versions of xil kept the digest of a set or split: those that these
/// versions did not know are left out at their defaults, so that the digests are found.
Value without_later_defaults(const ComponentSpec& dataset);

}  // namespace xil
