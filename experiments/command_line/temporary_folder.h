#pragma once

#include <filesystem>
#include <string>
#include <utility>

namespace xil {

/// A folder that is removed with everything in it, unless it gets another name.
class TemporaryFolder {
 public:
  /// Makes it, with the folders above; a failure where that cannot be.
  explicit TemporaryFolder(std::filesystem::path path);
  /// Makes one below the folder for temporary files, whose name begins with `name` and is nobody else's.
  static TemporaryFolder of_its_own(const std::string& name);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }
  /// Renames it; the folder then stays. A failure where `name` is there already.
  void keep_as(const std::filesystem::path& name);

 private:
  struct Made {
    std::filesystem::path path;
  };
  explicit TemporaryFolder(Made made) : path_(std::move(made.path)) {}

  std::filesystem::path path_;
};

}  // namespace xil
