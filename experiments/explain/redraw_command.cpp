#include "experiments/explain/redraw_command.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <optional>
#include <span>
#include <sstream>

#include "experiments/command_line/console.h"
#include "experiments/data/dataset_source.h"
#include "experiments/sweep/catalog.h"
#include "framework/config/yaml.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/layouts/layouts.h"
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

RunParams run_of(const RunHeader& header, const std::string& file) {
  return read_run(parse_yaml(header.config, file), catalog());  // JSON is a subset of YAML
}

/// The dataset with which a run was made. Another dataset under the same name is a failure.
std::shared_ptr<const Dataset> dataset_of(const RunHeader& header, const std::string& file, DatasetSource& sets) {
  const RunParams run = run_of(header, file);
  auto dataset = sets.get(run.dataset, run.split_stream());
  const std::string& digest = dataset->info().digest;
  require(digest == header.dataset_digest,
          "dataset '{}' is not what the run in {} used (digest {}, now {}): restore its files", run.dataset.name, file,
          header.dataset_digest.substr(0, 12), digest.substr(0, 12));
  return dataset;
}

}  // namespace

void write_refutations(const Arguments& arguments, DatasetSource& sets) {
  const std::string& file = arguments.positional.front();
  const std::vector<std::size_t> rows = read_numbers(arguments, "rows");
  const std::string to = needed(arguments, "to");
  const auto dataset = dataset_of(read_header(file), file, sets);
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
}

namespace {

/// Of the longer side; a tile of a figure is 62 points wide, 190 pixels at 220 dpi.
constexpr int kLongestSide = 192;

Region region_of(const Dataset& dataset, ItemId item) {
  const Region* region = dataset.defect(item);
  if (region == nullptr) region = dataset.confounder(item);
  return region == nullptr ? Region(dataset.info().height, dataset.info().width) : *region;
}

/// The same picture with fewer pixels, if it has more than a figure shows.
Image shrunk(const Image& image) {
  const double factor = static_cast<double>(kLongestSide) / std::max(image.height, image.width);
  if (factor >= 1) return image;
  const auto side = [&](int pixels) { return std::max<std::int64_t>(1, std::lround(factor * pixels)); };
  SourceParams params;
  params.size = {side(image.height), side(image.width)};
  return scale_image(image, params);
}

/// Reads pictures of an image set from their files.
class OwnPictures {
 public:
  OwnPictures(const ComponentSpec& spec, const Dataset& dataset) : dataset_(dataset) {
    const auto params = image_set_params(spec);
    if (!params->packed.empty()) return;
    params_ = *params;
    root_.emplace(find_root(spec));
  }

  /// Nothing where the file is not what the run had.
  std::optional<FramedPicture> of(ItemId item) const try {
    if (!root_) return std::nullopt;
    const std::string& path = dataset_.item(item).path;
    const Image image = decode_picture(root_->read(path), path, params_);
    if (scale_image(image, params_) != dataset_.image(item)) return std::nullopt;
    const Placement placed = place_picture(image.height, image.width, params_);
    return FramedPicture{item,          shrunk(image), region_of(dataset_, item), placed.top, placed.left,
                         placed.height, placed.width};
  } catch (const Error&) {
    return std::nullopt;
  }

 private:
  const Dataset& dataset_;
  SourceParams params_;
  std::optional<DatasetRoot> root_;
};

FramedPicture as_in_run(const Dataset& dataset, ItemId item) {
  const DatasetInfo& info = dataset.info();
  return {item, dataset.image(item), region_of(dataset, item), 0, 0, info.height, info.width};
}

std::vector<FramedPicture> framed_pictures(const RunParams& run, const Dataset& dataset,
                                           const std::vector<std::size_t>& items) {
  std::optional<OwnPictures> own;
  if (is_image_set(run.dataset)) own.emplace(run.dataset, dataset);
  std::vector<FramedPicture> pictures;
  for (const std::size_t number : items) {
    const auto item = static_cast<ItemId>(number);
    auto picture = own ? own->of(item) : std::nullopt;
    pictures.push_back(picture ? std::move(*picture) : as_in_run(dataset, item));
  }
  return pictures;
}

}  // namespace

void write_items(const Arguments& arguments, DatasetSource& sets) {
  const std::string& file = arguments.positional.front();
  const std::vector<std::size_t> items = read_numbers(arguments, "items");
  const std::string to = needed(arguments, "to");
  const RunHeader header = read_header(file);
  const auto dataset = dataset_of(header, file, sets);
  for (const std::size_t number : items)
    refuse_unless(number < dataset->size(), "--items: there are {} items, no item {}", dataset->size(), number);
  if (arguments.has("own")) {
    write_framed_pictures(to, framed_pictures(run_of(header, file), *dataset, items));
    return;
  }
  std::vector<ItemPicture> pictures;
  for (const std::size_t number : items) {
    const auto item = static_cast<ItemId>(number);
    const Region* region = dataset->defect(item);
    if (region == nullptr) region = dataset->confounder(item);
    pictures.push_back({item, dataset->image(item), region == nullptr ? Region() : *region});
  }
  write_item_pictures(to, pictures);
}

int redraw_command(const Arguments& arguments) {
  DatasetSource sets(node_cache());
  write_refutations(arguments, sets);
  return 0;
}

int pictures_command(const Arguments& arguments) {
  DatasetSource sets(node_cache());
  write_items(arguments, sets);
  return 0;
}

namespace {

/// The words of the next order; nothing if no other comes.
std::vector<std::string> read_order(std::istream& in) {
  std::vector<std::string> words;
  for (std::string word; std::getline(in, word, kEndOfWord) && !word.empty();) words.push_back(word);
  return words;
}

void carry_out(const std::vector<std::string>& words, DatasetSource& sets) {
  const bool edited = words.front() == kRefutations.name;
  refuse_unless(edited || words.front() == kPictures.name, "there is no order '{}'", words.front());
  const Arguments arguments = parse_arguments(std::span(words).subspan(1), edited ? kRefutations : kPictures);
  edited ? write_refutations(arguments, sets) : write_items(arguments, sets);
}

std::string answer_to(const std::vector<std::string>& words, DatasetSource& sets) {
  try {
    carry_out(words, sets);
    return {};
  } catch (const std::exception& error) {
    const std::string_view text = error.what();
    return std::string(text.substr(0, text.find('\n')));
  }
}

}  // namespace

int redraw_orders(const Arguments&) {
  DatasetSource sets(node_cache());
  for (auto words = read_order(std::cin); !words.empty(); words = read_order(std::cin)) {
    say_as_it_is(fmt::format("{}{}\n", kBeginOfAnswer, answer_to(words, sets)));
    if (std::fflush(stdout) != 0) break;  // nobody hears it
  }
  return 0;
}

}  // namespace xil
