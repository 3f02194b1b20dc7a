#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "framework/store/files/own_files.h"

namespace xil {

/// The result of trying a file that did not pass.
struct FailedTrial {
  bool broke = false;                 ///< a signal, or a limit of time or memory, ended the process
  std::vector<std::string> messages;  ///< how the process ended, or what the trial returned or threw; never empty
};

/// Reads a file and returns what is wrong with it, one sentence each.
using Trial = std::function<std::vector<std::string>(const std::filesystem::path&)>;
/// A trial from a reader that throws if anything is wrong.
Trial trial_of(std::function<void(const std::filesystem::path&)> read);

/// Child processes try, file by file, what the caller is about to do with HDF5 files of unknown origin. HDF5 itself
/// fails badly on files whose structure contradicts itself under right checksums (1.10.8: bad reads, endless loops,
/// sizes without bound); here this ends a child process only. Nor is it safe to go on reading in a process in which
/// HDF5 has failed once: the caller should read only files that pass here.
///
/// Returns the files that did not pass, by index. The files are shared among up to as many children as there are cores;
/// if a child dies, a new one continues after the file that killed it.
std::map<std::size_t, FailedTrial> try_in_children(const std::vector<OwnPath>& files, const Trial& trial);

/// Child processes read files in the same way and return what they read, so that this process need not open them.
struct FileReadings {
  std::map<std::size_t, FailedTrial> failed;
  std::map<std::size_t, std::string> bytes;  ///< by index, of the files that passed
};
FileReadings read_in_children(const std::vector<OwnPath>& files,
                              const std::function<std::string(const std::filesystem::path&)>& read);

/// As try_in_children(), for one file; returns what is wrong with it, empty if it passed.
std::vector<std::string> try_in_child(const OwnPath& file, const Trial& trial);

/// One sentence that names the file, for a command that goes on without it.
std::string refusal_of(const OwnPath& file, const FailedTrial& trial);

}  // namespace xil
