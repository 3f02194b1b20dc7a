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

std::vector<Place> places_of(const std::vector<RunParams>& runs) {
  std::vector<Place> places;
  Numbering datasets, conditions;
  std::optional<RunParams> last;
  std::size_t dataset = 0, condition = 0;
  for (const RunParams& run : runs) {
    RunParams same = without_replication(run);
    if (!last || !(same == *last)) {  // seeds usually vary fastest: the texts are made once per condition
      const Value config = to_config(same);
      dataset = datasets.of(to_json(*config.find("dataset")));
      condition = conditions.of(to_json(config));
      last = std::move(same);
    }
    places.emplace_back(dataset, condition, run.seed, run.oracle.person, run.oracle.session);
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
  std::vector<RunParams> runs;
  std::vector<std::string> run_ids;
  for (const std::size_t index : order) {
    runs.push_back(std::move(all.runs[index]));
    run_ids.push_back(std::move(all.run_ids[index]));
  }
  all.runs = std::move(runs);
  all.run_ids = std::move(run_ids);
}

}  // namespace xil
