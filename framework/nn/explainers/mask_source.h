#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/masks.h"

namespace xil {

/// The random masks of one explanation, from one stream. Either way every single mask is a grid of independent cells
/// that are visible with probability p, at a shift that is uniform among all: what is averaged over them has no bias.
///
/// Sampling::Bernoulli draws them independently. Sampling::Hadamard draws blocks of hadamard_order() masks, the rows of
/// a Hadamard matrix (Sylvester's) of which every cell has a column and a sign of its own, drawn anew for every block:
/// within a block every cell is visible in exactly half of the masks, and any two cells agree in exactly half of them.
/// Shifts come from a shuffled deck of all of them, so that none is taken twice before all were. Precondition: p = .5.
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
  std::uint32_t row_ = 0;               ///< of the Hadamard matrix: the next one
  std::vector<std::uint32_t> columns_;  ///< a permutation of all but column 0, of which the first ones are the cells'
  std::vector<bool> signs_;
  std::vector<std::uint32_t> deck_;  ///< shifts that are left, the last one next
};

}  // namespace xil
