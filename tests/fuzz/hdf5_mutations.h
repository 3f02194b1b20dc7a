#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/numeric/rng.h"

// What may become of HDF5 files: by accident, and by somebody who writes them with the library itself, so that every
// checksum is right.
namespace xil::fuzz {

/// Where the metadata of a file lie, each block with its checksum behind it: first and last + 1 without the checksum.
std::vector<std::pair<std::size_t, std::size_t>> hdf5_blocks(const std::string& file);

/// A file whose blocks were found.
struct Hdf5File {
  std::string bytes;
  std::vector<std::pair<std::size_t, std::size_t>> blocks;

  explicit Hdf5File(std::string file) : bytes(std::move(file)), blocks(hdf5_blocks(bytes)) {}
};

/// Gives the first block of a file its checksum.
void mend_superblock(std::string& file);

/// Some bytes of the metadata are others, and their checksums are right again.
std::string with_other_metadata(const Hdf5File& file, Rng& rng);

/// Values, shapes, types, attributes, links and storage are others, as the library writes them.
std::string with_other_content(const Hdf5File& file, Rng& rng);

}  // namespace xil::fuzz
