#pragma once

#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/store/hdf5/hdf5_open.h"

// For the .cpp files of this room only.
namespace xil {

/// Read an attribute that is one text of fixed length, or one whole number; an attribute of another kind or shape is a
/// failure.
std::string read_text_attribute(hid_t object, const std::string& name);
std::int64_t read_number_attribute(hid_t object, const std::string& name);
bool has_attribute(hid_t object, const std::string& name);
/// The names of attributes, and of a group's members, in the order in which they were written.
std::vector<std::string> attribute_names(hid_t object);
std::vector<std::string> member_names(hid_t group);

/// A group of datasets. Every dataset is checked as hdf5_open.h says before any memory is allocated for it.
class TableReader {
 public:
  TableReader(hid_t parent, const std::string& name);
  /// A group below another one.
  TableReader(const TableReader& above, const std::string& name);

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
  /// The same for a dataset of one value per row. Fails if there are more or fewer values, since a forged dataset may
  /// have more dimensions or empty rows.
  template <class T>
  std::vector<T> cells(const std::string& name, hsize_t first, hsize_t count) const {
    return one_per_row(name, rows<T>(name, first, count), count);
  }
  /// All of them.
  template <class T>
  std::vector<T> cells(const std::string& name) const {
    const Handle source = dataset(name);
    const std::vector<hsize_t> all = shape(name, source);
    return one_per_row(name, rows<T>(name, source, all, 0, all.at(0)), all.at(0));
  }
  /// Reads rows of a dataset of codes as the enumeration that they stand for; an unknown code is a failure.
  template <class E>
  std::vector<E> codes(const std::string& name, hsize_t first, hsize_t count) const {
    return decoded<E>(name, cells<std::uint8_t>(name, first, count));
  }
  template <class E>
  std::vector<E> codes(const std::string& name) const {
    return decoded<E>(name, cells<std::uint8_t>(name));
  }
  /// Reads a dataset of strings of fixed length.
  std::vector<std::string> texts(const std::string& name) const;
  hid_t id() const { return group_; }
  const std::string& name() const { return name_; }
  Handle dataset(const std::string& name) const;
  std::string path_of(const std::string& name) const { return fmt::format("/{}/{}", name_, name); }

 private:
  template <class T>
  std::vector<T> one_per_row(const std::string& name, std::vector<T> values, hsize_t count) const {
    require(values.size() == count, "{} holds {} values in {} rows", path_of(name), values.size(), count);
    return values;
  }
  template <class E>
  static std::vector<E> decoded(const std::string& name, const std::vector<std::uint8_t>& codes) {
    std::vector<E> values;
    for (const std::uint8_t code : codes) {
      require(code < EnumNames<E>::names.size(), "'{}' has the unknown code {}", name, code);
      values.push_back(static_cast<E>(code));
    }
    return values;
  }
  // A dataset is opened once for its shape and its values: opening takes longer than reading a short one.
  std::vector<hsize_t> shape(const std::string& name, hid_t source) const;
  template <class T>
  std::vector<T> rows(const std::string& name, hid_t source, const std::vector<hsize_t>& all, hsize_t first,
                      hsize_t count) const {
    std::vector<T> values(room_for(name, source, all, first, count, sizeof(T), std::is_integral_v<T>));
    read(name, source, native_type<T>(), all, first, count, values.data());
    return values;
  }
  /// The number of values in these rows, after a check that the dataset has the rows and values of the right kind.
  std::size_t room_for(const std::string& name, hid_t source, const std::vector<hsize_t>& all, hsize_t first,
                       hsize_t count, std::size_t value_bytes, bool whole_numbers) const;
  void read(const std::string& name, hid_t source, hid_t type, std::vector<hsize_t> lengths, hsize_t first,
            hsize_t count, void* values) const;

  std::string name_;
  Handle group_;
};

inline constexpr std::string_view kRunAgain = "delete it and run the sweep again";
/// What is said of a file whose content is wrong.
std::string damaged_text(const std::filesystem::path& file, std::string_view why, std::string_view mend = kRunAgain);

/// Opens a file and passes it to `action`. To the message of any exception it adds the file and what to do about it:
/// the lengths that a damaged file claims may also exceed the memory. A file that is missing, may not be read, is a
/// link or not a file, or is being written by another program is reported as such and not called damaged.
template <class Action>
auto reading(const OwnPath& own, Action&& action, std::string_view mend = kRunAgain) {
  const OpenFile opened = open_own_file(own);
  require_not_being_written(opened, own.path);
  try {
    const Handle file = open_file(opened);
    return action(hid_t{file});
  } catch (const std::exception& error) {
    fail("{}", damaged_text(own.path, error.what(), mend));
  }
}

/// The same for the whole content of a file, which stands in memory: whatever is read comes from these bytes.
template <class Action>
auto reading_bytes(std::string_view bytes, const std::filesystem::path& path, Action&& action) {
  try {
    const Handle file = open_bytes(bytes);
    return action(hid_t{file});
  } catch (const std::exception& error) {
    fail("{}", damaged_text(path, error.what()));
  }
}

}  // namespace xil
