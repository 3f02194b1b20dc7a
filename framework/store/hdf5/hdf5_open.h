#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "framework/store/files/own_files.h"
#include "framework/store/hdf5/hdf5_handle.h"

// What may be read of an HDF5 file that somebody else may have made. Only for the .cpp files of this room.
//
// HDF5 has many ways to lead elsewhere: links to other files, datasets whose values lie in other files (external
// storage) or are put together from other datasets (virtual), filters that are loaded as programs. xil writes none of
// them, so none is followed. Nor does a file decide what memory it takes: what a dataset claims to hold is held against
// the bytes that it has.
namespace xil {

/// Fails, with the file's name, where another program has it open for writing, or has left it so. It is not damaged
/// then.
void require_not_being_written(const OpenFile& opened, const std::filesystem::path& name);

/// Opens a finished file for reading, without a lock: it never changes any more.
Handle open_file(const OpenFile& opened);

/// Opens a member of a group, which must be there itself and not a link of any kind. `path`: for messages.
Handle open_group(hid_t parent, const std::string& name, const std::string& path);
Handle open_dataset(hid_t parent, const std::string& name, const std::string& path);

/// Lengths of a dataset that open_dataset() gave: at least one.
std::vector<hsize_t> checked_shape(hid_t dataset, const std::string& path);
/// Fails where so many values of `value_bytes` in memory are more than the bytes of the dataset can stand for.
void require_plausible(hid_t dataset, hsize_t values, std::size_t value_bytes, const std::string& path);
/// Product of lengths; a failure where it does not fit.
hsize_t checked_product(std::span<const hsize_t> lengths, const std::string& path);

}  // namespace xil
