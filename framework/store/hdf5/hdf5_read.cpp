#include "framework/store/hdf5/hdf5_read.h"

#include <fmt/ranges.h>

namespace xil {
namespace {

constexpr std::size_t kLongestAttribute = std::size_t{1} << 24;

Handle open_attribute(hid_t object, const std::string& name) {
  return Handle(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "find attribute " + name);
}

/// Reads names one by one by name_at(place, buffer, size), since H5Literate frees memory that is not its own if the
/// list of a group is damaged (1.10.8).
template <class NameAt>
std::vector<std::string> names_by_place(hsize_t count, std::string_view what, NameAt&& name_at) {
  std::vector<std::string> names;
  for (hsize_t place = 0; place < count; ++place) {
    std::string name(64, '\0');  // enough for xil's names: asking for the length first takes as long as the name
    const auto length = static_cast<std::size_t>(check(name_at(place, name.data(), name.size()), what));
    require(length < kLongestAttribute, "a name has {} bytes", length);
    if (length >= name.size()) {
      name.resize(length + 1);
      check(name_at(place, name.data(), name.size()), what);
    }
    name.resize(length);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

std::string read_text_attribute(hid_t object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  const Handle type(H5Aget_type(attribute), H5Tclose, "read the type of attribute " + name);
  require(H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0,
          "attribute {} is not a string of fixed length", name);
  const Handle space(H5Aget_space(attribute), H5Sclose, "read the shape of attribute " + name);
  require(H5Sget_simple_extent_npoints(space) == 1, "attribute {} is not one string", name);
  const std::size_t length = H5Tget_size(type);
  require(length <= kLongestAttribute, "attribute {} claims {} bytes", name, length);
  std::string text(length, '\0');
  check(H5Aread(attribute, type, text.data()), "read attribute " + name);
  text.resize(text.find_last_not_of('\0') + 1);
  return text;
}

std::int64_t read_number_attribute(hid_t object, const std::string& name) {
  const Handle attribute = open_attribute(object, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, "read the shape of attribute " + name);
  require(H5Sget_simple_extent_npoints(space) == 1, "attribute {} is not one number", name);
  const Handle type(H5Aget_type(attribute), H5Tclose, "read the type of attribute " + name);
  const bool whole = H5Tget_class(type) == H5T_INTEGER && H5Tget_size(type) <= 8;
  require(whole && (H5Tget_size(type) < 8 || H5Tget_sign(type) == H5T_SGN_2),
          "attribute {} is no whole number of 64 bits", name);
  std::int64_t number = 0;
  check(H5Aread(attribute, native_type<std::int64_t>(), &number), "read attribute " + name);
  return number;
}

bool has_attribute(hid_t object, const std::string& name) {
  return check(H5Aexists(object, name.c_str()), "look for attribute " + name) > 0;
}

std::vector<std::string> attribute_names(hid_t object) {
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS), "count attributes");
  return names_by_place(info.num_attrs, "list attributes", [&](hsize_t place, char* name, std::size_t size) {
    return H5Aget_name_by_idx(object, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, place, name, size, H5P_DEFAULT);
  });
}

std::vector<std::string> member_names(hid_t group) {
  H5G_info_t info;
  check(H5Gget_info(group, &info), "count the members of a group");
  return names_by_place(info.nlinks, "list a group", [&](hsize_t place, char* name, std::size_t size) {
    return H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, place, name, size, H5P_DEFAULT);
  });
}

TableReader::TableReader(hid_t parent, const std::string& name)
    : name_(name), group_(open_group(parent, name, "/" + name)) {}

TableReader::TableReader(const TableReader& above, const std::string& name)
    : name_(above.name_ + "/" + name), group_(open_group(above.group_, name, "/" + name_)) {}

Handle TableReader::dataset(const std::string& name) const { return open_dataset(group_, name, path_of(name)); }

std::vector<hsize_t> TableReader::shape(const std::string& name) const { return shape(name, dataset(name)); }

std::vector<hsize_t> TableReader::shape(const std::string& name, hid_t source) const {
  return checked_shape(source, path_of(name));
}

std::size_t TableReader::room_for(const std::string& name, hid_t source, const std::vector<hsize_t>& all, hsize_t first,
                                  hsize_t count, std::size_t value_bytes, bool whole_numbers) const {
  const std::string path = path_of(name);
  const Handle type(H5Dget_type(source), H5Tclose, "read the type of " + path);
  const H5T_class_t kind = H5Tget_class(type);
  require(kind == H5T_INTEGER || (kind == H5T_FLOAT && !whole_numbers), "{} does not hold {}", path,
          whole_numbers ? "whole numbers" : "numbers");
  require(count <= all.at(0) && first <= all[0] - count, "{} has only {} rows", path, all[0]);
  std::vector<hsize_t> part = all;
  part[0] = count;
  const hsize_t values = checked_product(part, path);
  require_plausible(source, values, value_bytes, path);
  return values;
}

std::vector<std::string> TableReader::texts(const std::string& name) const {
  const Handle source = dataset(name);
  const std::string path = path_of(name);
  const Handle type(H5Dget_type(source), H5Tclose, "read the type of " + path);
  require(H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0, "{} does not hold strings of fixed length",
          path);
  const std::size_t length = H5Tget_size(type);
  const std::vector<hsize_t> all = shape(name, source);
  require(all.size() == 1, "{} has the shape {}, not one of a list", path, fmt::join(all, " x "));
  std::vector<std::string> texts(all[0]);
  std::string bytes(length * texts.size(), '\0');
  read(name, source, type, all, 0, texts.size(), bytes.data());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = bytes.substr(i * length, length);
    texts[i].resize(texts[i].find_last_not_of('\0') + 1);
  }
  return texts;
}

void TableReader::read(const std::string& name, hid_t source, hid_t type, std::vector<hsize_t> lengths, hsize_t first,
                       hsize_t count, void* values) const {
  const std::string what = fmt::format("read /{}/{}", name_, name);
  std::vector<hsize_t> start(lengths.size(), 0);
  if (count == 0) return;
  const Handle stored(H5Dget_space(source), H5Sclose, what);
  start[0] = first;
  lengths[0] = count;
  check(H5Sselect_hyperslab(stored, H5S_SELECT_SET, start.data(), nullptr, lengths.data(), nullptr), what);
  const Handle memory(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr), H5Sclose, what);
  check(H5Dread(source, type, memory, stored, H5P_DEFAULT, values), what);
}

std::string damaged_text(const std::filesystem::path& file, std::string_view why, std::string_view mend) {
  return fmt::format("'{}' is damaged or was not written by xil: {}; {}", file.string(), why, mend);
}

}  // namespace xil
