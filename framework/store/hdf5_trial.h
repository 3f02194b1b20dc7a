#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/store/own_files.h"

namespace xil {

/// What trying a file came to.
struct FailedTrial {
  bool broke = false;   ///< a signal, or a limit of time or memory, ended the process
  std::string message;  ///< a sentence about that, or what the action threw
};

/// Lets child processes do, file by file, what is about to be done with HDF5 files of a stranger. HDF5 itself breaks over files
/// whose structure contradicts itself under right checksums (1.10.8: bad reads, endless loops, sizes without bound), and that
/// ends a child alone. Gives the files, by index, for which it did not end well. Files are shared among as many children as there
/// are cores; a new child goes on where one ended.
std::map<std::size_t, FailedTrial> try_in_children(const std::vector<OwnPath>& files,
                                                   const std::function<void(const std::filesystem::path&)>& action);

/// The same for one file; fails with the message.
void try_in_child(const OwnPath& file, const std::function<void()>& action);

}  // namespace xil
