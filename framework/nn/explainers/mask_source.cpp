#include "framework/nn/explainers/mask_source.h"

#include <bit>
#include <numeric>

namespace xil {

MaskSource::MaskSource(const MaskShaper& shaper, Sampling sampling, double p, Rng rng)
    : cells_(static_cast<std::uint32_t>(shaper.cells())),
      shifts_y_(static_cast<std::uint32_t>(shaper.cell_height())),
      shifts_x_(static_cast<std::uint32_t>(shaper.cell_width())),
      sampling_(sampling),
      p_(p),
      rng_(rng) {}

MaskDraw MaskSource::next() {
  MaskDraw draw;
  draw.cells.resize(cells_);
  if (sampling_ == Sampling::Bernoulli) {
    for (std::uint32_t c = 0; c < cells_; ++c) draw.cells[c] = rng_.bernoulli(p_);
    draw.shift_y = static_cast<int>(rng_.below(shifts_y_));
    draw.shift_x = static_cast<int>(rng_.below(shifts_x_));
    return draw;
  }
  if (row_ == 0) begin_block();
  for (std::uint32_t c = 0; c < cells_; ++c) {
    const bool positive = std::popcount(row_ & columns_[c]) % 2 == 0;
    draw.cells[c] = positive == signs_[c];
  }
  row_ = static_cast<std::uint32_t>((row_ + 1) % (columns_.size() + 1));
  draw_shift(draw);
  return draw;
}

void MaskSource::begin_block() {
  columns_.resize(static_cast<std::size_t>(hadamard_order(cells_)) - 1);
  std::iota(columns_.begin(), columns_.end(), 1u);
  rng_.shuffle(columns_);
  signs_.resize(cells_);
  for (std::uint32_t c = 0; c < cells_; ++c) signs_[c] = rng_.below(2) == 1;
}

void MaskSource::draw_shift(MaskDraw& draw) {
  if (deck_.empty()) {
    deck_.resize(shifts_y_ * shifts_x_);
    std::iota(deck_.begin(), deck_.end(), 0u);
    rng_.shuffle(deck_);
  }
  draw.shift_y = static_cast<int>(deck_.back() / shifts_x_);
  draw.shift_x = static_cast<int>(deck_.back() % shifts_x_);
  deck_.pop_back();
}

}  // namespace xil
