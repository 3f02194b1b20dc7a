#include "framework/data/check/example_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/numeric/rng.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/datasets.h"

namespace xil {
namespace {

struct Candidate {
  int label = 0;
  std::string type, name;
};

/// The pictures that a sheet may show.
class Examples {
 public:
  virtual ~Examples() = default;
  virtual std::string title() const = 0;
  virtual std::string place() const = 0;  ///< empty: no folder
  virtual const std::vector<std::string>& class_names() const = 0;
  virtual const std::vector<Candidate>& candidates() const = 0;
  virtual PagePicture load(std::size_t candidate) const = 0;
};

/// Lines below a picture: its size, and what is marked in it.
std::vector<std::string> details_of(const ListedPicture& picture) {
  std::vector<std::string> lines = {fmt::format("{} × {}", picture.image.width, picture.image.height)};
  const auto add = [&](std::string_view what, const std::optional<Region>& region) {
    if (!region) return;
    const double share = static_cast<double>(area(*region)) / static_cast<double>(region->values.size());
    lines.push_back(fmt::format("{} {}", what, percent(share)));
  };
  add("region", picture.regions.marked);
  add("confounder", picture.regions.confounder);
  return lines;
}

/// The pictures of image files.
class ListedExamples final : public Examples {
 public:
  explicit ListedExamples(const ComponentSpec& spec)
      : name_(spec.name), params_(*image_set_params(spec)), root_(find_root(spec)), listing_(list_items(root_, spec)) {
    for (const ListedItem& item : listing_.items) candidates_.push_back({label_of(item), item.type, item.path});
  }

  /// The title that the user gave, or the folder's name.
  std::string title() const override {
    if (!params_.title.empty()) return params_.title;
    const std::string folder = root_.path().filename().string();
    return folder.empty() || folder == name_ ? name_ : fmt::format("{} ({})", folder, name_);
  }
  std::string place() const override { return root_.path().string(); }
  const std::vector<std::string>& class_names() const override { return listing_.class_names; }
  const std::vector<Candidate>& candidates() const override { return candidates_; }

  PagePicture load(std::size_t candidate) const override try {
    const ListedItem& item = listing_.items[candidate];
    const ListedPicture picture = read_picture(root_, item, params_);
    PagePicture page = page_picture(picture);
    page.details = details_of(picture);
    const bool ok = candidates_[candidate].label == listing_.ok_label;
    if (ok && picture.regions.marked) page.details.emplace_back("ok: its mask is not used");
    if (!ok && !picture.regions.marked && !item.wanted_mask.empty()) {
      page.details.emplace_back(item.mask.empty() ? "no mask" : "its mask marks nothing");
    }
    return page;
  } catch (const Error&) {
    PagePicture unreadable;
    unreadable.details = {"see xil data check"};
    return unreadable;
  }

 private:
  int label_of(const ListedItem& item) const try {
    if (item.label) return *item.label;
    return read_regions_of(root_, item, item.path, params_).marked ? kDefectLabel : kOkLabel;
  } catch (const Error&) {
    return kDefectLabel;  // load() shows it as unreadable
  }

  const std::string name_;
  const SourceParams params_;
  const DatasetRoot root_;
  const Listing listing_;
  std::vector<Candidate> candidates_;
};

/// The pictures of a dataset that is not read from image files.
class MadeExamples final : public Examples {
 public:
  explicit MadeExamples(const ComponentSpec& spec) : dataset_(make_dataset(spec, 0)) {
    for (ItemId id = 0; id < dataset_->size(); ++id) {
      const Item& item = dataset_->item(id);
      candidates_.push_back({item.label, item.type, item.path});
    }
  }

  std::string title() const override { return dataset_->info().name; }
  std::string place() const override { return ""; }
  const std::vector<std::string>& class_names() const override { return dataset_->info().class_names; }
  const std::vector<Candidate>& candidates() const override { return candidates_; }
  PagePicture load(std::size_t candidate) const override {
    const auto id = static_cast<ItemId>(candidate);
    const auto region = [](const Region* marked) { return marked ? std::optional(*marked) : std::nullopt; };
    const ListedPicture picture{dataset_->image(id), {region(dataset_->defect(id)), region(dataset_->confounder(id))}};
    PagePicture page = page_picture(picture);
    page.details = details_of(picture);
    page.details.front() += fmt::format(", {}", enum_name(dataset_->item(id).split));
    return page;
  }

