#include "framework/data/sources/fashion_mnist.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/numeric/rng.h"
#include "framework/data/codecs/idx.h"
#include "framework/data/splits/memory_dataset.h"

namespace xil {
namespace {

constexpr int kSide = 28;
constexpr std::array<const char*, 10> kClassNames = {"T-shirt", "trouser", "pullover", "dress", "coat",
                                                     "sandal",  "shirt",   "sneaker",  "bag",   "ankle boot"};
constexpr std::string_view kMend =
    "install the package dataset-fashion-mnist, or set dataset.root to the folder of its four "
    "files";

/// One of the two pairs of files. `number` is part of the names of its random streams.
struct Source {
  std::string name;
  std::uint32_t number;
  IdxArray images;
  IdxArray labels;
};

Source load_source(const std::filesystem::path& root, const std::string& name, std::uint32_t number) {
  const auto image_file = root / (name + "-images-idx3-ubyte.gz");
  const auto label_file = root / (name + "-labels-idx1-ubyte.gz");
  Source source{name, number, read_idx(image_file, 3, kMend), read_idx(label_file, 1, kMend)};
  require(source.images.dims[1] == kSide && source.images.dims[2] == kSide,
          "{}: pictures of {} x {} pixels, {} x {} are expected; {}", image_file.string(), source.images.dims[1],
          source.images.dims[2], kSide, kSide, kMend);
  require(source.images.dims[0] == source.labels.dims[0], "{}: {} labels for {} pictures; {}", label_file.string(),
          source.labels.dims[0], source.images.dims[0], kMend);
  const auto largest = *std::max_element(source.labels.values.begin(), source.labels.values.end());
  require(largest < kClassNames.size(), "{}: label {} is none of the ten classes; {}", label_file.string(), largest,
          kMend);
  return source;
}

/// A picture of a source and its class as a position in `classes`.
struct Pick {
  std::size_t index;
  int label;
};

/// The pictures of each chosen class that have not been drawn yet, in the random order of the split.
class ClassSampler {
 public:
  ClassSampler(const Source& source, std::vector<std::int64_t> classes, std::uint64_t split_seed)
      : classes_(std::move(classes)), source_name_(source.name) {
    for (const std::int64_t label : classes_) {
      auto& queue = queues_.emplace_back();
      for (std::size_t i = 0; i < source.labels.values.size(); ++i) {
        if (source.labels.values[i] == label) queue.push_back(i);
      }
      Rng(split_seed, {Purpose::Split, source.number, static_cast<std::uint32_t>(label)}).shuffle(queue);
    }
  }

  /// Draws `count` pictures evenly from the classes, the remainder from the first classes; returned in the order of the
  /// file.
  std::vector<Pick> draw(std::string_view key, std::int64_t count) {
    std::vector<Pick> picks;
    const auto total = static_cast<std::size_t>(count), classes = queues_.size();
    for (std::size_t position = 0; position < classes; ++position) {
      draw_class(key, position, total / classes + (position < total % classes ? 1 : 0), picks);
    }
    return sorted(std::move(picks));
  }

  std::vector<Pick> draw_rest(std::string_view key) {
    std::vector<Pick> picks;
    for (std::size_t position = 0; position < queues_.size(); ++position) {
      draw_class(key, position, queues_[position].size(), picks);
    }
    return sorted(std::move(picks));
  }

 private:
  void draw_class(std::string_view key, std::size_t position, std::size_t count, std::vector<Pick>& picks) {
    auto& queue = queues_[position];
    const auto label = static_cast<std::size_t>(classes_[position]);
    refuse_unless(count > 0, "'{}' leaves class {} ({}) without a picture: every class needs at least one", key, label,
                  kClassNames[label]);
    refuse_unless(count <= queue.size(),
                  "'{}' asks for {} pictures of class {} ({}), but only {} are left in the {} "
                  "file: ask for fewer",
                  key, count, label, kClassNames[label], queue.size(), source_name_);
    for (; count > 0; --count) {
      picks.push_back({queue.back(), static_cast<int>(position)});
      queue.pop_back();
    }
  }

  static std::vector<Pick> sorted(std::vector<Pick> picks) {
    std::sort(picks.begin(), picks.end(), [](const Pick& a, const Pick& b) { return a.index < b.index; });
    return picks;
  }

