#pragma once

#include <filesystem>

namespace xil {

/// Holds a lock on a file, which it makes if need be, as long as it lives, after having waited for it; the system takes it
/// from a process that dies. Where no lock can be had, it holds none: work is done twice at worst.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  int descriptor_;
};

}  // namespace xil
