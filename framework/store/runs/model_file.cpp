#include "framework/store/runs/model_file.h"

#include "framework/store/files/files.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_file.h"

namespace xil {
namespace {

constexpr std::string_view kLayout =
    "text lines 'xil-parameters 1' and 'NAME AxBxC' per tensor, an empty line, then the values of all tensors in "
    "that order, row by row, as little-endian 32-bit floats";
constexpr std::size_t kMostClasses = 1 << 16;
constexpr std::int64_t kMostSide = 1 << 16;

std::span<const std::uint8_t> as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write_dataset(hid_t file, const DatasetInfo& dataset) {
  TableWriter table(file, "dataset");
  write_attribute(table.id(), "name", dataset.name);
  write_attribute(table.id(), "digest", dataset.digest);
  write_attribute(table.id(), "positive_class", std::int64_t{dataset.positive_class});
  write_attribute(table.id(), "channels", std::int64_t{dataset.channels});
  write_attribute(table.id(), "height", std::int64_t{dataset.height});
  write_attribute(table.id(), "width", std::int64_t{dataset.width});
  table.scale("class", dataset.class_names);
}

DatasetInfo read_dataset(hid_t file) {
  const TableReader table(file, "dataset");
  const auto length = [&](const char* name, std::int64_t most) {
    return picture_length(read_number_attribute(table.id(), name), table.path_of(name), most);
  };
  std::vector<std::string> classes = table.texts("class");
  const std::int64_t positive = read_number_attribute(table.id(), "positive_class");
  require(!classes.empty() && classes.size() <= kMostClasses, "/dataset/class has {} classes", classes.size());
  require(positive >= -1 && positive < static_cast<std::int64_t>(classes.size()),
          "/dataset/positive_class is {} of {} classes", positive, classes.size());
  return {read_text_attribute(table.id(), "name"),
          std::move(classes),
          static_cast<int>(positive),
          length("channels", 4),
          length("height", kMostSide),
          length("width", kMostSide),
          read_text_attribute(table.id(), "digest"),
          {},
          {},
          {}};
}

}  // namespace

void write_model(const std::filesystem::path& folder, const SavedModel& model) {
  MemoryFile file;
  write_attribute(file.id(), "schema_version", std::int64_t{kSchemaVersion});
  write_attribute(file.id(), "run_id", model.run_id);
  write_attribute(file.id(), "round", model.round);
  write_attribute(file.id(), "config", model.config);
  write_dataset(file.id(), model.dataset);
  {
    TableWriter table(file.id(), "model");
    table.scale<std::uint8_t>("state", as_bytes(model.state));
    write_attribute(table.id(), "layout", std::string(kLayout));
    if (!model.input.empty()) write_attribute(table.id(), "input", model.input);
  }
  make_own_folder(folder);
  write_file_atomically({folder / fmt::format("{}-{}.h5", model.run_id, model.round), 2}, file.close(), IfExists::Keep);
}

SavedModel read_model(const std::filesystem::path& path, std::string_view mend) {
  return reading(
      {path, 0},
      [&](hid_t file) {
        const std::int64_t round = read_number_attribute(file, "round");
        require(round >= 0, "its round is {}", round);
        const std::vector<std::uint8_t> state = TableReader(file, "model").column<std::uint8_t>("state");
        return SavedModel{read_text_attribute(file, "run_id"), round, read_text_attribute(file, "config"),
                          read_dataset(file), std::string(state.begin(), state.end())};
      },
      mend);
}

}  // namespace xil
