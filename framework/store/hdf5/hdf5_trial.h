#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/store/files/own_files.h"

namespace xil {

/// What trying a file came to, where it did not end well.
struct FailedTrial {
  bool broke = false;                 ///< a signal, or a limit of time or memory, ended the process
  std::vector<std::string> messages;  ///< a sentence about that, or what the trial gave or threw; never empty
};

/// Reads a file and gives what is wrong with it.
using Trial = std::function<std::vector<std::string>(const std::filesystem::path&)>;
/// The trial of a reader that throws what is wrong.
Trial trial_of(std::function<void(const std::filesystem::path&)> read);

/// Lets child processes do, file by file, what is about to be done with HDF5 files of a stranger. HDF5 itself breaks
/// over files whose structure contradicts itself under right checksums (1.10.8: bad reads, endless loops, sizes without
/// bound), and that ends a child alone. Nor may a process read on in which HDF5 has failed once: who calls reads only
/// files that pass here.
///
/// Gives the files, by index, for which it did not end well. They are shared among as many children as there are cores;
/// a new child goes on where one ended.
std::map<std::size_t, FailedTrial> try_in_children(const std::vector<OwnPath>& files, const Trial& trial);

/// The same for one file, with what it gives.
std::vector<std::string> try_in_child(const OwnPath& file, const Trial& trial);

/// For a command that does without the file: one sentence that names it.
std::string refusal_of(const OwnPath& file, const FailedTrial& trial);

}  // namespace xil
