#pragma once

#include <vector>

#include "framework/nn/weights/pickle_bytes.h"
#include "framework/nn/weights/pickle_reader.h"

namespace xil {

/// The stack of a pickle's stack machine, with its marks. Nothing below the last mark can be popped.
class PickleStack {
 public:
  /// `bytes` reports the place of a fault.
  /// Precondition: `bytes` outlives the stack.
  explicit PickleStack(const PickleBytes& bytes) : bytes_(bytes) {}

  void push(PickleIndex index) { stack_.push_back(index); }
  void mark() { marks_.push_back(stack_.size()); }
  PickleIndex top() const {
    bytes_.check(stack_.size() > (marks_.empty() ? 0 : marks_.back()), "nothing left on the stack");
    return stack_.back();
  }
  PickleIndex pop() {
    const PickleIndex last = top();
    stack_.pop_back();
    return last;
  }
  std::vector<PickleIndex> pop_to_mark() {
    bytes_.check(!marks_.empty(), "no mark on the stack");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleIndex> popped(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return popped;
  }

 private:
  const PickleBytes& bytes_;
  std::vector<PickleIndex> stack_;
  std::vector<std::size_t> marks_;
};

}  // namespace xil
