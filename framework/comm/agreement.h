#pragma once

#include <functional>
#include <string>

#include "framework/comm/communicator.h"

namespace xil {

/// Runs the step on every rank and waits for all. If it threw anywhere, every rank throws the same
/// error: that of the lowest rank that failed. For what may go wrong on one machine only, before
/// the farm starts: without it the others would wait for ever. To be called by all ranks in their
/// main threads.
void all_or_none(Communicator& communicator, const std::function<void()>& step);

/// The value that rank 0 has, on every rank. To be called by all ranks in their main threads.
std::string from_rank_0(Communicator& communicator, const std::string& value);

}  // namespace xil
