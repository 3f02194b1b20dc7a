#pragma once

#include <chrono>
#include <filesystem>

#include "framework/store/files/own_files.h"

namespace xil {

/// Holds a lock on a file, which it makes if need be, as long as it lives, after having waited for it; the system takes
/// it from a process that dies. Where none can be had it holds none, and work is done twice at worst: where a link is
/// in the place of the file, or another process holds the lock for longer than `patience` (it may have been stopped, or
/// hang).
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file, std::chrono::milliseconds patience = std::chrono::minutes(30));
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  OpenFile file_;
};

}  // namespace xil
