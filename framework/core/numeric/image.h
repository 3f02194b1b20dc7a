#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xil {

/// An 8-bit picture on the host, planar: pixels[(channel * height + row) * width + column].
struct Image {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<std::uint8_t> pixels;

  Image() = default;
  Image(int channel_count, int rows, int columns, std::uint8_t value = 0)
      : channels(channel_count), height(rows), width(columns), pixels(size(), value) {}
  std::size_t size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }
  std::size_t index(int channel, int row, int column) const {
    return (static_cast<std::size_t>(channel) * static_cast<std::size_t>(height) + static_cast<std::size_t>(row)) *
               static_cast<std::size_t>(width) +
           static_cast<std::size_t>(column);
  }
  std::uint8_t& at(int channel, int row, int column) { return pixels[index(channel, row, column)]; }
  std::uint8_t at(int channel, int row, int column) const { return pixels[index(channel, row, column)]; }
  bool operator==(const Image&) const = default;
};

/// A height x width plane of values, row by row.
template <class T>
struct Plane {
  int height = 0;
  int width = 0;
  std::vector<T> values;

  Plane() = default;
  Plane(int rows, int columns, T value = T{})
      : height(rows),
        width(columns),
        values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), value) {}
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
  }
  T& at(int row, int column) { return values[index(row, column)]; }
  const T& at(int row, int column) const { return values[index(row, column)]; }
  bool operator==(const Plane&) const = default;
};

/// A set of pixels: 1 inside, 0 outside.
using Region = Plane<std::uint8_t>;
/// One value per pixel, such as a saliency map.
using Map = Plane<float>;

/// Number of pixels inside the region.
std::size_t area(const Region& region);
/// Pixels within `radius` (Euclidean, in pixels) of the region.
Region dilate(const Region& region, double radius);

/// A rows x cols table of floats, row by row.
struct Matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<float> values;

  Matrix() = default;
  Matrix(std::size_t row_count, std::size_t column_count, float value = 0)
      : rows(row_count), cols(column_count), values(row_count * column_count, value) {}
  std::span<float> row(std::size_t i) { return {values.data() + i * cols, cols}; }
  std::span<const float> row(std::size_t i) const { return {values.data() + i * cols, cols}; }
  float& at(std::size_t i, std::size_t j) { return values[i * cols + j]; }
  float at(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
  bool operator==(const Matrix&) const = default;
};

/// Index of the largest value; the first one among equals.
/// Precondition: `values` is not empty.
std::size_t argmax(std::span<const float> values);

}  // namespace xil
