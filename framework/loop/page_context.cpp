#include "framework/loop/page_context.h"

#include <algorithm>

#include "framework/core/interfaces/near_items.h"

namespace xil {

ItemBeside near_item(const PoolState& state, const Neighbour& who, int given_label) {
  const auto probabilities = state.prediction.probabilities.row(who.row);
  const std::size_t predicted = argmax(probabilities);
  return {state.pool[who.row],      who.reason,     static_cast<int>(predicted),
          probabilities[predicted], who.similarity, given_label};
}

std::vector<ItemBeside> near_items(const PoolState& state, std::size_t row, std::size_t most) {
  std::vector<ItemBeside> items;
  if (most == 0 || state.prediction.features.cols == 0) return items;
  std::vector<std::uint8_t> left_out(state.pool.size(), 0);
  left_out[row] = 1;
  const std::size_t predicted = argmax(state.prediction.probabilities.row(row));
  for (const NearRow& near : near_rows(state.prediction, state.prediction.features.row(row), predicted, most, left_out))
    items.push_back(near_item(state, {near.row, near.reason, near.similarity}));
  return items;
}

std::vector<std::size_t> pool_rows(std::span<const Neighbour> neighbours) {
  std::vector<std::size_t> rows;
  for (const Neighbour& neighbour : neighbours) {
    if (!neighbour.labelled) rows.push_back(neighbour.row);
  }
  return rows;
}

std::vector<ExplainTask> tasks_of(const PoolState& state, std::span<const std::size_t> neighbours,
                                  std::span<const std::size_t> queries) {
  std::vector<ExplainTask> tasks;
  const auto add = [&](std::span<const std::size_t> rows, std::size_t place) {
    if (place >= rows.size()) return;
    const std::size_t row = rows[place];
    tasks.push_back({state.pool[row], static_cast<int>(argmax(state.prediction.probabilities.row(row)))});
  };
  for (std::size_t place = 0; place < std::max(neighbours.size(), queries.size()); ++place) {
    add(neighbours, place);
    add(queries, place);
  }
  return tasks;
}

}  // namespace xil
