#include "framework/store/runs/test_predictions.h"

#include "framework/core/base/error.h"
#include "framework/store/hdf5/hdf5_read.h"

namespace xil {
namespace {

void read_names(const TableReader& items, TestPredictions& test) {
  const std::vector<std::string> paths = items.texts("path"), types = items.texts("type");
  for (const ItemId item : test.items) {
    require(item < paths.size() && item < types.size(), "/test/item names item {} of {}", item, paths.size());
    test.paths.push_back(paths[item]);
    test.types.push_back(types[item]);
  }
}

TestPredictions read_last_round(hid_t file) {
  const TableReader table(file, "test");
  TestPredictions test;
  test.class_names = table.texts("class");
  test.items = table.column<ItemId>("item");
  const auto rounds = table.column<std::int64_t>("round");
  require(!rounds.empty() && test.class_names.size() >= 2, "/test has {} rounds and {} classes", rounds.size(),
          test.class_names.size());
  test.round = rounds.back();
  for (const std::int32_t label : table.cells<std::int32_t>("label", 0, test.items.size())) {
    require(label >= 0 && static_cast<std::size_t>(label) < test.class_names.size(), "/test/label has the class {}",
            label);
    test.labels.push_back(static_cast<std::size_t>(label));
  }
  const std::vector<hsize_t> shape = {rounds.size(), test.items.size(), test.class_names.size()};
  require(table.shape("probability") == shape, "/test/probability does not fit the rounds, items and classes");
  test.probabilities.rows = test.items.size();
  test.probabilities.cols = test.class_names.size();
  test.probabilities.values = table.rows<float>("probability", rounds.size() - 1, 1);
  read_names(TableReader(file, "items"), test);
  return test;
}

}  // namespace

TestPredictions read_final_predictions(const std::filesystem::path& path) {
  return reading({path, 2}, read_last_round);
}

}  // namespace xil
