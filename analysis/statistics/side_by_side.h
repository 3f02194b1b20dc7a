#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace xil {

/// Samples of the same number of values, eight next to each other, so that one pass over drawn places sums eight of
/// them. Every sum is added up in the order of the places, and thus has the bits that it has alone.
class SideBySide {
 public:
  explicit SideBySide(std::span<const std::vector<double>> samples)
      : count_(samples.size()), size_(samples.empty() ? 0 : samples.front().size()) {
    values_.resize((count_ + kTogether - 1) / kTogether * size_ * kTogether);
    for (std::size_t s = 0; s < count_; ++s) {
      double* block = values_.data() + s / kTogether * size_ * kTogether + s % kTogether;
      for (std::size_t i = 0; i < size_; ++i) block[i * kTogether] = samples[s][i];
    }
  }

  /// The means of the values at these places: of sample s they go to means[s][resample].
  template <class Place>
  void put_means(std::span<const Place> places, std::size_t resample, std::vector<std::vector<double>>& means) const {
    const auto size = static_cast<double>(places.size());
    for (std::size_t first = 0; first < count_; first += kTogether) {
      const double* block = values_.data() + first * size_;
      std::array<double, kTogether> sums{};
      for (const Place place : places) {
        const double* row = block + static_cast<std::size_t>(place) * kTogether;
        for (std::size_t k = 0; k < kTogether; ++k) sums[k] += row[k];
      }
      for (std::size_t k = 0; k < kTogether && first + k < count_; ++k) means[first + k][resample] = sums[k] / size;
    }
  }

 private:
  static constexpr std::size_t kTogether = 8;
  std::size_t count_, size_;
  std::vector<double> values_;  ///< [block of eight][value][sample of the block]
};

}  // namespace xil
