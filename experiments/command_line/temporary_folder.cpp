#include "experiments/command_line/temporary_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include <cerrno>
#include <system_error>

#include "framework/core/base/error.h"

namespace xil {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(fs::path path) : path_(std::move(path)) {
  std::error_code code;
  if (path_.has_parent_path()) fs::create_directories(path_.parent_path(), code);
  const bool made = !code && fs::create_directory(path_, code);
  require(made, "cannot make the folder '{}': {}; choose another place", path_.string(),
          code ? code.message() : "it exists");
}

TemporaryFolder TemporaryFolder::of_its_own(const std::string& name) {
  std::string path = (fs::temp_directory_path() / (name + "-XXXXXX")).string();
  require(::mkdtemp(path.data()) != nullptr, "cannot make a folder like {}: {}; is TMPDIR a place to write to?", path,
          std::generic_category().message(errno));
  return TemporaryFolder(Made{path});
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code code;  // a folder that cannot be removed stays
  if (!path_.empty()) fs::remove_all(path_, code);
}

void TemporaryFolder::keep_as(const fs::path& name) {
  // Plain rename() would replace an empty folder.
  int result = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, name.c_str(), RENAME_NOREPLACE);
  // Some network file systems only have plain rename(); there an empty folder could be replaced only if two processes
  // rename at the same moment.
  const bool plain_only = result != 0 && (errno == EINVAL || errno == ENOSYS) && !fs::exists(name);
  if (plain_only) result = ::rename(path_.c_str(), name.c_str());
  require(result == 0, "cannot name the folder '{}': {}; choose another name", name.string(),
          std::generic_category().message(errno));
  path_.clear();
}

}  // namespace xil
