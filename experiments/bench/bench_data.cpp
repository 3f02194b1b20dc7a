#include "experiments/bench/bench_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <set>

#include "experiments/command_line/console.h"
#include "experiments/command_line/temporary_folder.h"
#include "experiments/data/data_make.h"
#include "experiments/data/data_target.h"
#include "experiments/data/dataset_source.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/core/numeric/quantile.h"
#include "framework/data/codecs/raw_decode.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/source_reader.h"
#include "framework/loop/stopwatch.h"
#include "framework/store/sets/packed_set.h"

namespace xil {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

/// One way to load the set.
struct Way {
  std::string name, includes;
  bool raw = false;                   ///< a bare decoder: the upper limit
  std::function<std::size_t()> load;  ///< returns the number of items whose files were decoded
  std::vector<double> seconds = {};
  std::size_t decoded = 0;

  double median_s() const { return quantile(seconds, 0.5); }
};

/// The set that is measured, with everything that the ways need.
class Bench {
 public:
  Bench(const ComponentSpec& spec, const fs::path& folder)
      : spec_(spec), packed_(spec), folder_(folder), root_(find_root(spec)), set_(read_source(spec)) {
    const fs::path file = folder / "packed.h5";
    write_packed_set(file, *set_, source_spec(spec));
    packed_.params.set("packed", Value(file.string()));
    list_files();
  }

  std::size_t items() const { return set_->items.size(); }
  std::size_t files() const { return contents_.size(); }

  /// The ways in the order in which they are timed: a later one may use the files that an earlier one left.
  std::vector<Way> ways() {
    return {{"turbojpeg", "bare decoding from memory: JPEG by TurboJPEG, the rest by OpenCV", true,
             [this] { return decode_contents(RawDecoder::Library::TurboJpeg); }},
            {"opencv", "bare decoding from memory: all by OpenCV", true,
             [this] { return decode_contents(RawDecoder::Library::OpenCv); }},
            {"digest", "SHA-256 of the files, from memory", false, [this] { return digest_contents(); }},
            {"read_turbojpeg", "the same with reading, by TurboJPEG", false, [this] { return read_and_decode(); }},
            {"folder", "list, read, check, decode, scale, digest", false,
             [this] { return read_source(spec_)->items.size(); }},
            {"node_first", "the same, and written to the node's cache", false, [this] { return first_of_node(); }},
            {"node_later", "another process of the node: from the cache", false, [this] { return later_of_node(); }},
            {"packed", "the file of xil data pack", false, [this] { return from_packed(); }},
            {"second_run", "another run of a process: from memory", false, [this] { return second_run(); }}};
  }

 private:
  void list_files() {
    std::set<std::string> readable;
    for (const SourceItem& item : set_->items) readable.insert(item.path);
    for (const ListedItem& item : list_items(root_, spec_).items) {
      if (!readable.contains(item.path)) continue;
      for (const std::string& path : {item.path, item.mask, item.confounder_mask}) {
        if (!path.empty()) paths_.push_back(path);
      }
    }
    for (const std::string& path : paths_) contents_.push_back(root_.read(path));
  }

  std::size_t decode_contents(RawDecoder::Library library) const {
    RawDecoder decoder(library);
    for (const Bytes& content : contents_) decoder.decode(content);
    return items();
  }

  /// Reads all contents without decoding them.
  std::size_t digest_contents() const {
    Digest digest;
    for (const Bytes& content : contents_) digest.add(std::span(content));
    require(!digest.hex().empty(), "no digest");
    return 0;
  }

  std::size_t read_and_decode() const {
    RawDecoder decoder(RawDecoder::Library::TurboJpeg);
    for (const std::string& path : paths_) decoder.decode(root_.read(path));
    return items();
  }

  fs::path cache() const { return folder_ / fmt::format("cache-{}", caches_); }

  static std::size_t load_from(DatasetSource& source, const ComponentSpec& spec) {
    const std::size_t before = source.decoded_items();
    source.source(spec);
    return source.decoded_items() - before;
  }

  std::size_t first_of_node() {
    ++caches_;  // the next cache is an empty one
    DatasetSource source(cache());
    return load_from(source, spec_);
  }

  std::size_t later_of_node() {
    last_ = std::make_unique<DatasetSource>(cache());
    return load_from(*last_, spec_);
  }

