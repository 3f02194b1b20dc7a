#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/core/base/value.h"

namespace xil {

inline constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20;

/// Strict YAML, one document; JSON is a subset of it. Plain scalars are typed (true, false, integers, reals, ~ and
/// null; everything else is text), quoted scalars are text. Every Value's `where` is "file:line"; for an entry of a map
/// it is the line of the key. These are refused, with the line: duplicate keys, anchors and aliases, tags, several
/// documents, more than 1 MiB.
Value parse_yaml(std::string_view text, const std::string& file);

/// Reads a whole configuration file. It is a configuration error if the file cannot be read or is larger than 1 MiB.
std::string read_config_file(const std::filesystem::path& file);

}  // namespace xil
