#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace xil {

/// An array of unsigned bytes from an IDX file; the last dimension is contiguous.
struct IdxArray {
  std::vector<std::size_t> dims;
  std::vector<std::uint8_t> values;  ///< product of dims
};

/// Reads a gzip-compressed IDX file (http://yann.lecun.com/exdb/mnist) of unsigned bytes with `rank` dimensions. It is
/// strict: a missing, truncated or damaged file, another type or rank, dimensions that the file cannot hold and bytes
/// after the array are failures, with a message of one line that names the file and ends in `mend`.
IdxArray read_idx(const std::filesystem::path& file, std::size_t rank, std::string_view mend);

}  // namespace xil
