#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "framework/nn/networks/network.h"
#include "framework/nn/training/labelled_images.h"

namespace xil {

/// Examples in memory, seen as tensors on a network's device: the same memory on the host, a copy elsewhere.
class DeviceExamples {
 public:
  DeviceExamples(LabelledImages examples, const Network& network);
  ~DeviceExamples();
  DeviceExamples(const DeviceExamples&) = delete;
  DeviceExamples& operator=(const DeviceExamples&) = delete;

  using Places = std::vector<std::int64_t>;
  const LabelledImages& images() const { return images_; }
  /// Whether the network's last layer reads stored features in the place of pictures.
  bool have_features() const;
  /// The bytes [n, channels, height, width] of the examples at these places, or their features [n, width]; a view where
  /// the places allow it.
  at::Tensor inputs(const Places& places) const;
  at::Tensor labels(const Places& places) const;  ///< [n]
  /// The same of `count` examples from `start` on.
  at::Tensor input_range(std::int64_t start, std::int64_t count) const;
  at::Tensor label_range(std::int64_t start, std::int64_t count) const;
  /// Bytes of the pictures, and regions [n, 1, height, width], with these places in LabelledImages.
  at::Tensor pictures(const Places& places) const;
  at::Tensor regions(const Places& places) const;
  /// [n] numbers on the device.
  at::Tensor indices(const Places& values) const;

 private:
  struct Tensors;
  at::Tensor rows(const at::Tensor& all, const Places& places) const;

  LabelledImages images_;
  std::unique_ptr<Tensors> tensors_;
};

}  // namespace xil
