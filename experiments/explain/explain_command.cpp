#include "experiments/explain/explain_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "experiments/command_line/console.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/data/dataset_source.h"
#include "experiments/explain/explain_report.h"
#include "experiments/explain/explain_subject.h"
#include "experiments/runner/torch_run_environment.h"
#include "framework/core/base/error.h"
#include "framework/core/interfaces/near_items.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/codecs/remarks.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/codecs/tiles.h"
#include "framework/loop/labelled_pool.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNeighbours = 2;   ///< near hits and near misses each
constexpr std::size_t kPoolPiece = 256;  ///< pictures of the pool in memory at a time

struct ExplainOptions {
  std::string model, image, mask, out;
  bool replace = false;  ///< whether the user named `out`
  std::string device;
};

std::string needed(const Arguments& arguments, std::string_view flag) {
  const auto value = arguments.value(flag);
  refuse_unless(value && !value->empty(), "explain: --{} is missing", flag);
  return *value;
}

bool same_file(const std::string& one, const std::string& other) {
  std::error_code code;
  return !other.empty() && fs::equivalent(one, other, code);
}

ExplainOptions read_options(const Arguments& arguments) {
  ExplainOptions options{
      needed(arguments, "model"),          needed(arguments, "image"), arguments.value("mask").value_or(""),
      arguments.value("out").value_or(""), arguments.has("out"),       read_run_options(arguments).device};
  if (!options.replace) options.out = fs::path(options.image).stem().string() + "_explained.png";
  refuse_unless(fs::path(options.out).extension() == ".png", "--out takes a name that ends in .png, not '{}'",
                options.out);
  std::error_code code;
  refuse_unless(options.replace || !fs::exists(fs::symlink_status(options.out, code)),
                "'{}' exists: remove it, or name it with --out to replace it", options.out);
  for (const std::string& read : {options.model, options.image, options.mask}) {
    refuse_unless(!same_file(options.out, read), "--out: '{}' is what is read: name another file", options.out);
  }
  return options;
}

ByteView bytes_of(const std::string& content) {
  return {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()};
}

std::string picture_bytes(const std::string& file, std::string_view flag) {
  std::error_code code;
  require(fs::is_regular_file(file, code), "--{}: '{}' is not a file", flag, file);
  return read_file(file);
}

/// Why the mask marks nothing.
std::string unmarked(const MaskFacts& facts, const std::string& file, const SourceParams& source) {
  Remarks remarks(source);
  remarks.add_mask(file, facts);
  const auto all = remarks.all();
  const auto found = std::ranges::find_if(all, [](const Remark& remark) {
    return remark.kind == RemarkKind::MaskUnread || remark.kind == RemarkKind::MaskAlpha;
  });
  return found == all.end() ? "nothing is drawn in it" : found->text;
}

/// The tile that "F#xywh=0,0,256,256" names, for a model of tiles; nothing for a picture that is no larger than a tile.
std::optional<TilePath> tile_of(const std::string& image, const SourceParams& source) {
  return source.tiles.size == 0 || fs::exists(image) ? std::nullopt : tile_path(image);
}

/// A whole picture in the place of a tile would show the model things at a size that it has never seen.
void refuse_larger_than_tile(const Image& image, const std::string& file, const SourceParams& source) {
  const std::int64_t size = source.tiles.size;
  if (size == 0 || (image.height <= size && image.width <= size)) return;
  refuse("--image: '{0}' is {1} x {2} pixels, and the model knows tiles of {3}: name one, as '{0}#{4}'", file,
         image.width, image.height, size, tile_name(tiles_of(image.height, image.width, source.tiles).front()));
}

Region read_mask(const std::string& file, const InspectedPicture& picture, const SourceParams& source,
                 const std::optional<TilePath>& part, Remarks& remarks) {
  const InspectedMask mask = inspect_mask(bytes_of(picture_bytes(file, "mask")), file, source, Place::Alone);
  const Image& whole = picture.image;
  require(mask.region.height == whole.height && mask.region.width == whole.width,
          "{}: the mask is {} x {} pixels, its picture {} x {}{}: make them the same size", file, mask.region.height,
          mask.region.width, whole.height, whole.width, shown_orientations(picture.facts, mask.facts));
  require(mask.facts.marked > 0, "{}: the mask marks nothing, {}: save it with 255 where it marks", file,
          unmarked(mask.facts, file, source));
  remarks.add_mask(file, mask.facts);
  return scale_region(part ? cut(mask.region, part->tile) : mask.region, source);
}

/// Reads the pictures as the model's dataset would read them.
ExplainedPicture read_pictures(const ExplainOptions& options, const SourceParams& source) {
  ExplainedPicture picture;
  picture.file = options.image;
  picture.mask_file = options.mask;
  picture.out = options.out;
  const auto part = tile_of(options.image, source);
  const std::string& file = part ? part->picture : options.image;
  const InspectedPicture whole = inspect_picture(bytes_of(picture_bytes(file, "image")), file, source, Place::Alone);
  if (!part) refuse_larger_than_tile(whole.image, file, source);
  picture.image = scale_image(part ? cut(whole.image, part->tile) : whole.image, source);
  Remarks remarks(source);
  remarks.add_picture(options.image, whole.facts, !options.mask.empty());
  if (!options.mask.empty()) picture.region = read_mask(options.mask, whole, source, part, remarks);
  for (const Remark& remark : remarks.all()) picture.notes.push_back(fmt::format("{}: {}", remark.path, remark.text));
  return picture;
}

