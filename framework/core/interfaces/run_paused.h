#pragma once

#include <exception>
#include <string>
#include <utility>

namespace xil {

/// Thrown by a part of a run to end it in an orderly way within a round. It is no error: complete rounds, and what was
/// kept of the round in hand, are continued from later.
class RunPaused : public std::exception {
 public:
  explicit RunPaused(std::string reason) : reason_(std::move(reason)) {}
  const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

/// Throws RunPaused.
[[noreturn]] inline void pause_run(std::string reason) { throw RunPaused(std::move(reason)); }

}  // namespace xil
