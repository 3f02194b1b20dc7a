#include "framework/data/splits/split_dataset.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "framework/core/base/digest.h"
#include "framework/core/base/value.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/data/edits/edits.h"
#include "framework/data/splits/split_plan.h"

namespace xil {
namespace {

const Region* pointer_to(const std::optional<Region>& region) { return region ? &*region : nullptr; }

/// Of two classes the one that is not ok; none if neither is, so that metrics are means over both.
int positive_class(const SourceSet& set) {
  if (set.ok_label == kNoClass) return kNoClass;
  return set.class_names.size() == 2 ? 1 - set.ok_label : DatasetInfo().positive_class;
}

class SplitDataset final : public Dataset {
 public:
  SplitDataset(std::shared_ptr<const SourceSet> set, const SplitParams& params, const SplitPlan& plan)
      : set_(std::move(set)) {
    Digest digest;
    digest.add(std::string_view(set_->digest));
    for (std::size_t i = 0; i < set_->items.size(); ++i) {
      if (!plan.of[i]) continue;
      const SourceItem& source = set_->items[i];
      items_.push_back({source.path, *plan.of[i], source.label, source.type});
      sources_.push_back(&source);
      positions_.push_back(i);
      digest.add(fmt::format("{} {} {} {}", json_string(source.path), static_cast<int>(*plan.of[i]), source.label,
                             json_string(source.type)));
    }
    info_.name = set_->name;
    info_.class_names = set_->class_names;
    info_.positive_class = positive_class(*set_);
    info_.channels = set_->channels;
    info_.height = set_->height;
    info_.width = set_->width;
    info_.digest = digest.hex();
    info_.held_out_types = params.hold_out_type;
    info_.set_digest = set_->digest;
    info_.notes = set_->notes;
    info_.notes.insert(info_.notes.end(), plan.notes.begin(), plan.notes.end());
  }

  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override { return sources_.at(id)->image; }
  Image edited(ItemId id, const Edit& edit) const override {
    const Image* donor = edit.info().takes_donor ? &sources_.at(edit.donor)->image : nullptr;
    return apply_edit(sources_.at(id)->image, id, defect(id), edit, donor);
  }
  std::size_t set_size() const override { return set_->items.size(); }
  Image set_image(std::size_t position) const override { return set_->items.at(position).image; }
  std::size_t set_position(ItemId id) const override { return positions_.at(id); }
  const Region* defect(ItemId id) const override { return pointer_to(sources_.at(id)->defect); }
  const Region* confounder(ItemId id) const override { return pointer_to(sources_.at(id)->confounder); }

 private:
  std::shared_ptr<const SourceSet> set_;  // shared with the other splits of the set
  DatasetInfo info_;
  std::vector<Item> items_;
  std::vector<const SourceItem*> sources_;  // sources_[i] is the source of items_[i]
  std::vector<std::size_t> positions_;      // positions_[i] is its index in set_->items
};

}  // namespace

std::shared_ptr<const Dataset> split_dataset(std::shared_ptr<const SourceSet> set, const SplitParams& params,
                                             std::uint64_t split_seed) {
  const SplitPlan plan = plan_split(*set, params, split_seed);
  return std::make_shared<SplitDataset>(std::move(set), params, plan);
}

}  // namespace xil
