#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "framework/core/base/error.h"

// For the .cpp files of this room only. HDF5 is not safe to call from several threads at once.
namespace xil {

/// The reason why HDF5's last call failed, from the innermost entry of its error stack; one line.
std::string hdf5_reason();

/// Throws "cannot <what>: <reason>" if a call failed.
template <class Status>
Status check(Status status, std::string_view what) {
  if (status < 0) fail("cannot {}: {}", what, hdf5_reason());
  return status;
}

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close closer, std::string_view what) : id_(check(id, what)), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  /// Closes the identifier now, so that an error can be reported.
  void close(std::string_view what) { check(close_(std::exchange(id_, H5I_INVALID_HID)), what); }

 private:
  hid_t id_;
  Close close_;
};

/// The HDF5 type of T in files (little endian).
template <class T>
hid_t stored_type() {
  if constexpr (std::is_same_v<T, double>)
    return H5T_IEEE_F64LE;
  else if constexpr (std::is_same_v<T, float>)
    return H5T_IEEE_F32LE;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return H5T_STD_U8LE;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return H5T_STD_I32LE;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return H5T_STD_U32LE;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return H5T_STD_I64LE;
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return H5T_STD_U64LE;
}

/// The HDF5 type of T in memory.
template <class T>
hid_t native_type() {
  if constexpr (std::is_same_v<T, double>)
    return H5T_NATIVE_DOUBLE;
  else if constexpr (std::is_same_v<T, float>)
    return H5T_NATIVE_FLOAT;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return H5T_NATIVE_UINT8;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return H5T_NATIVE_INT32;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return H5T_NATIVE_UINT32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return H5T_NATIVE_INT64;
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return H5T_NATIVE_UINT64;
}

/// A fixed-length UTF-8 string type, padded with zero bytes.
Handle string_type(std::size_t length);

/// Switches off HDF5's printing of errors and its ways to open other files and load programs. Every function that opens
/// or makes a file calls this first.
void silence_hdf5();

}  // namespace xil
