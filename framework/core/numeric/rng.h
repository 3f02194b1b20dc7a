#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace xil {

/// The purposes of random streams. The numbers are part of every result: append new ones, never renumber.
enum class Purpose : std::uint32_t {
  Split = 1,
  Initial = 2,
  Query = 3,
  Neighbours = 4,
  Weights = 5,
  Batches = 6,
  Masks = 7,
  Edit = 8,
  Oracle = 9,
  Render = 10,
  Decoy = 11,
  EvaluationSample = 12,
  Bootstrap = 13,
  Dropout = 14,
  Donor = 15,
  MaskNoise = 16,
  Fill = 17,
  Surrogate = 18,
  Order = 19,
  Practice = 20,
  Explained = 24,
  Refit = 25,
  Test = 255,
};

/// Names a stream by its purpose and, as far as they apply, the round, the item and the copy (below 2^24).
struct Stream {
  Purpose purpose;
  std::uint32_t round = 0;
  std::uint32_t item = 0;
  std::uint32_t copy = 0;
};

/// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// The same (seed, stream) gives the same numbers on any rank, in any order; streams never overlap.
class Rng {
 public:
  Rng(std::uint64_t seed, Stream stream);

  std::uint32_t next();
  std::uint64_t next64();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in {0, ..., bound - 1}, without modulo bias.
  /// Precondition: bound > 0.
  std::uint64_t below(std::uint64_t bound);
  bool bernoulli(double probability) { return uniform() < probability; }
  /// Standard normal (Box-Muller, one value per two uniforms).
  double normal();

  /// Fisher-Yates shuffle in place.
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }
  template <class T>
  void shuffle(std::vector<T>& values) {
    shuffle(std::span<T>(values));
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  std::size_t used_ = 4;
};

/// One Philox4x32-10 block; public so that a test can compare it with the published known answers.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

}  // namespace xil
