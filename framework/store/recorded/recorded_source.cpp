#include "framework/store/recorded/recorded_source.h"

#include "framework/core/interfaces/records.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/recorded/read_opened.h"
#include "framework/store/runs/run_checks.h"

namespace xil {

std::string read_source_digest(hid_t file) {
  const TableReader items(file, "items");
  return has_attribute(items.id(), "source_digest") ? read_text_attribute(items.id(), "source_digest") : std::string();
}

std::vector<Item> read_recorded_items(hid_t file) {
  const TableReader table(file, "items");
  const auto paths = table.texts("path"), types = table.texts("type");
  const auto labels = table.column<std::int32_t>("label");
  const auto splits = table.codes<Split>("split");
  require(types.size() == paths.size() && labels.size() == paths.size() && splits.size() == paths.size(),
          "the datasets of /items differ in length");
  std::vector<Item> items;
  for (std::size_t i = 0; i < paths.size(); ++i) items.push_back({paths[i], splits[i], labels[i], types[i]});
  return items;
}

std::string read_source_digest(const std::filesystem::path& run_file) {
  return reading({run_file, 2}, [](hid_t file) { return read_source_digest(file); });
}

std::vector<Item> read_recorded_items(const std::filesystem::path& run_file) {
  return reading({run_file, 2}, [](hid_t file) { return read_recorded_items(file); });
}

RecordedPictures read_recorded_pictures(const std::filesystem::path& run_file) {
  return reading({run_file, 2}, [&](hid_t file) {
    const TableReader test(file, "test"), saliency(file, "saliency");
    const auto length = [&](const char* axis) {
      return picture_length(static_cast<std::int64_t>(saliency.shape(axis).at(0)), saliency.path_of(axis));
    };
    return RecordedPictures{test.texts("class"), length("y"), length("x")};
  });
}

}  // namespace xil
