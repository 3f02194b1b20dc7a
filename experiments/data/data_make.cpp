#include "experiments/data/data_make.h"

#include <fmt/format.h>

#include "experiments/command_line/console.h"
#include "experiments/data/data_commands.h"
#include "experiments/data/new_folder.h"
#include "framework/core/catalogue/datasets.h"
#include "framework/data/sources/datasets.h"
#include "framework/data/sources/write_image_folder.h"

namespace xil {

namespace fs = std::filesystem;

std::size_t write_made_set(const MadeSet& made, const fs::path& folder) {
  std::size_t items = 0;
  write_new_folder(folder, [&](const FileSink& write) {
    const auto dataset = make_dataset(made.spec, made.split_seed);
    write_image_folder(*dataset, write);
    items = dataset->size();
  });
  return items;
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
