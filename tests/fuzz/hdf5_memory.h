#pragma once

#include <hdf5.h>

#include <string>
#include <utility>
#include <vector>

namespace xil::fuzz {

/// Owns an HDF5 identifier; one that is not valid is passed on to calls, which then fail.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Id& operator=(Id&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// A file in memory that can be changed.
class MemoryImage {
 public:
  explicit MemoryImage(const std::string& bytes);
  hid_t id() const { return file_; }
  /// The file as it is now.
  std::string bytes();

 private:
  Id file_;
};

/// Paths of the objects of a type, down to the second level.
std::vector<std::string> paths_of(hid_t file, H5O_type_t type);
std::vector<std::string> attribute_names(hid_t object);

}  // namespace xil::fuzz
