#include "framework/loop/metrics/neighbourhood.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/cosine.h"
#include "framework/core/numeric/order.h"
#include "framework/loop/metrics/localisation.h"

namespace xil {
namespace {

/// Likeness of one item to others, summed.
struct Likeness {
  double same_type = 0, overlap = 0;
  std::size_t count = 0;

  void add(const Dataset& dataset, ItemId item, ItemId other) {
    same_type += dataset.item(item).type == dataset.item(other).type ? 1 : 0;
    const Region* mine = dataset.defect(item);
    const Region* theirs = dataset.defect(other);
    overlap += mine != nullptr && theirs != nullptr ? jaccard(*mine, *theirs) : 0;
    ++count;
  }
  void add_mean_of(const Likeness& other) {
    if (other.count == 0) return;
    same_type += other.same_type / static_cast<double>(other.count);
    overlap += other.overlap / static_cast<double>(other.count);
    ++count;
  }
  double mean(double sum) const { return count > 0 ? sum / static_cast<double>(count) : kUndefined; }
};

/// Rows of `pool` by descending cosine; equal ones in the pool's order.
std::vector<std::size_t> nearest_rows(std::span<const float> item, const Matrix& pool,
                                      const std::vector<double>& centre, std::size_t count) {
  std::vector<double> cosines(pool.rows);
  for (std::size_t row = 0; row < pool.rows; ++row) cosines[row] = centred_cosine(item, pool.row(row), centre);
  std::vector<std::size_t> order(pool.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, Descending{}, [&](std::size_t row) { return cosines[row]; });
  order.resize(std::min(count, order.size()));
  return order;
}

}  // namespace

NamedValues neighbourhood_metrics(Learner& learner, const Dataset& dataset, std::span<const ItemId> items,
                                  std::size_t count) {
  std::vector<ItemId> typed;
  std::ranges::copy_if(items, std::back_inserter(typed), [&](ItemId id) { return !dataset.item(id).type.empty(); });
  const std::vector<ItemId> pool = items_of(dataset, Split::Pool);
  std::array<Likeness, 3> all;
  if (!typed.empty()) {
    const Matrix there = learner.predict(pool, true).features, here = learner.predict(typed, true).features;
    const std::vector<double> centre = column_means(there);
    for (std::size_t i = 0; i < typed.size(); ++i) {
      std::array<Likeness, 3> of_item;
      for (const std::size_t row : nearest_rows(here.row(i), there, centre, count)) {
        of_item[0].add(dataset, typed[i], pool[row]);
      }
      for (const ItemId other : pool) {
        of_item[1].add(dataset, typed[i], other);
        if (!dataset.item(other).type.empty()) of_item[2].add(dataset, typed[i], other);
      }
      for (std::size_t k = 0; k < all.size(); ++k) all[k].add_mean_of(of_item[k]);
    }
  }
  return {{"neighbour_same_type", all[0].mean(all[0].same_type)},
          {"neighbour_overlap", all[0].mean(all[0].overlap)},
          {"random_same_type", all[1].mean(all[1].same_type)},
          {"random_overlap", all[1].mean(all[1].overlap)},
          {"random_defect_same_type", all[2].mean(all[2].same_type)},
          {"random_defect_overlap", all[2].mean(all[2].overlap)}};
}

}  // namespace xil
