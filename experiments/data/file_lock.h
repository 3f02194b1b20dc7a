#pragma once

#include <chrono>
#include <filesystem>

#include "framework/store/files/own_files.h"

namespace xil {

/// Waits for a lock on a file, which it makes if it is missing, and holds the lock during its lifetime; if the process
/// dies, the system releases the lock. It holds no lock if a link stands in the place of the file, or if another
/// process holds the lock for longer than `timeout` (it may have been stopped, or hang). Then work is at worst done
/// twice.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file, std::chrono::milliseconds timeout = std::chrono::minutes(30));
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  OpenFile file_;
};

}  // namespace xil
