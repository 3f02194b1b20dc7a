#include "framework/store/recorded/recorded_test.h"

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/recorded/read_opened.h"

namespace xil {

std::vector<std::string> read_class_names(const std::filesystem::path& run_file) {
  return reading({run_file, 2}, [](hid_t file) { return TableReader(file, "test").texts("class"); });
}

RecordedTest read_recorded_test(hid_t file) {
  const TableReader table(file, "test");
  RecordedTest test{table.texts("class"), table.column<std::int64_t>("round"), table.column<ItemId>("item"),
                    table.column<float>("probability")};
  require(test.probability.size() == test.rounds.size() * test.items.size() * test.classes.size(),
          "the datasets of /test differ in length");
  return test;
}

RecordedTest read_recorded_test(const std::filesystem::path& run_file) {
  return reading({run_file, 2}, [](hid_t file) { return read_recorded_test(file); });
}

}  // namespace xil
