#pragma once

#include <chrono>

namespace xil {

/// Seconds since 1970 by the clock of this machine; for records and for the end of a scheduler's time, never for seeds.
inline double unix_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace xil
