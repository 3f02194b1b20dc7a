#pragma once

#include <cstdint>

#include "framework/core/numeric/rng.h"

namespace xil {

/// What statistics draw random numbers for. Each has streams of its own: copies of Purpose::Bootstrap, of which
/// Resampling uses copy 0. The numbers are part of results: append new ones, never renumber.
enum class Draw : std::uint32_t { Rankings = 1, Posterior = 2, Signs = 3, Sweeps = 4 };

inline Rng draws(Draw what, std::uint32_t size, std::uint64_t seed = 0) {
  return Rng(seed, {Purpose::Bootstrap, size, 0, static_cast<std::uint32_t>(what)});
}

}  // namespace xil
