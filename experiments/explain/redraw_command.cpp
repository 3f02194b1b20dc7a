#include "experiments/explain/redraw_command.h"

#include <charconv>
#include <sstream>

#include "experiments/data/dataset_source.h"
#include "experiments/sweep/catalog.h"
#include "framework/config/yaml.h"
#include "framework/core/base/error.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/sets/pictures_file.h"

namespace xil {
namespace {

std::string needed(const Arguments& arguments, std::string_view flag) {
  const auto value = arguments.value(flag);
  refuse_unless(value.has_value(), "--{} is missing", flag);
  return *value;
}

std::vector<std::size_t> read_numbers(const Arguments& arguments, std::string_view flag) {
  const std::string text = needed(arguments, flag);
  std::vector<std::size_t> rows;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    std::size_t row = 0;
    const auto result = std::from_chars(word.data(), word.data() + word.size(), row);
    refuse_unless(result.ec == std::errc{} && result.ptr == word.data() + word.size(),
                  "--{} takes numbers with commas between, not '{}'", flag, text);
    rows.push_back(row);
  }
  refuse_unless(!rows.empty(), "--{} is empty", flag);
  return rows;
}

/// The dataset with which a run was made. Another dataset under the same name is a failure.
std::shared_ptr<const Dataset> dataset_of(const RunHeader& header, const std::string& file) {
  const RunParams run = read_run(parse_yaml(header.config, file), catalog());  // JSON is a subset of YAML
  auto dataset = DatasetSource(node_cache()).get(run.dataset, run.split_stream());
  const std::string& digest = dataset->info().digest;
  require(digest == header.dataset_digest,
          "dataset '{}' is not what the run in {} used (digest {}, now {}): restore its files", run.dataset.name, file,
          header.dataset_digest.substr(0, 12), digest.substr(0, 12));
  return dataset;
}

}  // namespace

int redraw_command(const Arguments& arguments) {
  const std::string& file = arguments.positional.front();
  const std::vector<std::size_t> rows = read_numbers(arguments, "rows");
  const std::string to = needed(arguments, "to");
  const auto dataset = dataset_of(read_summary(file).header, file);
  const std::size_t there = list_corrections(file).size();
  std::vector<RefutationPicture> pictures;
  for (const std::size_t row : rows) {
    refuse_unless(row < there, "--rows: the run has {} rows of corrections, numbered from 0, and no row {}", there,
                  row);
    const Correction correction = read_corrections(file, row, 1).front();
    refuse_unless(correction.edit() != nullptr, "--rows: row {} of /corrections is a region loss, no edited copy", row);
    require(correction.item < dataset->size() && correction.edit()->donor < dataset->size(),
            "'{}': row {} of /corrections names an item that the dataset does not have: look at it with xil verify",
            file, row);
    pictures.push_back({static_cast<std::int64_t>(row), dataset->image(correction.item),
                        dataset->edited(correction.item, *correction.edit())});
  }
  write_pictures(to, pictures);
  return 0;
}

int pictures_command(const Arguments& arguments) {
  const std::string& file = arguments.positional.front();
  const std::vector<std::size_t> items = read_numbers(arguments, "items");
  const std::string to = needed(arguments, "to");
  const auto dataset = dataset_of(read_summary(file).header, file);
  std::vector<ItemPicture> pictures;
  for (const std::size_t number : items) {
    refuse_unless(number < dataset->size(), "--items: there are {} items, no item {}", dataset->size(), number);
    const auto item = static_cast<ItemId>(number);
    const Region* region = dataset->defect(item);
    if (region == nullptr) region = dataset->confounder(item);
    pictures.push_back({item, dataset->image(item), region == nullptr ? Region() : *region});
  }
  write_item_pictures(to, pictures);
  return 0;
}

}  // namespace xil
