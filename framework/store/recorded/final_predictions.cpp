#include "framework/store/recorded/final_predictions.h"

#include <algorithm>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/recorded/read_opened.h"

namespace xil {

TestPredictions read_final_predictions(hid_t file, const RecordedTest& recorded) {
  const std::vector<Item> items = read_recorded_items(file);
  const std::size_t classes = recorded.classes.size();
  require(!recorded.rounds.empty() && classes >= 2, "/test has {} rounds and {} classes", recorded.rounds.size(),
          classes);
  TestPredictions test;
  test.round = recorded.rounds.back();
  test.class_names = recorded.classes;
  test.items = recorded.items;
  test.probabilities = Matrix(recorded.items.size(), classes);
  for (std::size_t i = 0; i < recorded.items.size(); ++i) {
    const ItemId id = recorded.items[i];
    require(id < items.size(), "/test/item names item {} of {}", id, items.size());
    const Item& item = items[id];
    require(item.label >= 0 && static_cast<std::size_t>(item.label) < classes, "/items/label has the class {} of {}",
            item.label, classes);
    test.labels.push_back(static_cast<std::size_t>(item.label));
    test.paths.push_back(item.path);
    test.types.push_back(item.type);
    std::ranges::copy(recorded.of(recorded.rounds.size() - 1, i), test.probabilities.row(i).begin());
  }
  return test;
}

TestPredictions read_final_predictions(const std::filesystem::path& run_file) {
  return reading({run_file, 2}, [](hid_t file) { return read_final_predictions(file, read_recorded_test(file)); });
}

}  // namespace xil
