#include "experiments/data/data_make.h"

#include <fmt/format.h>
#include <unistd.h>

#include "experiments/command_line/console.h"
#include "experiments/command_line/temporary_folder.h"
#include "experiments/data/data_commands.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/datasets.h"
#include "framework/data/sources/datasets.h"
#include "framework/data/sources/write_image_folder.h"
#include "framework/store/files/files.h"

namespace xil {

namespace fs = std::filesystem;

std::size_t write_made_set(const MadeSet& made, const fs::path& folder) {
  const fs::path target = folder.has_filename() ? folder : folder.parent_path();  // "DIR/" means DIR
  refuse_unless(!fs::exists(fs::symlink_status(target)),
                "'{}' exists, and nothing is replaced: remove it, or name another folder", folder.string());
  const auto dataset = make_dataset(made.spec, made.split_seed);
  fs::path name = target;
  TemporaryFolder temporary(name += fmt::format(".partial-{}-{}", host_name(), ::getpid()));
  write_image_folder(*dataset, [&](const std::string& path, std::span<const std::uint8_t> content) {
    const fs::path file = temporary.path() / path;
    fs::create_directories(file.parent_path());
    write_file_atomically(file, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
  });
  temporary.keep_as(target);
  return dataset->size();
}

int make_data(const Arguments& arguments) {
  const MadeSet made = read_made_set(arguments.positional[0], std::span(arguments.positional).subspan(2));
  const std::string& folder = arguments.positional[1];
  const std::size_t items = write_made_set(made, folder);
  const ExpectedDataset expected = dataset_params(made.spec)->expected();
  say("{}: {} pictures\n", folder, items);
  say("use it in a sweep by dataset: {{name: manifest, root: {}, size: {}, split: given}}, or by image_folder and a "
      "split of your own\n",
      folder, expected.height);
  return 0;
}

}  // namespace xil
