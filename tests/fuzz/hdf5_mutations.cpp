#include "tests/fuzz/hdf5_mutations.h"

#include <hdf5.h>

#include <algorithm>
#include <array>

#include "tests/fuzz/hdf5_memory.h"
#include "tests/fuzz/mutations.h"

namespace xil::fuzz {
namespace {

// Calls that fail change nothing: then another change is made, or none.

std::string any_name(const std::vector<std::string>& names, Rng& rng) {
  static const std::vector<std::string> kOdd = {
      "x", "..", ".", "new\nline", "\x1b[31m", std::string(3000, 'n'), "\xff", "round", "metric_s"};
  return names.empty() || rng.bernoulli(0.2) ? one_of(kOdd, rng) : one_of(names, rng);
}

/// Lengths that fit, that nearly do, and that no file can hold.
hsize_t any_length(Rng& rng) {
  static const std::vector<hsize_t> kLengths = {0,
                                                1,
                                                2,
                                                3,
                                                4,
                                                6,
                                                7,
                                                8,
                                                10,
                                                20,
                                                64,
                                                100,
                                                1000,
                                                65536,
                                                1 << 24,
                                                hsize_t{1} << 31,
                                                (hsize_t{1} << 32) + 1,
                                                hsize_t{1} << 40,
                                                hsize_t{1} << 62};
  return one_of(kLengths, rng);
}

std::vector<hsize_t> any_shape(std::vector<hsize_t> shape, Rng& rng) {
  switch (rng.below(5)) {
    case 0:
      shape.resize(draw(rng, 6));
      break;
    case 1:
      shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(draw(rng, shape.size() + 1)), any_length(rng));
      break;
    case 2:
      shape.assign(1 + draw(rng, 32), 1);
      break;
    default:
      if (!shape.empty()) shape[draw(rng, shape.size())] = any_length(rng);
  }
  std::ranges::replace(shape, hsize_t{0}, rng.bernoulli(0.5) ? hsize_t{0} : any_length(rng));
  return shape;
}

/// Types that nobody expects, beside those that somebody does.
Id any_type(Rng& rng) {
  static const std::vector<hid_t> kNumbers = {H5T_STD_U8LE,   H5T_STD_I8LE,  H5T_STD_I16BE,   H5T_STD_I32LE,
                                              H5T_STD_U32LE,  H5T_STD_I64LE, H5T_STD_U64LE,   H5T_IEEE_F32LE,
                                              H5T_IEEE_F64BE, H5T_STD_B8LE,  H5T_STD_REF_OBJ, H5T_UNIX_D32LE};
  static const std::vector<std::size_t> kSizes = {1, 7, 100, 5000, 1 << 20, std::size_t{1} << 31};
  const hsize_t side = 1 + draw(rng, 5);
  switch (rng.below(8)) {
    case 0: {
      const hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, H5T_VARIABLE);
      return Id(text, H5Tclose);
    }
    case 1:
    case 2: {
      const hid_t text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, one_of(kSizes, rng));
      return Id(text, H5Tclose);
    }
    case 3:
      return Id(H5Tarray_create2(one_of(kNumbers, rng), 1, &side), H5Tclose);
    case 4:
      return Id(H5Tvlen_create(one_of(kNumbers, rng)), H5Tclose);
    case 5:
      return Id(H5Tcreate(H5T_OPAQUE, one_of(kSizes, rng)), H5Tclose);
    case 6: {
      const hid_t pair = H5Tcreate(H5T_COMPOUND, 16);
      H5Tinsert(pair, "first", 0, H5T_STD_I64LE);
      H5Tinsert(pair, "second", 8, H5T_IEEE_F64LE);
      return Id(pair, H5Tclose);
    }
    default:
      return Id(H5Tcopy(one_of(kNumbers, rng)), H5Tclose);
  }
}

/// How a new dataset is stored: in the file, in pieces, elsewhere, or as a picture of others.
Id any_storage(const std::vector<hsize_t>& shape, hid_t space, const std::string& own_path, Rng& rng) {
  Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  std::vector<hsize_t> chunk = shape;
  for (hsize_t& side : chunk) side = std::clamp<hsize_t>(side, 1, 1 + draw(rng, 8));
  const auto rank = static_cast<int>(chunk.size());
  switch (rng.below(7)) {
    case 0:
      H5Pset_layout(properties, H5D_COMPACT);
      break;
    case 1:
      H5Pset_external(properties, rng.bernoulli(0.5) ? "/etc/hostname" : "/nowhere", static_cast<off_t>(draw(rng, 4)),
                      H5F_UNLIMITED);
      break;
    case 2:
      H5Pset_virtual(properties, space, rng.bernoulli(0.5) ? "." : "other.h5", own_path.c_str(), space);
      break;
    case 3:
    case 4:
      if (rank > 0) H5Pset_chunk(properties, rank, chunk.data());
      if (rng.bernoulli(0.5)) H5Pset_deflate(properties, 1);
      if (rng.bernoulli(0.5)) H5Pset_fletcher32(properties);
      if (rng.bernoulli(0.2)) H5Pset_nbit(properties);
      if (rng.bernoulli(0.2)) H5Pset_scaleoffset(properties, H5Z_SO_INT, 2);
      break;
    default:
      break;
  }
  return properties;
}

