#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "experiments/data/data_target.h"
#include "experiments/data/dataset_source.h"
#include "experiments/explain/explain_pictures.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/layouts/layouts.h"

namespace xil {
namespace {

constexpr std::size_t kPiece = 256;  ///< pictures in memory at a time

/// A picture with its true class, as a set holds it.
struct LabelledPicture {
  std::string path;
  std::string truth;
  Image image;
  const Region *defect = nullptr, *confounder = nullptr;
};

/// The labelled pictures of a set.
struct LabelledPictures {
  std::string what;  ///< "the test items of 'weld_seams'"
  std::size_t count = 0;
  std::function<LabelledPicture(std::size_t)> picture;
  bool from_files = false;          ///< pictures have a resolution of their own
  std::optional<DatasetRoot> root;  ///< of their files, if they are at hand
};

std::optional<DatasetRoot> root_of(const ComponentSpec& spec) {
  if (!is_image_set(spec) || !image_set_params(spec)->packed.empty()) return std::nullopt;
  return find_root(spec);
}

LabelledPictures own_test_items(const TrainingDataset& trained_on) {
  const std::shared_ptr<const Dataset> dataset =
      DatasetSource(node_cache()).get(trained_on.dataset, trained_on.split_seed);
  require(dataset->info().digest == trained_on.digest,
          "dataset '{}' is not what the run used (digest {}, now {}): restore its files, or name another set with "
          "--dataset",
          trained_on.dataset.name, trained_on.digest.substr(0, 12), dataset->info().digest.substr(0, 12));
  const std::vector<ItemId> items = items_of(*dataset, Split::Test);
  const auto picture = [dataset, items](std::size_t i) {
    const Item& item = dataset->item(items[i]);
    return LabelledPicture{item.path, dataset->info().class_names[static_cast<std::size_t>(item.label)],
                           dataset->image(items[i]), dataset->defect(items[i]), dataset->confounder(items[i])};
  };
  return {fmt::format("test items of {}", trained_on.dataset.name), items.size(), picture,
          is_image_set(trained_on.dataset), root_of(trained_on.dataset)};
}

/// The parameters of a named set, with those of the model's pictures where the user gives none.
std::vector<std::string> with_source_of(std::span<const std::string> assignments, const SourceParams& source) {
  std::vector<std::string> all(assignments.begin(), assignments.end());
  const auto add = [&](std::string_view key, const std::string& value) {
    const auto is_given = [&](const std::string& text) { return text.starts_with(fmt::format("{}=", key)); };
    if (std::ranges::none_of(assignments, is_given)) all.push_back(fmt::format("{}={}", key, value));
  };
  add("size", fmt::format("[{}, {}]", source.height(), source.width()));
  add("channels", std::string(enum_name(source.channels)));
  add("fit", std::string(enum_name(source.fit)));
  add("pad", std::string(enum_name(source.pad)));
  add("orientation", std::string(enum_name(source.orientation)));
  return all;
}

LabelledPictures named_set(const WrongRequest& request, const ExplainSubject& subject) {
  const ComponentSpec spec = read_image_set(*request.dataset, with_source_of(request.assignments, subject.source));
  const std::shared_ptr<const SourceSet> set = DatasetSource(node_cache()).source(spec);
  for (const std::string& name : set->class_names) {
    require(std::ranges::find(subject.class_names, name) != subject.class_names.end(),
            "--dataset: the classes of the set are {}, and those of the model {}: they need the same names",
            fmt::join(set->class_names, ", "), fmt::join(subject.class_names, ", "));
  }
  require(set->height == subject.shape.height && set->width == subject.shape.width &&
              set->channels == subject.shape.channels,
          "--dataset: its pictures are {} x {} with {} channels, and the model reads {} x {} with {}", set->height,
          set->width, set->channels, subject.shape.height, subject.shape.width, subject.shape.channels);
  const auto picture = [set](std::size_t i) {
    const SourceItem& item = set->items[i];
    return LabelledPicture{item.path, set->class_names[static_cast<std::size_t>(item.label)], item.image,
                           item.defect ? &*item.defect : nullptr, item.confounder ? &*item.confounder : nullptr};
  };
  return {fmt::format("items of {}", *request.dataset), set->items.size(), picture, true, root_of(spec)};
}

struct Wrong {
  std::size_t place = 0;
  double probability = 0;
};

std::vector<Wrong> wrong_ones(const LabelledPictures& set, const ExplainSubject& subject, const SavedNetwork& network) {
  std::vector<Wrong> wrong;
  for (std::size_t first = 0; first < set.count; first += kPiece) {
    std::vector<Image> images;
    std::vector<std::string> truths;
    for (std::size_t i = first; i < std::min(first + kPiece, set.count); ++i) {
      LabelledPicture picture = set.picture(i);
      images.push_back(std::move(picture.image));
      truths.push_back(std::move(picture.truth));
    }
    const Prediction prediction = network.predict(images);
    for (std::size_t i = 0; i < truths.size(); ++i) {
      const auto probabilities = prediction.probabilities.row(i);
      const std::size_t predicted = argmax(probabilities);
      if (subject.class_names[predicted] != truths[i]) wrong.push_back({first + i, probabilities[predicted]});
    }
  }
  std::ranges::stable_sort(wrong, std::greater<>(), &Wrong::probability);
  return wrong;
}

std::optional<Region> copy_of(const Region* region) {
  return region == nullptr ? std::nullopt : std::optional<Region>(*region);
}

/// The picture at its own resolution, if its file is at hand and is the one that the set was made from.
Image whole_picture(const LabelledPictures& set, const LabelledPicture& picture, const SourceParams& source) try {
  if (!set.root) return {};
  Image whole = decode_picture(set.root->read(picture.path), picture.path, source);
  return scale_image(whole, source) == picture.image ? whole : Image();
} catch (const Error&) {
  return {};
}

}  // namespace

PicturesToExplain wrong_pictures(const WrongRequest& request, const ExplainSubject& subject,
                                 const SavedNetwork& network) {
  refuse_unless(request.dataset || subject.trained_on,
                "--wrong: the model's file does not say on which set it was trained: name one with --dataset");
  const LabelledPictures set = request.dataset ? named_set(request, subject) : own_test_items(*subject.trained_on);
  std::vector<Wrong> wrong = wrong_ones(set, subject, network);
  const std::size_t all = wrong.size();
  if (request.most > 0 && wrong.size() > request.most) wrong.resize(request.most);
  PicturesToExplain pictures;
  pictures.subject = fmt::format("{} of the {} {} are predicted wrong", all, set.count, set.what);
  if (wrong.size() < all) pictures.subject += fmt::format("; the {} most confident", wrong.size());
  pictures.count = wrong.size();
  pictures.file = [set, wrong](std::size_t i) { return set.picture(wrong[i].place).path; };
  pictures.picture = [set, wrong, source = subject.source](std::size_t i) {
    LabelledPicture one = set.picture(wrong[i].place);
    PictureToExplain picture{one.path, one.image};
    picture.whole = whole_picture(set, one, source);
    picture.reduced = set.from_files && picture.whole.pixels.empty();
    picture.truth = one.truth;
    picture.defect = copy_of(one.defect);
    picture.confounder = copy_of(one.confounder);
    return picture;
  };
  return pictures;
}

}  // namespace xil
