#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "framework/store/files/files.h"
#include "framework/store/parquet/parquet_column.h"

namespace xil {

/// Rows of a group: what a reader takes at once, and what it may pass over by the bounds of its columns.
inline constexpr std::size_t kGroupRows = std::size_t{1} << 16;

/// Writes columns of equal length as a flat Parquet file (parquet-format 2: every column optional, pages of version 1
/// in gzip, dictionaries where they are shorter, bounds and numbers of nulls per group). The same columns give the same
/// bytes. The file appears once it is complete.
void write_parquet(AtomicFile& file, std::span<const ParquetColumn> columns);

}  // namespace xil