 private:
  const std::shared_ptr<const Dataset> dataset_;
  std::vector<Candidate> candidates_;
};

std::unique_ptr<const Examples> examples_of(const ComponentSpec& spec) {
  if (is_image_set(spec)) return std::make_unique<ListedExamples>(spec);
  return std::make_unique<MadeExamples>(spec);
}

/// The folder that all names share, with a slash at its end; empty: none.
std::string common_folder(const Examples& examples, const std::vector<std::size_t>& items) {
  std::string folder;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string& name = examples.candidates()[items[i]].name;
    if (i == 0) folder = name.substr(0, name.rfind('/') + 1);
    while (!name.starts_with(folder)) {
      folder.pop_back();
      folder.resize(folder.rfind('/') + 1);
    }
  }
  return folder;
}

/// `count` of the items, in their order.
std::vector<std::size_t> chosen(std::vector<std::size_t> items, std::uint32_t kind, const SheetChoice& choice) {
  Rng rng(choice.seed, {Purpose::EvaluationSample, 0, kind});
  rng.shuffle(items);
  items.resize(std::min(items.size(), choice.per_kind));
  std::ranges::sort(items);
  return items;
}

/// One class and type.
PageSection section_of(const Examples& examples, const std::vector<std::size_t>& items,
                       const std::vector<std::size_t>& shown) {
  PageSection section;
  const std::string folder = common_folder(examples, items);
  section.remark = shown.size() < items.size()
                       ? fmt::format("{} of {} pictures", shown.size(), items.size())
                       : fmt::format("{} picture{}", items.size(), items.size() == 1 ? "" : "s");
  if (!folder.empty()) section.remark += fmt::format(", in {}", folder);
  for (const std::size_t item : shown) {
    PagePicture picture = examples.load(item);
    picture.name = examples.candidates()[item].name.substr(folder.size());
    section.blocks.push_back({{std::move(picture)}, ""});
  }
  return section;
}

}  // namespace

std::string percent(double share) {
  const double value = 100 * share;
  if (value >= 10) return fmt::format("{:.0f} %", value);
  return value >= 1 ? fmt::format("{:.1f} %", value) : fmt::format("{:.2g} %", value);
}

PagePicture page_picture(const ListedPicture& picture) {
  const Image& image = picture.image;
  const double factor = static_cast<double>(kMostPagePixels) / std::max(image.height, image.width);
  if (factor >= 1) return {image, picture.regions.marked, picture.regions.confounder, "", {}};
  SourceParams size;
  const auto side = [&](int pixels) { return std::max<std::int64_t>(1, std::lround(factor * pixels)); };
  size.size = {side(image.height), side(image.width)};
  const auto reduced = [&](const std::optional<Region>& region) {
    return region ? std::optional(scale_region(*region, size)) : std::nullopt;
  };
  return {scale_image(image, size), reduced(picture.regions.marked), reduced(picture.regions.confounder), "", {}};
}

PictureBook example_book(const ComponentSpec& spec, const SheetChoice& choice) {
  const auto examples = examples_of(spec);
  const auto& candidates = examples->candidates();
  std::map<int, std::map<std::string, std::vector<std::size_t>>> kinds;
  for (std::size_t label = 0; label < examples->class_names().size(); ++label) kinds[static_cast<int>(label)];
  for (std::size_t i = 0; i < candidates.size(); ++i) kinds[candidates[i].label][candidates[i].type].push_back(i);
  PictureBook book;
  book.title = fmt::format("{}: {} pictures", examples->title(), candidates.size());
  book.details = {fmt::format("{}{}up to {} of each class and type, drawn at random with seed {}", examples->place(),
                              examples->place().empty() ? "" : "  ·  ", choice.per_kind, choice.seed)};
  std::uint32_t number = 0;
  for (const auto& [label, types] : kinds) {
    const std::string& name = examples->class_names().at(static_cast<std::size_t>(label));
    if (types.empty()) book.sections.push_back({.heading = name, .remark = "no pictures"});
    for (const auto& [type, items] : types) {
      PageSection section = section_of(*examples, items, chosen(items, number++, choice));
      section.heading = type.empty() ? name : fmt::format("{} / {}", name, type);
      book.sections.push_back(std::move(section));
    }
  }
  return book;
}

}  // namespace xil
