#include "framework/nn/training/device_examples.h"

#include <ATen/ATen.h>

#include <utility>

#include "framework/nn/training/batches.h"

namespace xil {
namespace {

at::Tensor seen_as(std::vector<std::uint8_t>& bytes, at::IntArrayRef shape, const at::Device& device) {
  return at::from_blob(bytes.data(), shape, at::kByte).to(device);
}

}  // namespace

struct DeviceExamples::Tensors {
  at::Device device;
  at::Tensor bytes, features, labels, regions;

  const at::Tensor& inputs() const { return features.defined() ? features : bytes; }
};

DeviceExamples::DeviceExamples(LabelledImages examples, const Network& network)
    : images_(std::move(examples)),
      tensors_(std::make_unique<Tensors>(Tensors{network.parameters().flat().device(), {}, {}, {}, {}})) {
  Tensors& all = *tensors_;
  all.labels = indices({images_.labels.begin(), images_.labels.end()});
  if (images_.features.rows > 0) {
    const auto width = static_cast<std::int64_t>(images_.features.cols);
    all.features =
        at::from_blob(images_.features.values.data(), {all.labels.size(0), width}, at::kFloat).to(all.device);
  }
  const std::int64_t plane = std::int64_t{images_.height} * images_.width;
  if (!images_.pixels.empty()) {
    const auto pictures = static_cast<std::int64_t>(images_.pixels.size()) / (images_.channels * plane);
    all.bytes = seen_as(images_.pixels, {pictures, images_.channels, images_.height, images_.width}, all.device);
  }
  if (images_.regions.empty()) return;
  const auto marked = static_cast<std::int64_t>(images_.regions.size()) / plane;
  all.regions = seen_as(images_.regions, {marked, 1, images_.height, images_.width}, all.device);
}

DeviceExamples::~DeviceExamples() = default;

bool DeviceExamples::have_features() const { return tensors_->features.defined(); }

at::Tensor DeviceExamples::rows(const at::Tensor& all, const Places& places) const {
  if (consecutive(places)) return all.narrow(0, places.front(), static_cast<std::int64_t>(places.size()));
  return all.index_select(0, indices(places));
}

at::Tensor DeviceExamples::inputs(const Places& places) const { return rows(tensors_->inputs(), places); }

at::Tensor DeviceExamples::labels(const Places& places) const { return rows(tensors_->labels, places); }

at::Tensor DeviceExamples::input_range(std::int64_t start, std::int64_t count) const {
  return tensors_->inputs().narrow(0, start, count);
}

at::Tensor DeviceExamples::label_range(std::int64_t start, std::int64_t count) const {
  return tensors_->labels.narrow(0, start, count);
}

at::Tensor DeviceExamples::pictures(const Places& places) const {
  return tensors_->bytes.index_select(0, indices(places));
}

at::Tensor DeviceExamples::regions(const Places& places) const {
  return tensors_->regions.index_select(0, indices(places));
}

at::Tensor DeviceExamples::indices(const Places& values) const {
  return at::tensor(values, at::kLong).to(tensors_->device);
}

}  // namespace xil
