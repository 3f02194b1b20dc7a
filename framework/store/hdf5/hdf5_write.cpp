#include "framework/store/hdf5/hdf5_write.h"

#include <fmt/ranges.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <cstring>
#include <numeric>

namespace xil {
namespace {

constexpr unsigned kOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
constexpr unsigned kCompression = 4;
constexpr hsize_t kChunkBytes = 1 << 16;
constexpr std::size_t kGrowth = 1 << 20;

/// Properties that groups and files share: names keep the order in which they were made, and no times are stored.
void set_group_properties(hid_t properties) {
  check(H5Pset_link_creation_order(properties, kOrder), "track the order of names");
  check(H5Pset_attr_creation_order(properties, kOrder), "track the order of attributes");
  check(H5Pset_obj_track_times(properties, false), "switch off time stamps");
}

hsize_t elements(std::span<const hsize_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>());
}

/// The number of rows of a chunk.
/// Precondition: no length but the first is 0.
hsize_t chunk_rows(std::span<const hsize_t> shape, std::size_t element_bytes) {
  const hsize_t row_bytes = elements(shape.subspan(1)) * element_bytes;
  return std::clamp<hsize_t>(kChunkBytes / row_bytes, 1, std::max<hsize_t>(shape[0], 1));
}

void require_size(const std::string& name, std::size_t count, hsize_t due) {
  require(due == count, "dataset {} has {} values where its dimensions say {}", name, count, due);
}

Handle dataset_properties(const std::vector<hsize_t>& shape, std::size_t element_bytes, bool compressed) {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make dataset properties");
  check(H5Pset_obj_track_times(properties, false), "switch off time stamps");
  check(H5Pset_attr_creation_order(properties, kOrder), "track the order of attributes");
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return properties;
  std::vector<hsize_t> chunk = shape;
  chunk[0] = chunk_rows(shape, element_bytes);
  check(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), "chunk a dataset");
  if (element_bytes > 1) check(H5Pset_shuffle(properties), "shuffle a dataset");
  if (compressed) check(H5Pset_deflate(properties, kCompression), "compress a dataset");
  check(H5Pset_fletcher32(properties), "checksum a dataset");
  return properties;
}

void write_attribute(hid_t object, const std::string& name, hid_t stored, hid_t native, const void* value,
                     const Handle& space) {
  const Handle attribute(H5Acreate2(object, name.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         "make attribute " + name);
  check(H5Awrite(attribute, native, value), "write attribute " + name);
}

Handle scalar() { return Handle(H5Screate(H5S_SCALAR), H5Sclose, "make a scalar"); }

std::vector<char> padded(const std::vector<std::string>& texts, std::size_t length) {
  std::vector<char> bytes(texts.size() * length, '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) std::copy(texts[i].begin(), texts[i].end(), &bytes[i * length]);
  return bytes;
}

std::size_t longest(const std::vector<std::string>& texts) {
  std::size_t length = 1;
  for (const std::string& text : texts) length = std::max(length, text.size());
  return length;
}

}  // namespace

void* MemoryFile::allocate(std::size_t size, H5FD_file_image_op_t, void*) { return std::malloc(size); }

void* MemoryFile::reallocate(void* bytes, std::size_t size, H5FD_file_image_op_t, void*) {
  return std::realloc(bytes, size);
}

herr_t MemoryFile::release(void* bytes, H5FD_file_image_op_t operation, void* self) {
  if (operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE) {
    static_cast<MemoryFile*>(self)->bytes_.reset(bytes);
  } else {
    std::free(bytes);
  }
  return 0;
}

void* MemoryFile::same(void* self) { return self; }

herr_t MemoryFile::nothing(void*) { return 0; }

MemoryFile::MemoryFile() : file_(create()) {}

Handle MemoryFile::create() {
  silence_hdf5();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make file properties");
  check(H5Pset_fapl_core(access, kGrowth, false), "keep a file in memory");
  check(H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), "choose the file format");
  check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "choose how to close");
  H5FD_file_image_callbacks_t callbacks{allocate, nullptr, reallocate, release, same, nothing, this};
  check(H5Pset_file_image_callbacks(access, &callbacks), "keep a file's bytes");
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "make file properties");
  set_group_properties(creation);
  return Handle(H5Fcreate("memory", H5F_ACC_TRUNC, creation, access), H5Fclose, "make a file in memory");
}

std::string_view MemoryFile::close() {
  file_.close("finish a file in memory");
  require(bytes_ != nullptr, "HDF5 did not hand over the bytes of a file");
  // H5Fget_file_image would leave a wrong checksum in the superblock (1.10.8). The superblock of version 3 has the
  // end-of-file address at byte 28.
  std::uint64_t size = 0;
  std::memcpy(&size, static_cast<const char*>(bytes_.get()) + 28, sizeof size);
  return {static_cast<const char*>(bytes_.get()), size};
}

void write_attribute(hid_t object, const std::string& name, const std::string& text) {
  const Handle type = string_type(text.size());
  write_attribute(object, name, type, type, text.c_str(), scalar());
}

void write_attribute(hid_t object, const std::string& name, std::int64_t number) {
  write_attribute(object, name, stored_type<std::int64_t>(), native_type<std::int64_t>(), &number, scalar());
}

