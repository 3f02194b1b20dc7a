#include "experiments/data/new_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string_view>

#include "experiments/command_line/temporary_folder.h"
#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {

namespace fs = std::filesystem;

void write_new_folder(const fs::path& folder, const std::function<void(const FileSink& write)>& fill) {
  const fs::path target = folder.has_filename() ? folder : folder.parent_path();  // "DIR/" means DIR
  refuse_unless(!fs::exists(fs::symlink_status(target)),
                "'{}' exists, and nothing is replaced: remove it, or name another folder", folder.string());
  fs::path name = target;
  TemporaryFolder temporary(name += fmt::format(".partial-{}-{}", host_name(), ::getpid()));
  fill([&](const std::string& path, std::span<const std::uint8_t> content) {
    const fs::path file = temporary.path() / path;
    fs::create_directories(file.parent_path());
    write_file_atomically(file, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
  });
  temporary.keep_as(target);
}

}  // namespace xil
