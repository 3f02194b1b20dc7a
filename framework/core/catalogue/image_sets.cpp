#include "framework/core/catalogue/image_sets.h"

#include <fmt/ranges.h>

#include <set>

namespace xil {

void ImageSetParams::validate() const {
  SourceParams::validate();
  SplitParams::validate();
  refuse_unless(tiles.size == 0 || has_masks(),
                "'tiles' needs masks, which tell the tiles of a defective picture apart, and this set has none");
  for (const std::string& type : hold_out_type) {
    refuse_unless(types.empty() || std::ranges::find(types, type) != types.end(),
                  "'hold_out_type' names '{}', which is not among 'types'", type);
  }
}

void AnnotatedParams::validate() const {
  std::set<std::string> named;
  for (const auto* list : {&classes, &ignored, &confounders}) {
    for (const std::string& name : *list) {
      refuse_unless(named.insert(name).second, "'classes', 'ignored' and 'confounders' name '{}' twice", name);
    }
  }
  refuse_unless(classes.empty() || classes.size() >= 2, "'classes' needs at least two classes, or none");
  OkClassParams::validate(classes.empty() ? std::vector<std::string>{"ok", "defect"} : classes);
  refuse_unless(!classes.empty() || ok_class.empty() || ok_class == "ok",
                "'ok_class' needs 'classes', which name the categories that are classes");
  ImageSetParams::validate();
}

ExpectedDataset ImageSetParams::expected() const {
  const SetSize usual = usual_size();
  const double all = usual.train + usual.test;
  const double test = split == SplitRule::Given ? usual.test : all * test_share;
  const double validation = all * validation_share;
  return {channels == Channels::Grey ? 1.0 : 3.0,
          static_cast<double>(height()),
          static_cast<double>(width()),
          2,
          std::max(0.0, all - test - validation),
          validation,
          test,
          has_masks()};
}

int OkClassParams::ok_label(const std::vector<std::string>& classes) const {
  if (ok_class.empty()) return 0;
  const auto found = std::ranges::find(classes, ok_class);
  return found == classes.end() ? kNoClass : static_cast<int>(found - classes.begin());
}

void OkClassParams::validate(const std::vector<std::string>& classes) const {
  const bool is_class = std::ranges::find(classes, ok_class) != classes.end();
  refuse_unless(ok_class != kNoOkClass || !is_class,
                "'ok_class' is none, which is also the name of a class: give that class another name");
  refuse_unless(ok_class.empty() || ok_class == kNoOkClass || is_class,
                "'ok_class' is '{}', which is none of the classes: {}. It may also be none", ok_class,
                fmt::join(classes, ", "));
}

std::span<const RegistryEntry> image_set_table() { return kImageSets; }

}  // namespace xil
