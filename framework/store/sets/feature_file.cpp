#include "framework/store/sets/feature_file.h"

#include <fmt/ranges.h>

#include "framework/core/base/error.h"
#include "framework/store/files/files.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/hdf5/hdf5_write.h"

namespace xil {
namespace {

constexpr std::int64_t kFeatureVersion = 1;
constexpr std::string_view kMend = "delete it: it is made again when it is needed";

Matrix read_table(hid_t file) {
  const std::int64_t version = read_number_attribute(file, "feature_version");
  require(version == kFeatureVersion, "its feature_version is {}, and this xil reads {}", version, kFeatureVersion);
  const TableReader table(file, "features");
  const std::vector<hsize_t> shape = table.shape("value");
  require(shape.size() == 2 && shape[0] > 0 && shape[1] > 0, "/features/value has the shape {}",
          fmt::join(shape, " x "));
  Matrix features;
  features.values = table.column<float>("value");
  features.rows = shape[0];
  features.cols = shape[1];
  return features;
}

}  // namespace

void write_feature_file(const std::filesystem::path& path, const std::string& key, const Matrix& features) {
  MemoryFile file;
  write_attribute(file.id(), "feature_version", kFeatureVersion);
  write_attribute(file.id(), "key", key);
  {
    TableWriter table(file.id(), "features");
    table.index("item", features.rows);
    table.index("feature", features.cols);
    table.column<float>("value", features.values, {"item", "feature"});
  }
  write_file_atomically({path, 2}, file.close());
}

Matrix read_feature_file(const std::filesystem::path& path, const std::string& key) {
  return reading(
      {path, 2},
      [&](hid_t file) {
        require(read_text_attribute(file, "key") == key, "it holds the features of other pictures or weights");
        return read_table(file);
      },
      kMend);
}

void check_feature_file(const std::filesystem::path& path) {
  reading(
      {path, 2},
      [&](hid_t file) {
        read_text_attribute(file, "key");
        read_table(file);
      },
      kMend);
}

}  // namespace xil
