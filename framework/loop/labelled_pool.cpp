#include "framework/loop/labelled_pool.h"

#include <algorithm>
#include <memory>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/groups.h"
#include "framework/core/numeric/rng.h"

namespace xil {

LabelledPool::LabelledPool(const Dataset& dataset, bool asks_groups)
    : dataset_(dataset),
      asks_groups_(asks_groups),
      unlabelled_(items_of(dataset, Split::Pool)),
      example_of_(dataset.size(), kUnlabelled) {}

void LabelledPool::remove_from_unlabelled(ItemId item) {
  const auto found = std::lower_bound(unlabelled_.begin(), unlabelled_.end(), item);
  require(found != unlabelled_.end() && *found == item, "item {} is not in the unlabelled pool", item);
  unlabelled_.erase(found);
}

void LabelledPool::set_aside(ItemId item) { remove_from_unlabelled(item); }

void LabelledPool::label(ItemId item, int given_label) {
  remove_from_unlabelled(item);
  labelled_.push_back(item);
  given_labels_.push_back(given_label);
  example_of_[item] = static_cast<std::int64_t>(examples_.size());
  const int group = asks_groups_ ? group_of(dataset_, item, given_label) : kNoGroup;
  examples_.push_back({item, given_label, nullptr, {}, group});
}

void LabelledPool::correct(const Correction& correction) {
  const std::int64_t place = example_of_.at(correction.item);
  require(place != kUnlabelled, "item {} cannot be corrected before it is labelled", correction.item);
  if (const auto* edit = std::get_if<std::shared_ptr<const Edit>>(&correction.what)) {
    require(*edit != nullptr, "a refutation of item {} needs an edit", correction.item);
    examples_.push_back({correction.item, correction.label, *edit});
  } else {
    examples_[static_cast<std::size_t>(place)].losses.push_back(*correction.loss());
  }
}

std::vector<ItemId> initial_items(const Dataset& dataset, std::size_t count, std::uint64_t split_seed) {
  std::vector<ItemId> pool = items_of(dataset, Split::Pool);
  refuse_unless(count <= pool.size(), "'initial' is {}, but the pool of '{}' has {} items: lower it", count,
                dataset.info().name, pool.size());
  Rng rng(split_seed, {Purpose::Initial});
  rng.shuffle(pool);
  std::vector<std::vector<ItemId>> by_class(static_cast<std::size_t>(dataset.info().classes()));
  for (const ItemId item : pool) by_class[static_cast<std::size_t>(dataset.item(item).label)].push_back(item);
  std::vector<ItemId> chosen;
  for (std::size_t turn = 0; chosen.size() < count; ++turn) {
    for (const auto& items : by_class) {
      if (turn < items.size() && chosen.size() < count) chosen.push_back(items[turn]);
    }
  }
  return chosen;
}

}  // namespace xil
