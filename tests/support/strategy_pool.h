#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/base/error.h"
#include "strategies/registry.h"

namespace xil {

/// A pool with random predictions and features; some probabilities tie.
struct Pool {
  std::vector<ItemId> items, labelled;
  Matrix probabilities, features, labelled_features;
  std::vector<int> given_labels;
  std::vector<Matrix> dropout;

  Pool(std::size_t count, std::size_t classes) : probabilities(count, classes), features(count, 4) {
    Rng rng(5, {Purpose::Test});
    for (std::size_t i = 0; i < count; ++i) {
      items.push_back(static_cast<ItemId>(3 * i + 1));
      float sum = 0;
      for (float& p : probabilities.row(i)) sum += (p = static_cast<float>(1 + rng.below(5)));
      for (float& p : probabilities.row(i)) p /= sum;
      for (float& f : features.row(i)) f = static_cast<float>(rng.normal());
    }
    labelled = {1000, 1001};
    given_labels = {0, 1};
    for (int pass = 0; pass < 3; ++pass) dropout.push_back(probabilities);
    labelled_features = Matrix(2, 4, 0.5f);
  }
  PoolView view() const { return {items, probabilities, features, labelled, labelled_features, given_labels, dropout}; }
};

inline std::unique_ptr<Strategy> strategy(const std::string& name, Value::Map params = {}) {
  const Value given(std::move(params));
  return make_strategy({name, find_entry(strategy_table(), name, "strategy").resolve(given, "strategy")});
}

}  // namespace xil
