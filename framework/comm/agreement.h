#pragma once

#include <functional>
#include <string>

#include "framework/comm/communicator.h"

namespace xil {

/// Runs the step on every rank and waits for all ranks. If the step threw anywhere, every rank throws the same error:
/// that of the lowest rank that failed. Use it for work before the farm starts that may fail on one machine only:
/// without it, the other ranks would wait for the failed one for ever.
/// Precondition: all ranks call it, in their main threads.
void all_or_none(Communicator& communicator, const std::function<void()>& step);

/// Returns rank 0's `value` on every rank.
/// Precondition: all ranks call it, in their main threads.
std::string from_rank_0(Communicator& communicator, const std::string& value);

}  // namespace xil
