#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/masks.h"

namespace xil {

/// The random masks of one explanation, from one random stream. With either sampling every single mask is a grid of
/// independent cells that are visible with probability p, at a shift that is uniform among all shifts: averages over
/// the masks are unbiased.
///
/// Sampling::Bernoulli draws the masks independently. Sampling::Hadamard draws blocks of hadamard_order() masks, the
/// rows of a Hadamard matrix (Sylvester's). Every cell has its own column of the matrix and its own sign, drawn anew
/// for every block: within a block every cell is visible in exactly half of the masks, and any two cells agree in
/// exactly half of them. Shifts are dealt from a shuffled deck of all shifts, so that none is used twice before all
/// have been used.
/// Precondition: p = .5 for Sampling::Hadamard.
class MaskSource {
 public:
  MaskSource(const MaskShaper& shaper, Sampling sampling, double p, Rng rng);
  MaskDraw next();

 private:
  void begin_block();
  void draw_shift(MaskDraw& draw);

  std::uint32_t cells_;
  std::uint32_t shifts_y_, shifts_x_;
  Sampling sampling_;
  double p_;
  Rng rng_;
  std::uint32_t row_ = 0;               ///< the next row of the Hadamard matrix
  std::vector<std::uint32_t> columns_;  ///< a permutation of all columns but column 0; cells use the first ones
  std::vector<bool> signs_;
  std::vector<std::uint32_t> deck_;  ///< shifts that are left; the last one is next
};

}  // namespace xil
