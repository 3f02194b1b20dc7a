#pragma once

#include <chrono>

namespace xil {

/// Wall-clock seconds since its making; for timings only, never for decisions.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace xil
