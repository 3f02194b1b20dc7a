#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <exception>
#include <fstream>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/records.h"
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

/// NAME.images, .regions (that of the first loss; zeros without one) and .labels of examples without edits.
inline void write_examples(Folder& folder, const std::string& name, const Dataset& data,
                           std::span<const Example> examples) {
  const DatasetInfo& info = data.info();
  const auto height = static_cast<std::size_t>(info.height), width = static_cast<std::size_t>(info.width);
  std::vector<std::uint8_t> pixels, regions;
  std::vector<std::int32_t> labels;
  for (const Example& example : examples) {
    const Image image = data.image(example.item);
    pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
    labels.push_back(example.label);
    const Region region = example.losses.empty() ? Region(info.height, info.width) : *example.losses[0].region;
    regions.insert(regions.end(), region.values.begin(), region.values.end());
  }
  folder.array(name + ".images", {labels.size(), static_cast<std::size_t>(info.channels), height, width}, pixels);
  folder.array(name + ".regions", {labels.size(), 1, height, width}, regions);
  folder.array(name + ".labels", {labels.size()}, labels);
}

/// The main function of a program that writes such a folder, which its only argument names.
int write_folder(int argc, char** argv, const auto& write) try {
  require(argc == 2, "usage: {} FOLDER", argv[0]);
  Folder folder(argv[1]);
  write(folder);
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}

}  // namespace xil
