#pragma once

#include <filesystem>
#include <string>
#include <utility>

namespace xil {

/// A folder that is removed with everything in it, unless it gets another name.
class TemporaryFolder {
 public:
  /// Makes the folder, with those above it; fails if that is not possible.
  explicit TemporaryFolder(std::filesystem::path path);
  /// Makes a folder with a unique name that begins with `name`, below the folder for temporary files.
  static TemporaryFolder of_its_own(const std::string& name);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }
  /// Renames the folder, which is then kept. Fails if `name` exists already.
  void keep_as(const std::filesystem::path& name);

 private:
  struct Made {
    std::filesystem::path path;
  };
  explicit TemporaryFolder(Made made) : path_(std::move(made.path)) {}

  std::filesystem::path path_;
};

}  // namespace xil
