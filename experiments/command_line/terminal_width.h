#pragma once

#include <cstddef>

namespace xil {

/// The columns into which tables are folded: those of the terminal on the standard output, 60 at least; of a pipe or a
/// file those that COLUMNS names, else any number.
std::size_t terminal_columns();

}  // namespace xil
