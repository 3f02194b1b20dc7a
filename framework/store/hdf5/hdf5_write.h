#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "framework/store/hdf5/hdf5_handle.h"

// For the .cpp files of this room only.
namespace xil {

/// An HDF5 file in memory, until its bytes are taken. HDF5 itself never writes to a disk: if the disk is full, a plain
/// write fails with a clear error, instead of a library that must flush its caches and cannot.
class MemoryFile {
 public:
  MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  hid_t id() const { return file_; }
  /// Closes the file; the bytes are valid as long as this object.
  std::string_view close();

 private:
  struct Free {
    void operator()(void* bytes) const { std::free(bytes); }
  };
  // The callbacks of HDF5's memory driver. They differ from its own ones only in keeping the bytes of a closed file.
  static void* allocate(std::size_t size, H5FD_file_image_op_t, void*);
  static void* reallocate(void* bytes, std::size_t size, H5FD_file_image_op_t, void*);
  static herr_t release(void* bytes, H5FD_file_image_op_t operation, void* self);
  static void* same(void* self);
  static herr_t nothing(void*);
  Handle create();

  std::unique_ptr<void, Free> bytes_;
  Handle file_;
};

void write_attribute(hid_t object, const std::string& name, const std::string& text);
void write_attribute(hid_t object, const std::string& name, std::int64_t number);
void write_attribute(hid_t object, const std::string& name, std::span<const std::uint8_t> numbers);

/// A group whose datasets share named dimensions (HDF5 dimension scales). Every dataset that is not empty is chunked,
/// compressed and checksummed.
class TableWriter {
 public:
  using Dimensions = std::vector<std::string>;
  TableWriter(hid_t parent, const std::string& name);

  /// Adds a dimension and the dataset 0, 1, ..., length - 1 of its name.
  void index(const std::string& name, std::size_t length);
  /// Adds a dimension and the dataset of its name.
  template <class T>
  void scale(const std::string& name, std::span<const T> values) {
    add_scale(name, {stored_type<T>(), native_type<T>(), sizeof(T)}, values.data(), values.size());
  }
  void scale(const std::string& name, const std::vector<std::string>& texts);
  /// The same for bytes that compression would not make shorter, so that it would only take time.
  void incompressible_scale(const std::string& name, std::span<const std::uint8_t> bytes) {
    add_scale(name, {stored_type<std::uint8_t>(), native_type<std::uint8_t>(), 1, false}, bytes.data(), bytes.size());
  }
  /// Adds a dataset; its shape is that of its dimensions, row by row.
  template <class T>
  void column(const std::string& name, std::span<const T> values, const Dimensions& dimensions) {
    add_column(name, {stored_type<T>(), native_type<T>(), sizeof(T)}, values.data(), values.size(), dimensions);
  }
  void column(const std::string& name, const std::vector<std::string>& texts, const Dimensions& dimensions);
  /// The same for a dataset that is too large to be in memory twice: `rows(first, count)` returns some of its rows at a
  /// time.
  template <class T>
  void column_by_rows(const std::string& name, const Dimensions& dimensions,
                      const std::function<std::vector<T>(std::size_t first, std::size_t count)>& rows) {
    std::vector<T> block;
    add_column_by_rows(name, {stored_type<T>(), native_type<T>(), sizeof(T)}, dimensions,
                       [&](std::size_t first, std::size_t count) {
                         block = rows(first, count);
                         return std::pair<const void*, std::size_t>(block.data(), block.size());
                       });
  }
  /// Stores what the numbers of a dataset mean, following the CF conventions (flag_values, flag_meanings).
  void meanings(const std::string& name, std::span<const std::string_view> names);
  hid_t id() const { return group_; }

 private:
  struct Type {
    hid_t stored, native;
    std::size_t bytes;
    bool compressed = true;
  };
  struct Dimension {
    std::string name;
    hsize_t length;
    Handle scale;
  };
  /// Returns a pointer to these rows and their number of values.
  using Rows = std::function<std::pair<const void*, std::size_t>(std::size_t first, std::size_t count)>;
  const Dimension& dimension(const std::string& name) const;
  std::vector<hsize_t> shape_of(const Dimensions& dimensions) const;
  void name_dimensions(const std::string& name, const Handle& dataset, const Dimensions& dimensions) const;
  Handle create(const std::string& name, const Type& type, const std::vector<hsize_t>& shape);
  Handle write(const std::string& name, const Type& type, const void* values, const std::vector<hsize_t>& shape);
  void add_scale(const std::string& name, const Type& type, const void* values, std::size_t count);
  void add_column(const std::string& name, const Type& type, const void* values, std::size_t count,
                  const Dimensions& dimensions);
  void add_column_by_rows(const std::string& name, const Type& type, const Dimensions& dimensions, const Rows& rows);

  Handle group_;
  std::vector<Dimension> dimensions_;
};

}  // namespace xil