/// The pool as the network sees it, and those of its items that are the explained picture itself.
struct LookedAtPool {
  std::vector<ItemId> items;
  Prediction prediction;
  std::vector<std::uint8_t> same;
};

void append(Matrix& table, const Matrix& rows) {
  table.rows += rows.rows;
  table.cols = rows.cols;
  table.values.insert(table.values.end(), rows.values.begin(), rows.values.end());
}

LookedAtPool look_at_pool(const SavedNetwork& network, const Dataset& dataset, const Image& image) {
  LookedAtPool pool{items_of(dataset, Split::Pool), {}, {}};
  for (std::size_t start = 0; start < pool.items.size(); start += kPoolPiece) {
    std::vector<Image> images;
    for (std::size_t i = start; i < std::min(start + kPoolPiece, pool.items.size()); ++i) {
      images.push_back(dataset.image(pool.items[i]));
      pool.same.push_back(images.back() == image ? 1 : 0);
    }
    const Prediction part = network.predict(images);
    append(pool.prediction.probabilities, part.probabilities);
    append(pool.prediction.features, part.features);
  }
  return pool;
}

std::vector<NearItem> neighbours_of(const ExplainedPicture& picture, std::span<const float> features,
                                    const SavedNetwork& network, const Dataset& dataset) {
  const LookedAtPool pool = look_at_pool(network, dataset, picture.image);
  std::vector<NearItem> neighbours;
  for (const NearRow& near :
       near_rows(pool.prediction, features, static_cast<std::size_t>(picture.predicted), kNeighbours, pool.same)) {
    const ItemId id = pool.items[near.row];
    const auto probabilities = pool.prediction.probabilities.row(near.row);
    const std::size_t predicted = argmax(probabilities);
    neighbours.push_back({near.reason, dataset.item(id).path, dataset.item(id).label, static_cast<int>(predicted),
                          probabilities[predicted], near.similarity, dataset.image(id)});
  }
  return neighbours;
}

/// If the dataset cannot be had as it was, only a note is added: the explanation does not need it.
void add_neighbours(const ExplainSubject& subject, const SavedNetwork& network, std::span<const float> features,
                    ExplainedPicture& picture) {
  const TrainingDataset& trained_on = *subject.trained_on;
  std::shared_ptr<const Dataset> dataset;
  try {
    dataset = DatasetSource(node_cache()).get(trained_on.dataset, trained_on.split_seed);
  } catch (const Error& error) {
    picture.notes.push_back(fmt::format("no near hits and misses: {}", error.what()));
    return;
  }
  if (dataset->info().digest != trained_on.digest) {
    picture.notes.push_back(
        fmt::format("no near hits and misses: dataset '{}' is not what the run used (digest {}, now {})",
                    trained_on.dataset.name, trained_on.digest.substr(0, 12), dataset->info().digest.substr(0, 12)));
    return;
  }
  picture.neighbours = neighbours_of(picture, features, network, *dataset);
}

void write_drawing(const Image& drawing, const ExplainOptions& options) {
  const auto png = encode_png(drawing);
  const std::string_view bytes(reinterpret_cast<const char*>(png.data()), png.size());
  const bool ours = write_file_atomically(options.out, bytes, options.replace ? IfExists::Replace : IfExists::Keep);
  refuse_unless(ours, "'{}' has appeared meanwhile: remove it, or name it with --out to replace it", options.out);
}

}  // namespace

int explain_command(const Arguments& arguments) {
  const ExplainOptions options = read_options(arguments);
  prepare_torch_for(arguments.integer("threads", 1).value_or(1));
  const std::string device = choose_device(options.device, 0);
  const ExplainSubject subject =
      read_subject({options.model, arguments.positional, device, arguments.has("allow-torchscript")});
  ExplainedPicture picture = read_pictures(options, subject.source);
  const SavedNetwork network(subject.model, subject.shape, subject.state, device);
  const Prediction prediction = network.predict({&picture.image, 1});
  const auto probabilities = prediction.probabilities.row(0);
  picture.probabilities.assign(probabilities.begin(), probabilities.end());
  picture.predicted = static_cast<int>(argmax(probabilities));
  picture.explanation = network.explain(picture.image, picture.predicted, subject.explainer, subject.seed);
  if (subject.trained_on) add_neighbours(subject, network, prediction.features.row(0), picture);
  write_drawing(draw_overlay(explain_overlay(subject, picture)), options);
  if (arguments.has("json"))
    say_json(explain_json(subject, picture));
  else
    write_lines(stdout, explain_text(subject, picture));
  return 0;
}

}  // namespace xil