/// The text or number of an attribute, or the values of a dataset, with some bytes changed.
template <class Read, class Write>
void spoil_values(hid_t type, hid_t space, Rng& rng, Read&& read, Write&& write) {
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  const std::size_t size = H5Tget_size(type);
  constexpr std::size_t kMost = 1 << 22;
  if (count <= 0 || size == 0 || static_cast<std::size_t>(count) > kMost / size || H5Tdetect_class(type, H5T_VLEN) > 0)
    return;
  std::string values(static_cast<std::size_t>(count) * size, '\0');
  if (read(values.data()) < 0) return;
  const std::size_t length = values.size();
  values = spoiled_bytes(values, {{values}, {"nan", "\n", "\x1b[2J", "{}", "null", "\xff\xff"}}, rng);
  values.resize(length, static_cast<char>(rng.below(256)));
  write(values.data());
}

void change_dataset(hid_t file, const std::string& path, Rng& rng) {
  const Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
  const Id type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  spoil_values(
      type, space, rng, [&](void* to) { return H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, to); },
      [&](const void* from) { return H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, from); });
}

/// The dataset under a path is another one: of another shape, another type, or stored otherwise.
void replace_dataset(hid_t file, const std::string& path, Rng& rng) {
  std::vector<hsize_t> shape;
  Id type(-1, H5Tclose);
  {
    const Id dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose);
    const Id space(H5Dget_space(dataset), H5Sclose);
    shape.resize(static_cast<std::size_t>(std::max(H5Sget_simple_extent_ndims(space), 0)));
    if (!shape.empty()) H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    type = Id(H5Dget_type(dataset), H5Tclose);
  }
  if (rng.bernoulli(0.7)) shape = any_shape(std::move(shape), rng);
  if (type < 0 || rng.bernoulli(0.3)) type = any_type(rng);
  const Id space = shape.empty()
                       ? Id(H5Screate(rng.bernoulli(0.5) ? H5S_SCALAR : H5S_NULL), H5Sclose)
                       : Id(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
  const Id storage = any_storage(shape, space, path, rng);
  H5Ldelete(file, path.c_str(), H5P_DEFAULT);
  const Id created(H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, storage, H5P_DEFAULT), H5Dclose);
}

/// Something else stands under a path: a link that leads nowhere, out of the file or in a circle, a group, a type.
void replace_link(hid_t file, const std::vector<std::string>& paths, const std::string& path, Rng& rng) {
  const std::string& other = one_of(paths, rng);
  if (rng.bernoulli(0.15)) {
    H5Lmove(file, path.c_str(), file, (path + any_name({}, rng)).c_str(), H5P_DEFAULT, H5P_DEFAULT);
    return;
  }
  H5Ldelete(file, path.c_str(), H5P_DEFAULT);
  switch (rng.below(8)) {
    case 0:
      H5Lcreate_soft(path.c_str(), file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 1:
      H5Lcreate_soft(other.c_str(), file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 2:
      H5Lcreate_external("other.h5", other.c_str(), file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 3:
      H5Lcreate_hard(file, other.c_str(), file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 4:
      H5Lcreate_hard(file, "/", file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 5:
      Id(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
      break;
    case 6: {
      const Id type = any_type(rng);
      H5Tcommit2(file, path.c_str(), type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      break;
    }
    default:
      break;
  }
}

void change_attribute(hid_t file, const std::string& path, Rng& rng) {
  const Id object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose);
  const std::string name = any_name(attribute_names(object), rng);
  const Id attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
  const Id type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
  spoil_values(
      type, space, rng, [&](void* to) { return H5Aread(attribute, type, to); },
      [&](const void* from) { return H5Awrite(attribute, type, from); });
}

void replace_attribute(hid_t file, const std::string& path, Rng& rng) {
  const Id object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose);
  const std::string name = any_name(attribute_names(object), rng);
  H5Adelete(object, name.c_str());
  if (rng.bernoulli(0.2)) return;
  const Id type = any_type(rng);
  std::vector<hsize_t> shape = any_shape({1}, rng);
  const Id space = rng.bernoulli(0.6)
                       ? Id(H5Screate(H5S_SCALAR), H5Sclose)
                       : Id(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
  const Id attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
}

}  // namespace

std::string with_other_content(const Hdf5File& file, Rng& rng) {
  MemoryImage image(file.bytes);
  const std::vector<std::string> groups = paths_of(image.id(), H5O_TYPE_GROUP),
                                 datasets = paths_of(image.id(), H5O_TYPE_DATASET);
  std::vector<std::string> all = groups;
  all.insert(all.end(), datasets.begin(), datasets.end());
  all.emplace_back("/");
  // Values first, then structure: HDF5 itself may break over values of what has been replaced.
  while (rng.bernoulli(0.5)) {
    if (!datasets.empty() && rng.bernoulli(0.7))
      change_dataset(image.id(), one_of(datasets, rng), rng);
    else
      change_attribute(image.id(), one_of(all, rng), rng);
  }
  while (rng.bernoulli(0.4)) {
    const std::uint64_t kind = rng.below(6);
    if (kind < 3 && !datasets.empty())
      replace_dataset(image.id(), one_of(datasets, rng), rng);
    else if (kind < 4)
      replace_link(image.id(), all, all[draw(rng, all.size() - 1)], rng);
    else
      replace_attribute(image.id(), one_of(all, rng), rng);
  }
  return image.bytes();
}

}  // namespace xil::fuzz
