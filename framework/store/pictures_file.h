#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "framework/core/image.h"

namespace xil {

/// A refutation as it was trained with, beside the picture that it was made from.
struct RefutationPicture {
  std::int64_t row = 0;  ///< of /refutations in the run file
  Image original, edited;
};

/// Writes pictures of one size; replaces the file if it is there. Precondition: not empty.
void write_pictures(const std::filesystem::path& file, std::span<const RefutationPicture> pictures);
/// In the order in which they were written.
std::vector<RefutationPicture> read_pictures(const std::filesystem::path& file);

}  // namespace xil
