#include "framework/store/recorded/run_facts.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/recorded/read_opened.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

void add_pool(hid_t file, const std::vector<ShownRecord>& shown, RunFacts& facts) {
  const TableReader items(file, "items");
  const auto splits = items.codes<Split>("split");
  std::vector<std::uint8_t> used = items.cells<std::uint8_t>("initial", 0, splits.size());
  for (const ShownRecord& look : shown) {
    require(look.item < used.size(), "/shown/item has the item {} of {}", look.item, used.size());
    used[look.item] = 1;
  }
  for (std::size_t i = 0; i < splits.size(); ++i) {
    if (splits[i] != Split::Pool) continue;
    ++facts.pool;
    if (used[i] == 0) ++facts.left;
  }
}

/// The probabilities after the last round.
Matrix last_prediction(const RecordedTest& recorded) {
  require(!recorded.rounds.empty() && !recorded.classes.empty(), "/test has {} rounds and {} classes",
          recorded.rounds.size(), recorded.classes.size());
  Matrix last(recorded.items.size(), recorded.classes.size());
  std::ranges::copy(std::span(recorded.probability).last(last.values.size()), last.values.begin());
  return last;
}

}  // namespace

RunFacts read_run_facts(hid_t file, const std::vector<ShownRecord>& shown, const RecordedTest& recorded) {
  RunFacts facts;
  for (const ShownRecord& look : shown) facts.add(look);
  add_pool(file, shown, facts);
  facts.add_prediction(last_prediction(recorded));
  return facts;
}

std::vector<std::string> undefined_ones(const RoundColumns& rounds, const std::vector<std::string>& asked_for) {
  std::vector<std::string> undefined;
  for (const std::string& name : asked_for) {
    const auto* values = rounds.find(name);
    const auto is_defined = [](double value) { return std::isfinite(value); };
    if (values == nullptr || std::ranges::none_of(*values, is_defined)) undefined.push_back(name);
  }
  return undefined;
}

}  // namespace xil
