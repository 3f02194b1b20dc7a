#include "framework/store/hdf5/hdf5_open.h"

#include <fmt/ranges.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

namespace xil {
namespace {

constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
constexpr int kMostDimensions = 8;
constexpr std::size_t kLongestText = std::size_t{1} << 20;
/// Deflate expands one byte to at most 1032 bytes; each chunk needs some bytes besides.
constexpr hsize_t kMostExpansion = 1100, kFreeBytes = hsize_t{1} << 16;
/// Bytes in memory per byte of the file over a whole dataset: masks and maps of real pictures stay far below this
/// ratio.
constexpr hsize_t kMostRatio = 400, kFreeOfRatio = hsize_t{1} << 26;
constexpr hsize_t kMostChunkBytes = hsize_t{1} << 26;

/// The first bytes of the file, which hold HDF5's signature, the version and whether the file is open for writing.
std::string start_of(const OpenFile& opened) {
  std::string start(16, '\0');
  const ssize_t got = ::pread(opened.descriptor(), start.data(), start.size(), 0);
  start.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return start;
}

void require_known_start(std::string_view start) {
  require(start.size() > 8 && start.starts_with(kSignature), "it is no HDF5 file");
  // Before version 2, the addresses in the superblock have no checksum.
  require(start[8] == 2 || start[8] == 3, "its HDF5 format has the version {}, and xil writes 3",
          static_cast<int>(start[8]));
}

bool is_locked_by_a_writer(const OpenFile& opened) {
  if (::flock(opened.descriptor(), LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
  ::flock(opened.descriptor(), LOCK_UN);
  return false;
}

hsize_t file_bytes(hid_t object) {
  const Handle file(H5Iget_file_id(object), H5Fclose, "find the file of a dataset");
  hsize_t bytes = 0;
  check(H5Fget_filesize(file, &bytes), "measure the file");
  return bytes;
}

/// Fails if the member is a link to somewhere else or a second name of another object.
void require_own_member(hid_t parent, const std::string& name, const std::string& path) {
  require(!name.empty() && name.find('/') == std::string::npos && name != ".", "'{}' is no name of a dataset", name);
  H5L_info_t link;
  check(H5Lget_info(parent, name.c_str(), &link, H5P_DEFAULT), "find " + path);
  require(link.type == H5L_TYPE_HARD, "{} is a link to another place or file, which xil never writes", path);
}

void require_own_storage(hid_t properties, const std::string& path) {
  const H5D_layout_t layout = H5Pget_layout(properties);
  require(layout != H5D_VIRTUAL, "{} is put together from other datasets (a virtual dataset), which xil never writes",
          path);
  require(layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED, "{} has an unknown layout", path);
  require(H5Pget_external_count(properties) == 0,
          "the values of {} lie in another file (external storage), which xil never writes", path);
  const int filters = check(H5Pget_nfilters(properties), "read how " + path + " is packed");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, nullptr);
    require(filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32,
            "{} is packed by the filter {}, which xil never uses", path, static_cast<int>(filter));
  }
}

/// A chunk is always unpacked as a whole, whatever part of it is read.
void require_plausible_chunks(hid_t properties, std::size_t value_bytes, hsize_t dataset_bytes,
                              const std::string& path) {
  if (H5Pget_layout(properties) != H5D_CHUNKED) return;
  std::array<hsize_t, H5S_MAX_RANK> lengths{};
  const int rank = check(H5Pget_chunk(properties, H5S_MAX_RANK, lengths.data()), "read the chunks of " + path);
  const hsize_t values = checked_product({lengths.data(), static_cast<std::size_t>(rank)}, path);
  const hsize_t most = std::max(kMostChunkBytes, dataset_bytes);
  require(values <= most / std::max<std::size_t>(value_bytes, 1), "the chunks of {} are larger than itself", path);
}

/// The size of one value in the file. Fails unless the values are numbers or texts of fixed length.
std::size_t checked_value_bytes(hid_t dataset, const std::string& path) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read the type of " + path);
  const H5T_class_t kind = H5Tget_class(type);
  const std::size_t bytes = H5Tget_size(type);
  const bool number = (kind == H5T_INTEGER || kind == H5T_FLOAT) && 0 < bytes && bytes <= 8;
  const bool text = kind == H5T_STRING && H5Tis_variable_str(type) == 0 && 0 < bytes && bytes <= kLongestText;
  require(number || text, "{} holds neither numbers nor text of fixed length", path);
  return bytes;
}

}  // namespace

