#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/store/files/own_files.h"
#include "framework/store/hdf5/hdf5_handle.h"

// Safe reading of an HDF5 file that somebody else may have made. For the .cpp files of this room only.
//
// HDF5 has many ways to lead elsewhere: links to other files, datasets whose values lie in other files (external
// storage) or are put together from other datasets (virtual), and filters that are loaded as programs. xil writes none
// of them, so none of them is followed. Nor does a file decide how much memory is allocated: the size that a dataset
// claims is compared with the number of bytes that it has in the file.
namespace xil {

/// Fails, with the file's name, if another program has the file open for writing or did not close it properly. Such a
/// file is not called damaged.
void require_not_being_written(const OpenFile& opened, const std::filesystem::path& name);

/// Opens a finished file for reading, without a lock, since it never changes any more.
Handle open_file(const OpenFile& opened);
/// The same for the content of such a file.
Handle open_bytes(std::string_view bytes);

/// Open a member of a group, which must be a member itself and not a link of any kind. `path` is its path for messages.
Handle open_group(hid_t parent, const std::string& name, const std::string& path);
Handle open_dataset(hid_t parent, const std::string& name, const std::string& path);

/// The lengths of a dataset from open_dataset(); there is at least one.
std::vector<hsize_t> checked_shape(hid_t dataset, const std::string& path);
/// Fails if `values` values of `value_bytes` bytes each in memory are more than the dataset's bytes in the file can
/// decompress to.
void require_plausible(hid_t dataset, hsize_t values, std::size_t value_bytes, const std::string& path);
/// Product of lengths; fails if it does not fit into hsize_t.
hsize_t checked_product(std::span<const hsize_t> lengths, const std::string& path);

}  // namespace xil