  std::size_t from_packed() const {
    DatasetSource source{fs::path()};
    return load_from(source, packed_);
  }

  std::size_t second_run() { return load_from(*last_, spec_); }

  ComponentSpec spec_, packed_;
  const fs::path folder_;
  const DatasetRoot root_;
  const std::shared_ptr<const SourceSet> set_;
  std::vector<std::string> paths_;  ///< pictures and masks
  std::vector<Bytes> contents_;     ///< contents_[i] is the content of paths_[i]
  std::size_t caches_ = 0;
  std::unique_ptr<DatasetSource> last_;
};

void measure(std::vector<Way>& ways, std::int64_t repetitions) {
  for (std::int64_t i = 0; i < repetitions; ++i) {  // interleaved, so that a slow minute hits all of them
    for (Way& way : ways) {
      const Stopwatch stopwatch;
      way.decoded = way.load();
      way.seconds.push_back(stopwatch.seconds());
    }
  }
}

/// Seconds of the fastest bare decoder.
double limit_s(const std::vector<Way>& ways) {
  double limit = std::numeric_limits<double>::infinity();
  for (const Way& way : ways) {
    if (way.raw) limit = std::min(limit, way.median_s());
  }
  return limit;
}

std::string as_text(const std::vector<Way>& ways, const Bench& bench, const std::string& what) {
  const auto items = static_cast<double>(bench.items());
  std::string text = fmt::format(
      "{}: {} items in {} files; median of {} repetitions\n\n{:<15}{:>11}{:>12}{:>11}{:>9}  {}\n", what, bench.items(),
      bench.files(), ways.front().seconds.size(), "way", "ms", "items/s", "of limit", "decoded", "includes");
  for (const Way& way : ways) {
    const double seconds = way.median_s();
    text += fmt::format("{:<15}{:>11.3f}{:>12.0f}{:>11.2f}{:>9}  {}\n", way.name, seconds * 1e3, items / seconds,
                        limit_s(ways) / seconds, way.decoded, way.includes);
  }
  return text + "\nlimit: the faster of the bare decoders; decoded: items whose files were decoded\n";
}

Value as_json(const std::vector<Way>& ways, const Bench& bench, const std::string& what) {
  const auto items = static_cast<double>(bench.items());
  Value::List lines;
  for (const Way& way : ways) {
    const double seconds = way.median_s();
    lines.push_back(Value(Value::Map{{"way", Value(way.name)},
                                     {"includes", Value(way.includes)},
                                     {"seconds", Value(seconds)},
                                     {"items_per_s", Value(items / seconds)},
                                     {"of_limit", Value(limit_s(ways) / seconds)},
                                     {"decoded", json_value(way.decoded)}}));
  }
  return Value(Value::Map{{"dataset", Value(what)},
                          {"items", json_value(bench.items())},
                          {"files", json_value(bench.files())},
                          {"repetitions", json_value(ways.front().seconds.size())},
                          {"ways", Value(std::move(lines))}});
}

/// The set that the user names, or else one that is made below the folder.
ComponentSpec bench_set(const Arguments& arguments, const fs::path& folder) {
  const std::span operands(arguments.positional);
  if (!operands.empty()) return read_image_set(operands.front(), operands.subspan(1));
  const fs::path made = folder / "made";
  write_made_set(read_made_set("weld_seams", std::vector<std::string>{"items=100", "size=200"}), made);
  return read_image_set("image_folder", std::vector<std::string>{fmt::format("root={}", json_string(made.string()))});
}

}  // namespace

int bench_data(const Arguments& arguments) {
  const std::int64_t repetitions = arguments.integer("repeat", 1).value_or(3);
  const TemporaryFolder folder = TemporaryFolder::of_its_own("xil-bench");
  const ComponentSpec spec = bench_set(arguments, folder.path());
  const std::string what =
      arguments.positional.empty() ? "100 made pictures of 200 x 200" : arguments.positional.front();
  Bench bench(spec, folder.path());
  std::vector<Way> ways = bench.ways();
  measure(ways, repetitions);
  if (arguments.has("json"))
    say_json(as_json(ways, bench, what));
  else
    write_lines(stdout, as_text(ways, bench, what));
  return 0;
}

}  // namespace xil