void require_not_being_written(const OpenFile& opened, const std::filesystem::path& name) {
  require(!is_locked_by_a_writer(opened), "'{}' is open in another program for writing: close it there, then try again",
          name.string());
  const std::string start = start_of(opened);
  constexpr std::size_t kVersion = 8, kFlags = 11;  // in the superblock, from version 2 on
  const bool marked =
      start.starts_with(kSignature) && start.size() > kFlags && start[kVersion] >= 3 && start[kFlags] != 0;
  require(!marked,
          "'{}' is marked as open in another program for writing: close it there, then try again; if none has it "
          "open, the one that changed it died meanwhile: bring a copy of the file back",
          name.string());
}

Handle open_file(const OpenFile& opened) {
  silence_hdf5();
  require_known_start(start_of(opened));
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make file properties");
  check(H5Pset_file_locking(access, false, true), "switch off file locking");
  check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "choose how to close");
  // This opens the very file that was checked, even if another file has taken its name meanwhile.
  return Handle(H5Fopen(fmt::format("/proc/self/fd/{}", opened.descriptor()).c_str(), H5F_ACC_RDONLY, access), H5Fclose,
                "open it");
}

Handle open_bytes(std::string_view bytes) {
  silence_hdf5();
  require_known_start(bytes.substr(0, 16));
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make file properties");
  check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "choose how to close");
  constexpr std::size_t kGrowth = 1 << 16;
  check(H5Pset_fapl_core(access, kGrowth, false), "choose memory");
  // HDF5 copies the bytes, and writes nothing to a file that is opened for reading.
  check(H5Pset_file_image(access, const_cast<char*>(bytes.data()), bytes.size()), "hand over the bytes");
  return Handle(H5Fopen("bytes", H5F_ACC_RDONLY, access), H5Fclose, "open it");
}

Handle open_group(hid_t parent, const std::string& name, const std::string& path) {
  require_own_member(parent, name, path);
  return Handle(H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose, "open " + path);
}

Handle open_dataset(hid_t parent, const std::string& name, const std::string& path) {
  require_own_member(parent, name, path);
  Handle dataset(H5Dopen2(parent, name.c_str(), H5P_DEFAULT), H5Dclose, "open " + path);
  H5O_info_t info;
  check(H5Oget_info2(dataset, &info, H5O_INFO_BASIC), "look at " + path);
  require(info.rc == 1, "{} has {} names, and xil gives one", path, info.rc);
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose, "read how " + path + " is stored");
  require_own_storage(properties,
                      path);  // comes before the shape, since that of a virtual dataset may lie in another file
  const std::size_t bytes = checked_value_bytes(dataset, path);
  const std::vector<hsize_t> lengths = checked_shape(dataset, path);
  const hsize_t values = checked_product(lengths, path);
  require_plausible(dataset, values, bytes, path);
  require_plausible_chunks(properties, bytes, values * bytes, path);
  return dataset;
}

std::vector<hsize_t> checked_shape(hid_t dataset, const std::string& path) {
  const std::string what = "read the shape of " + path;
  const Handle space(H5Dget_space(dataset), H5Sclose, what);
  const int rank = check(H5Sget_simple_extent_ndims(space), what);
  require(rank > 0, "{} has no dimensions", path);
  require(rank <= kMostDimensions, "{} has {} dimensions", path, rank);
  std::vector<hsize_t> lengths(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space, lengths.data(), nullptr), what);
  return lengths;
}

hsize_t checked_product(std::span<const hsize_t> lengths, const std::string& path) {
  constexpr hsize_t kMost = hsize_t{1} << 48;
  hsize_t product = 1;
  for (const hsize_t length : lengths) {
    require(length == 0 || product <= kMost / length, "{} claims the shape {}", path, fmt::join(lengths, " x "));
    product *= length;
  }
  return product;
}

void require_plausible(hid_t dataset, hsize_t values, std::size_t value_bytes, const std::string& path) {
  if (values == 0) return;
  require(values <= std::numeric_limits<hsize_t>::max() / 1024 / std::max<std::size_t>(value_bytes, 1),
          "{} claims {} values", path, values);
  const hsize_t bytes = values * value_bytes;
  const hsize_t stored = H5Dget_storage_size(dataset);
  require(stored > 0, "{} claims {} values, of which none was ever written", path, values);
  if (bytes <= kFreeBytes) return;
  const hsize_t file = file_bytes(dataset), there = std::min(stored, file);
  require(bytes / kMostExpansion <= there, "{} claims {} values, more than its {} bytes can hold", path, values, there);
  if (bytes <= kFreeOfRatio) return;
  require((bytes - kFreeOfRatio) / kMostRatio <= file, "{} claims {} values, more than a file of {} bytes holds", path,
          values, file);
}

}  // namespace xil
