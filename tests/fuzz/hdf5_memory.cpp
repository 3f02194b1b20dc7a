#include "tests/fuzz/hdf5_memory.h"

#include <array>

#include "tests/fuzz/hdf5_mutations.h"

namespace xil::fuzz {
namespace {

Id open_image(std::string bytes) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(access, 1 << 16, false);
  H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  H5Pset_file_image(access, bytes.data(), bytes.size());
  return Id(H5Fopen("spoiled", H5F_ACC_RDWR, access), H5Fclose);
}

std::vector<std::string> members_of(hid_t group) {
  std::vector<std::string> names;
  H5G_info_t info;
  if (H5Gget_info(group, &info) < 0) return names;
  for (hsize_t place = 0; place < info.nlinks; ++place) {
    std::array<char, 256> name{};
    if (H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, place, name.data(), name.size(), H5P_DEFAULT) > 0)
      names.emplace_back(name.data());
  }
  return names;
}

bool is_a(hid_t file, const std::string& path, H5O_type_t type) {
  H5O_info_t info;
  return H5Oget_info_by_name2(file, path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 && info.type == type;
}

}  // namespace

MemoryImage::MemoryImage(const std::string& bytes) : file_(open_image(bytes)) {}

std::string MemoryImage::bytes() {
  H5Fflush(file_, H5F_SCOPE_GLOBAL);
  const ssize_t size = H5Fget_file_image(file_, nullptr, 0);
  if (size <= 0) return {};
  std::string bytes(static_cast<std::size_t>(size), '\0');
  H5Fget_file_image(file_, bytes.data(), bytes.size());
  constexpr std::size_t kFlags = 11;  // of the superblock: open for writing
  bytes[kFlags] = '\0';
  mend_superblock(bytes);
  return bytes;
}

std::vector<std::string> paths_of(hid_t file, H5O_type_t type) {
  std::vector<std::string> paths;
  for (const std::string& name : members_of(file)) {
    if (is_a(file, name, type)) paths.push_back(name);
    if (!is_a(file, name, H5O_TYPE_GROUP)) continue;
    const Id group(H5Gopen2(file, name.c_str(), H5P_DEFAULT), H5Gclose);
    for (const std::string& member : members_of(group)) {
      if (is_a(file, name + "/" + member, type)) paths.push_back(name + "/" + member);
    }
  }
  return paths;
}

std::vector<std::string> attribute_names(hid_t object) {
  std::vector<std::string> names;
  H5O_info_t info;
  if (H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS) < 0) return names;
  for (hsize_t place = 0; place < info.num_attrs; ++place) {
    std::array<char, 256> name{};
    if (H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, place, name.data(), name.size(), H5P_DEFAULT) > 0)
      names.emplace_back(name.data());
  }
  return names;
}

}  // namespace xil::fuzz
