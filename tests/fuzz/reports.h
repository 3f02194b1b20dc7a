#pragma once

#include <filesystem>
#include <string>

namespace xil::fuzz {

/// Where the address sanitizer writes what it finds in this process and its children: `<prefix>.<process>`.
void write_reports_to(const std::filesystem::path& prefix);

/// All reports so far, which are removed.
std::string take_reports(const std::filesystem::path& prefix);

/// Whether a report tells of HDF5's own code, which breaks over some files in the child that tries them (hdf5_trial.h):
/// the first place on the stack that is neither the sanitizer's nor the C library's is the library's, or it ran into
/// the child's bound of memory.
bool tells_of_hdf5(const std::string& report);

}  // namespace xil::fuzz
