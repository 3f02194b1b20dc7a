#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/nn/networks/network.h"

namespace xil {

// Matrix kernels may round differently in different rows of a batch, and in batches of different sizes. So all forward
// passes outside training have the same number of rows, and every request has its row: what comes out for it is the
// same whatever else is asked for.

/// Rows of every forward pass. Small batches are as fast as large ones on a CPU.
inline constexpr std::size_t kBlock = 32;
/// Rows per pass if `count` copies are divided among as few passes of at most `most` rows as possible, all of one size.
/// The last pass may have rows to spare.
/// Precondition: both are positive.
std::int64_t even_rows(std::int64_t count, std::int64_t most);
/// A forward pass: per row of the block the position of the request that it serves, or -1.
using BlockPlan = std::array<std::ptrdiff_t, kBlock>;

/// As few passes as serve every request in its row; rows[i] < kBlock is the row of request i.
std::vector<BlockPlan> plan_blocks(std::span<const std::uint8_t> rows);

/// Penultimate features [kBlock, width] of the pictures that a pass serves; other rows see black.
at::Tensor block_features(const Network& network, const BlockPlan& plan,
                          const std::function<Image(std::size_t)>& picture);

/// Copies the rows that serve requests, from [kBlock, m] to the requests' rows of [requests, m].
void copy_rows(const at::Tensor& block, const BlockPlan& plan, Matrix& table);
/// The reverse: [kBlock, m] on the network's device, zeros in the other rows.
at::Tensor gather_rows(const Matrix& table, const BlockPlan& plan, const Network& network);

}  // namespace xil
