#include "framework/data/layouts/annotated_listing.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/data/files/file_finder.h"
#include "framework/data/files/mask_names.h"
#include "framework/data/layouts/file_account.h"

namespace xil {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> names_of(const std::map<std::string, double>& areas) {
  std::vector<std::string> names;
  for (const auto& [name, area] : areas) names.push_back(name);
  return names;
}

std::string largest_of(const std::map<std::string, double>& areas) {
  return std::ranges::max_element(areas, {}, [](const auto& entry) { return entry.second; })->first;
}

/// A category as a type, which may become the name of a folder: what no folder's name can hold becomes "_".
std::string type_of(std::string category) {
  std::ranges::replace_if(
      category, [](unsigned char sign) { return sign < ' ' || sign == 127 || sign == '/' || sign == '\\'; }, '_');
  if (category.starts_with('.')) category.front() = '_';
  return category;
}

}  // namespace

AnnotatedListing::AnnotatedListing(const PictureIndex& index, const AnnotatedParams& params)
    : index_(index), params_(params) {
  if (!params.classes.empty()) listing_.class_names = params.classes;
  listing_.ok_label = params.ok_label();
}

void AnnotatedListing::add(const AnnotatedPicture& picture) {
  const auto [entry, is_new] = place_.emplace(picture.path, listing_.items.size());
  if (is_new) {
    listing_.items.push_back(item_of(picture));
    return;
  }
  ListedItem& item = listing_.items[entry->second];
  item.fault = fmt::format("{}: it is annotated twice, in {} and in {}: take one of them out", picture.path,
                           item.annotation, picture.annotation);
  listing_.more_files.push_back(picture.annotation);
}

void AnnotatedListing::add(AnnotatedPicture picture, const std::string& named) {
  FoundPicture found = index_.find(picture.annotation, named);
  if (!index_.has(found.path)) {
    const std::string beside = index_.beside(picture.annotation);
    if (!beside.empty()) {
      found = {beside, {}};
      if (!named.empty()) renamed_.push_back(picture.annotation);
    }
  }
  picture.path = found.path;
  if (picture.fault.empty()) picture.fault = found.fault;
  add(picture);
}

AnnotatedListing::Meaning AnnotatedListing::meaning_of(const std::string& category) const {
  if (holds(params_.ignored, category)) return Meaning::Nothing;
  if (holds(params_.confounders, category)) return Meaning::Confounder;
  if (holds(params_.classes, category)) return Meaning::Marked;
  return holds(params_.ok_categories, category) ? Meaning::Nothing : Meaning::Marked;
}

ListedItem AnnotatedListing::item_of(const AnnotatedPicture& picture) const {
  ListedItem item{.path = picture.path, .annotation = picture.annotation, .fault = picture.fault};
  item.split = picture.split ? picture.split : split_of_folders(picture.path);
  item.drawn.height = picture.height;
  item.drawn.width = picture.width;
  item.drawn.fractions = picture.fractions;
  item.drawn.on = params_.drawn_on;
  Areas areas;
  for (const CategoryMark& mark : picture.marks) {
    const Meaning meaning = meaning_of(mark.category);
    if (meaning == Meaning::Confounder) {
      item.drawn.confounder.insert(item.drawn.confounder.end(), mark.shapes.begin(), mark.shapes.end());
    } else if (meaning == Meaning::Marked) {
      double& area = areas[mark.category];
      for (const Shape& shape : mark.shapes) area += area_of(shape);
    }
  }
  params_.classes.empty() ? set_type(item, areas) : set_class(item, areas);
  if (item.label == listing_.ok_label) return item;
  for (const CategoryMark& mark : picture.marks) {
    if (!areas.contains(mark.category)) continue;
    item.drawn.defect.insert(item.drawn.defect.end(), mark.shapes.begin(), mark.shapes.end());
  }
  return item;
}

/// ok or defect, with the category as the type.
void AnnotatedListing::set_type(ListedItem& item, const Areas& areas) const {
  item.label = areas.empty() ? kOkLabel : kDefectLabel;
  if (areas.empty()) return;
  item.type = type_of(params_.several == Several::Largest ? largest_of(areas)
                                                          : fmt::format("{}", fmt::join(names_of(areas), "+")));
}

/// The class whose category is marked; only its shapes remain.
void AnnotatedListing::set_class(ListedItem& item, Areas& areas) const {
  const auto& classes = params_.classes;
  const auto blame = [&item](std::string fault) {
    if (item.fault.empty()) item.fault = std::move(fault);
  };
  item.label = std::max(listing_.ok_label, 0);
  for (const auto& [name, area] : areas) {
    if (holds(classes, name)) continue;
    blame(fmt::format("{}: its category '{}' is none of the classes {}: name it there, in ok_categories or in ignored",
                      item.annotation, name, fmt::join(classes, ", ")));
    return;
  }
  if (areas.size() > 1 && listing_.ok_label != kNoClass) {  // what is marked besides decides
    areas.erase(classes.at(static_cast<std::size_t>(listing_.ok_label)));
  }
  if (areas.empty()) {
    if (listing_.ok_label != kNoClass) return;
    return blame(
        fmt::format("{}: nothing is marked, and no class is without defects: ok_class names one, or leave the "
                    "item out with damaged: skip",
                    item.path));
  }
  if (areas.size() > 1 && params_.several != Several::Largest) {
    blame(
        fmt::format("{}: it has the categories {}, and a picture has one class: several=largest takes the one with "
                    "the largest area",
                    item.path, fmt::join(names_of(areas), " and ")));
  }
  const std::string chosen = largest_of(areas);
  std::erase_if(areas, [&](const auto& entry) { return entry.first != chosen; });
  item.label = static_cast<int>(std::ranges::find(classes, chosen) - classes.begin());
}

void AnnotatedListing::add_unlabelled() {
  std::vector<std::string> taken;
  for (const std::string& path : index_.pictures()) {
    if (place_.contains(path) || lies_among_masks(path)) continue;
    AnnotatedPicture picture{.path = path, .annotation = ""};
    if (params_.unlabelled == Unlabelled::Refuse) {
      picture.fault = fmt::format("{}: no annotation belongs to it: unlabelled=ok takes such pictures as ok", path);
    }
    taken.push_back(path);
    add(picture);
  }
  if (!taken.empty() && params_.unlabelled == Unlabelled::Ok) {
    note(fmt::format("{} pictures without annotation count as ok: {}", taken.size(), some_of(taken)));
  }
}

Listing AnnotatedListing::take() {
  add_unlabelled();
  if (!renamed_.empty()) {
    note(fmt::format("{} annotations name a picture that is not there, and belong to the one beside them: {}",
                     renamed_.size(), some_of(renamed_)));
  }
  for (const ListedItem& item : listing_.items) listing_.searched.push_back(folder_of(item.path));
  std::ranges::sort(listing_.searched);
  const auto doubles = std::ranges::unique(listing_.searched);
  listing_.searched.erase(doubles.begin(), doubles.end());
  return std::move(listing_);
}

// Not in the class: inlined, g++ 12 takes the copy of a literal for one out of bounds.
void AnnotatedListing::note(std::string sentence) { listing_.notes.push_back(std::move(sentence)); }

}  // namespace xil
