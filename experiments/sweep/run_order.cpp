#include "experiments/sweep/run_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace xil {
namespace {

/// Numbers texts in the order in which they come first.
class Numbering {
 public:
  std::size_t of(const std::string& text) { return numbers_.try_emplace(text, numbers_.size()).first->second; }

 private:
  std::map<std::string, std::size_t> numbers_;
};

using Place = std::tuple<std::size_t, std::size_t, std::int64_t, std::string, std::string>;

std::vector<Place> places_of(const RunList& runs) {
  Numbering datasets, conditions;
  std::vector<Place> of_groups;
  for (const RunParams& run : runs.groups()) {
    const Value config = to_config(without_replication(run));
    of_groups.emplace_back(datasets.of(to_json(*config.find("dataset"))), conditions.of(to_json(config)), 0,
                           run.oracle.person, run.oracle.session);
  }
  std::vector<Place> places;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    places.push_back(of_groups[runs.group(i)]);
    std::get<2>(places.back()) = runs.seeds(i).seed;
  }
  return places;
}

}  // namespace

void sort_by_condition(Sweep& all) {
  const std::vector<Place> places = places_of(all.runs);
  std::vector<std::size_t> order(all.runs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return places[i]; });
  if (std::ranges::is_sorted(order)) return;
  RunList runs;
  runs.append(all.runs, order);
  std::vector<std::string> run_ids;
  for (const std::size_t index : order) run_ids.push_back(std::move(all.run_ids[index]));
  all.runs = std::move(runs);
  all.run_ids = std::move(run_ids);
}

}  // namespace xil
