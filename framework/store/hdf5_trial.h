#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/store/own_files.h"

namespace xil {

/// Lets child processes do, file by file, what is about to be done with HDF5 files of a stranger. HDF5 itself breaks over files
/// whose structure contradicts itself under right checksums (1.10.8: bad reads, endless loops, sizes without bound), and that
/// ends a child alone. Gives the index and a sentence of every file over which a signal, or a limit of time or memory, ended a
/// child; what `action` throws is for the caller, who does the same again and meets it. One child does all files unless one
/// ends it.
std::map<std::size_t, std::string> try_in_children(const std::vector<OwnPath>& files,
                                                   const std::function<void(const std::filesystem::path&)>& action);

/// The same for one file; fails with that sentence.
void try_in_child(const OwnPath& file, const std::function<void()>& action);

}  // namespace xil
