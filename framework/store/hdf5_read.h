#pragma once

#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "framework/core/params.h"
#include "framework/store/hdf5_handle.h"

// Only for the .cpp files of this room.
namespace xil {

/// Opens a finished file for reading, without a lock: it never changes any more.
Handle open_file(const std::filesystem::path& file);

std::string read_text_attribute(hid_t object, const std::string& name);
std::int64_t read_number_attribute(hid_t object, const std::string& name);
/// Names of attributes, and of a group's members, in the order in which they were written.
std::vector<std::string> attribute_names(hid_t object);
std::vector<std::string> member_names(hid_t group);

/// A group of datasets.
class TableReader {
 public:
  TableReader(hid_t parent, const std::string& name);

  std::vector<hsize_t> shape(const std::string& name) const;
  /// All values of a dataset, row by row, converted to T.
  template <class T>
  std::vector<T> column(const std::string& name) const {
    const Handle source = dataset(name);
    const std::vector<hsize_t> all = shape(name, source);
    return rows<T>(name, source, all, 0, all.at(0));
  }
  /// Rows [first, first + count) of a dataset.
  template <class T>
  std::vector<T> rows(const std::string& name, hsize_t first, hsize_t count) const {
    const Handle source = dataset(name);
    return rows<T>(name, source, shape(name, source), first, count);
  }
  /// Rows of a dataset of codes as the enumeration that they stand for; an unknown code is a failure.
  template <class E>
  std::vector<E> codes(const std::string& name, hsize_t first, hsize_t count) const {
    std::vector<E> values;
    for (const std::uint8_t code : rows<std::uint8_t>(name, first, count)) {
      require(code < EnumNames<E>::names.size(), "'{}' has the unknown code {}", name, code);
      values.push_back(static_cast<E>(code));
    }
    return values;
  }
  template <class E>
  std::vector<E> codes(const std::string& name) const {
    return codes<E>(name, 0, shape(name).at(0));
  }
  /// A dataset of strings of fixed length.
  std::vector<std::string> texts(const std::string& name) const;
  hid_t id() const { return group_; }

 private:
  Handle dataset(const std::string& name) const;
  // A dataset is opened once for its shape and its values: opening takes longer than reading a short one.
  std::vector<hsize_t> shape(const std::string& name, hid_t source) const;
  template <class T>
  std::vector<T> rows(const std::string& name, hid_t source, const std::vector<hsize_t>& all, hsize_t first, hsize_t count) const {
    std::vector<T> values(std::accumulate(all.begin() + 1, all.end(), count, std::multiplies<>()));
    read(name, source, native_type<T>(), all, first, count, values.data());
    return values;
  }
  void read(const std::string& name, hid_t source, hid_t type, std::vector<hsize_t> lengths, hsize_t first, hsize_t count, void* values) const;

  std::string name_;
  Handle group_;
};

/// Runs `action` and adds the file, and what to do about it, to the message of what it throws: lengths that a damaged file
/// claims may also exceed what there is memory for.
template <class Action>
auto reading(const std::filesystem::path& file, Action&& action,
             std::string_view mend = "delete it and run the sweep again") {
  std::error_code code;
  require(std::filesystem::is_regular_file(file, code), "cannot read '{}': there is no such file", file.string());
  try {
    return action();
  } catch (const std::exception& error) {
    fail("'{}' is damaged or was not written by xil: {}; {}", file.string(), error.what(), mend);
  }
}

}  // namespace xil
