#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "framework/core/base/error.h"

namespace xil {

/// A fresh folder that is removed in the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "xil-test-XXXXXX").string();
    require(::mkdtemp(name.data()) != nullptr, "cannot make a folder for a test");
    path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace xil