  std::vector<std::int64_t> classes_;
  std::string source_name_;
  std::vector<std::vector<std::size_t>> queues_;
};

void append(std::vector<StoredItem>& items, const Source& source, const std::vector<Pick>& picks, Split split) {
  for (const Pick& pick : picks) {
    StoredItem stored;
    stored.item = {source.name + "/" + std::to_string(pick.index), split, pick.label, ""};
    stored.image = Image(1, kSide, kSide);
    const auto first = source.images.values.begin() + static_cast<std::ptrdiff_t>(pick.index * stored.image.size());
    std::copy_n(first, stored.image.size(), stored.image.pixels.begin());
    items.push_back(std::move(stored));
  }
}

std::vector<std::int64_t> chosen_classes(const FashionMnistParams& params) {
  if (!params.classes.empty()) return params.classes;
  std::vector<std::int64_t> all(kClassNames.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

std::vector<StoredItem> load_items(const FashionMnistParams& params, std::uint64_t split_seed) {
  const auto classes = chosen_classes(params);
  const Source train = load_source(params.root, "train", 0), test = load_source(params.root, "t10k", 1);
  ClassSampler train_sampler(train, classes, split_seed), test_sampler(test, classes, split_seed);
  // Validation is drawn first, so that it stays the same for a larger pool, which then contains the smaller pool.
  std::vector<Pick> validation;
  if (params.validation > 0) validation = train_sampler.draw("validation", params.validation);
  const auto pool = params.pool > 0 ? train_sampler.draw("pool", params.pool) : train_sampler.draw_rest("pool");
  std::vector<StoredItem> items;
  append(items, train, pool, Split::Pool);
  append(items, train, validation, Split::Validation);
  append(items, test, params.test > 0 ? test_sampler.draw("test", params.test) : test_sampler.draw_rest("test"),
         Split::Test);
  return items;
}

DatasetInfo make_info(std::string name, const FashionMnistParams& params) {
  DatasetInfo info;
  info.name = std::move(name);
  for (const std::int64_t label : chosen_classes(params)) {
    info.class_names.emplace_back(kClassNames[static_cast<std::size_t>(label)]);
  }
  info.channels = 1;
  info.height = info.width = kSide;
  return info;
}

/// Grey value of the square per class, by position in `classes`.
std::vector<std::uint8_t> square_values(const DecoyFashionMnistParams& params) {
  std::vector<std::uint8_t> values;
  for (const std::int64_t value : params.values) values.push_back(static_cast<std::uint8_t>(value));
  if (!values.empty()) return values;
  for (const std::int64_t label : chosen_classes(params)) {
    values.push_back(static_cast<std::uint8_t>(255 - 25 * label));
  }
  return values;
}

void paint_square(StoredItem& stored, const DecoyFashionMnistParams& params, const std::vector<std::uint8_t>& values,
                  Rng rng) {
  // The same numbers are drawn for all parameters: settings differ in the draws that they use, not in the draws.
  const bool bottom = rng.bernoulli(0.5), right = rng.bernoulli(0.5);
  const auto drawn_class = static_cast<std::size_t>(rng.below(values.size()));
  const bool truthful = rng.bernoulli(params.confounder_strength);
  const std::size_t own = static_cast<std::size_t>(stored.item.label);
  const std::size_t other = (own + 1 + rng.below(std::max<std::size_t>(values.size() - 1, 1))) % values.size();
  const int side = static_cast<int>(params.square);
  const bool free_corner = params.corner == Corner::Random;
  const int top = free_corner && bottom ? kSide - side : 0;
  const int left = free_corner && right ? kSide - side : 0;
  const std::size_t shown = stored.item.split == Split::Test ? drawn_class : truthful ? own : other;
  const auto value = values[shown];
  // Where two classes have the same grey, it speaks for the first of them.
  stored.item.hint = static_cast<int>(std::ranges::find(values, value) - values.begin());
  Region& region = stored.confounder.emplace(kSide, kSide);
  for (int row = top; row < top + side; ++row) {
    for (int column = left; column < left + side; ++column) {
      region.at(row, column) = 1;
      stored.image.at(0, row, column) = value;
    }
  }
}

/// The right region of XIL typology (Friedrich et al. 2023).
Region object_of(const Image& image) {
  constexpr std::uint8_t kBackground = 1;
  Region region(kSide, kSide);
  std::ranges::transform(image.pixels, region.values.begin(),
                         [](std::uint8_t pixel) -> std::uint8_t { return pixel > kBackground ? 1 : 0; });
  return region;
}

/// Adds the compressed bytes: to decompress them once more would take as long as reading the set.
void add_file(Digest& digest, const std::filesystem::path& file) {
  std::error_code code;
  require(std::filesystem::exists(file, code), "{}: no such file; {}", file.string(), kMend);
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> piece(1 << 20);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    digest.add(std::string_view(piece.data(), static_cast<std::size_t>(stream.gcount())));
  }
  require(stream.eof(), "{}: cannot be read; {}", file.string(), kMend);
}

}  // namespace

std::string fashion_mnist_digest(const std::filesystem::path& root) {
  Digest digest;
  for (const char* part : {"train", "t10k"}) {
    add_file(digest, root / fmt::format("{}-images-idx3-ubyte.gz", part));
    add_file(digest, root / fmt::format("{}-labels-idx1-ubyte.gz", part));
  }
  return digest.hex();
}

std::shared_ptr<const Dataset> make_fashion_mnist(const FashionMnistParams& params, std::uint64_t split_seed) {
  return std::make_shared<MemoryDataset>(make_info("fashion_mnist", params), load_items(params, split_seed));
}

std::shared_ptr<const Dataset> make_decoy_fashion_mnist(const DecoyFashionMnistParams& params,
                                                        std::uint64_t split_seed) {
  auto items = load_items(params, split_seed);
  const auto values = square_values(params);
  for (std::size_t id = 0; id < items.size(); ++id) {
    if (params.mark_objects) items[id].defect = object_of(items[id].image);
    paint_square(items[id], params, values, Rng(split_seed, {Purpose::Decoy, 0, static_cast<std::uint32_t>(id)}));
  }
  return std::make_shared<MemoryDataset>(make_info("decoy_fashion_mnist", params), std::move(items));
}

}  // namespace xil
