#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <string>
#include <type_traits>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// Arrays as raw little-endian files, named with type and shape in arrays.txt; numbers in
/// numbers.txt.
class Folder {
 public:
  explicit Folder(const std::string& path)
      : path_(path), arrays_(path + "/arrays.txt"), numbers_(path + "/numbers.txt") {}

  template <class T>
  void array(const std::string& name, const std::vector<std::size_t>& shape, const std::vector<T>& values) {
    const char* kind = std::is_floating_point_v<T> ? "f" : std::is_signed_v<T> ? "i" : "u";
    arrays_ << fmt::format("{} {}{} {}\n", name, kind, sizeof(T), fmt::join(shape, "x"));
    std::ofstream file(path_ + "/" + name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  }
  void table(const std::string& name, const Matrix& matrix) { array(name, {matrix.rows, matrix.cols}, matrix.values); }
  template <class T>
  void plane(const std::string& name, const Plane<T>& plane) {
    array(name, {static_cast<std::size_t>(plane.height), static_cast<std::size_t>(plane.width)}, plane.values);
  }
  void text(const std::string& name, const std::string& bytes) {
    std::ofstream(path_ + "/" + name, std::ios::binary) << bytes;
  }
  void number(const std::string& name, double value) { numbers_ << fmt::format("{} {:.17g}\n", name, value); }
  void numbers(const std::string& name, const NamedValues& values) {
    for (const auto& [metric, value] : values) number(name + "." + metric, value);
  }

 private:
  std::string path_;
  std::ofstream arrays_, numbers_;
};

}  // namespace xil
