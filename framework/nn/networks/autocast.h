#pragma once

namespace xil {

/// While it lives, and if `wanted`, operations on CUDA devices take bfloat16 where PyTorch's autocast allows it: the
/// range of float, so that the loss needs no scaling.
class Autocast {
 public:
  explicit Autocast(bool wanted);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool wanted_;
};

}  // namespace xil