void write_attribute(hid_t object, const std::string& name, std::span<const std::uint8_t> numbers) {
  const hsize_t count = numbers.size();
  const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a list");
  write_attribute(object, name, stored_type<std::uint8_t>(), native_type<std::uint8_t>(), numbers.data(), space);
}

TableWriter::TableWriter(hid_t parent, const std::string& name)
    : group_([&] {
        const Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "make group properties");
        set_group_properties(properties);
        return Handle(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Gclose,
                      "make group " + name);
      }()) {}

void TableWriter::index(const std::string& name, std::size_t length) {
  std::vector<std::int64_t> numbers(length);
  std::iota(numbers.begin(), numbers.end(), 0);
  scale<std::int64_t>(name, numbers);
}

void TableWriter::scale(const std::string& name, const std::vector<std::string>& texts) {
  const std::size_t length = longest(texts);
  const Handle type = string_type(length);
  add_scale(name, {type, type, length}, padded(texts, length).data(), texts.size());
}

void TableWriter::column(const std::string& name, const std::vector<std::string>& texts, const Dimensions& dimensions) {
  const std::size_t length = longest(texts);
  const Handle type = string_type(length);
  add_column(name, {type, type, length}, padded(texts, length).data(), texts.size(), dimensions);
}

void TableWriter::meanings(const std::string& name, std::span<const std::string_view> names) {
  const Handle dataset(H5Dopen2(group_, name.c_str(), H5P_DEFAULT), H5Dclose, "open " + name);
  std::vector<std::uint8_t> values(names.size());
  std::iota(values.begin(), values.end(), std::uint8_t{0});
  write_attribute(dataset, "flag_values", std::span<const std::uint8_t>(values));
  write_attribute(dataset, "flag_meanings", fmt::format("{}", fmt::join(names, " ")));
}

const TableWriter::Dimension& TableWriter::dimension(const std::string& name) const {
  for (const Dimension& known : dimensions_) {
    if (known.name == name) return known;
  }
  fail("a dataset has the unknown dimension '{}'", name);
}

Handle TableWriter::create(const std::string& name, const Type& type, const std::vector<hsize_t>& shape) {
  const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose,
                     "shape " + name);
  return Handle(H5Dcreate2(group_, name.c_str(), type.stored, space, H5P_DEFAULT,
                           dataset_properties(shape, type.bytes, type.compressed), H5P_DEFAULT),
                H5Dclose, "make " + name);
}

Handle TableWriter::write(const std::string& name, const Type& type, const void* values,
                          const std::vector<hsize_t>& shape) {
  Handle dataset = create(name, type, shape);
  check(H5Dwrite(dataset, type.native, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write " + name);
  if (name.ends_with("_s")) write_attribute(dataset, "units", std::string("s"));
  return dataset;
}

void TableWriter::add_scale(const std::string& name, const Type& type, const void* values, std::size_t count) {
  Handle dataset = write(name, type, values, {count});
  check(H5DSset_scale(dataset, name.c_str()), "make a dimension scale of " + name);
  dimensions_.push_back({name, count, std::move(dataset)});
}

std::vector<hsize_t> TableWriter::shape_of(const Dimensions& dimensions) const {
  std::vector<hsize_t> shape;
  for (const std::string& known : dimensions) shape.push_back(dimension(known).length);
  return shape;
}

void TableWriter::name_dimensions(const std::string& name, const Handle& dataset, const Dimensions& dimensions) const {
  for (unsigned i = 0; i < dimensions.size(); ++i) {
    check(H5DSattach_scale(dataset, dimension(dimensions[i]).scale, i), "name the dimensions of " + name);
  }
}

void TableWriter::add_column(const std::string& name, const Type& type, const void* values, std::size_t count,
                             const Dimensions& dimensions) {
  const std::vector<hsize_t> shape = shape_of(dimensions);
  require_size(name, count, elements(shape));
  name_dimensions(name, write(name, type, values, shape), dimensions);
}

void TableWriter::add_column_by_rows(const std::string& name, const Type& type, const Dimensions& dimensions,
                                     const Rows& rows) {
  const std::vector<hsize_t> shape = shape_of(dimensions);
  const Handle dataset = create(name, type, shape);
  const Handle stored(H5Dget_space(dataset), H5Sclose, "shape " + name);
  const hsize_t step = chunk_rows(shape, type.bytes);  // whole chunks, so that none is compressed twice
  std::vector<hsize_t> start(shape.size(), 0), part = shape;
  for (start[0] = 0; start[0] < shape[0]; start[0] += part[0]) {
    part[0] = std::min(step, shape[0] - start[0]);
    const auto [values, count] = rows(start[0], part[0]);
    require_size(name, count, elements(part));
    check(H5Sselect_hyperslab(stored, H5S_SELECT_SET, start.data(), nullptr, part.data(), nullptr), "write " + name);
    const Handle memory(H5Screate_simple(static_cast<int>(part.size()), part.data(), nullptr), H5Sclose,
                        "shape " + name);
    check(H5Dwrite(dataset, type.native, memory, stored, H5P_DEFAULT, values), "write " + name);
  }
  name_dimensions(name, dataset, dimensions);
}

}  // namespace xil
