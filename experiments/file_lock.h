#pragma once

#include <filesystem>

#include "framework/store/own_files.h"

namespace xil {

/// Holds a lock on a file, which it makes if need be, as long as it lives, after having waited for it; the system takes it
/// from a process that dies. Where no lock can be had (a link in the place of the file is no such place), it holds none: work is done twice at worst.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  OpenFile file_;
};

}  // namespace xil
