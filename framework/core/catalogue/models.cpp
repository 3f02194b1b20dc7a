#include "framework/core/catalogue/models.h"

#include <algorithm>
#include <cmath>

namespace xil {

void SimpleCnnParams::validate() const {
  check_within("channels1", channels1, 1, 4096);
  check_within("channels2", channels2, 1, 4096);
  check_within("kernel", kernel, 1, 31);
  check_within("stride", stride, 1, 8);
  check_within("hidden", hidden, 1, 65536);
  check_within("dropout", dropout, 0, 0.95);
}

void MlpParams::validate() const {
  refuse_unless(!hidden.empty(), "'hidden' needs at least one layer");
  for (const std::int64_t width : hidden) check_within("hidden", width, 1, 65536);
  check_within("dropout", dropout, 0, 0.95);
  check_within("init_sd", init_sd, 0, 10);
}

double SimpleCnnParams::forward_work(const ExpectedDataset& data) const {
  const auto side_of_kernel = static_cast<double>(kernel), step1 = static_cast<double>(stride);
  const auto width1 = static_cast<double>(channels1), width2 = static_cast<double>(channels2);
  const auto convolved = [&](double side, double step) {
    return std::max(1.0, std::floor((side - side_of_kernel) / step) + 1);
  };
  const auto pooled = [](double side) { return std::max(1.0, std::floor(side / 2)); };
  const double rows1 = convolved(data.height, step1), cols1 = convolved(data.width, step1);
  const double rows2 = convolved(pooled(rows1), 1), cols2 = convolved(pooled(cols1), 1);
  const double first = width1 * data.channels * side_of_kernel * side_of_kernel * rows1 * cols1;
  const double second = width2 * width1 * side_of_kernel * side_of_kernel * rows2 * cols2;
  const double flat = width2 * pooled(rows2) * pooled(cols2);
  return 1e-9 * (first + second + (flat + data.classes) * static_cast<double>(hidden));
}

double MlpParams::forward_work(const ExpectedDataset& data) const {
  double work = 0, in = data.channels * data.height * data.width;
  for (const std::int64_t width : hidden) {
    work += in * static_cast<double>(width);
    in = static_cast<double>(width);
  }
  return 1e-9 * (work + in * data.classes);
}

std::span<const RegistryEntry> model_table() { return kModels; }

std::shared_ptr<const ModelParams> model_params(const ComponentSpec& model) {
  return params_of<ModelParams>(model, model_table(), "model");
}

bool serves(const ModelParams& model, LossNeeds needs) {
  switch (needs) {
    case LossNeeds::Gradients:
      return true;
    case LossNeeds::SpatialLayer:
      return model.has_spatial_layer();
    case LossNeeds::PlainChain:
      return model.is_chain();
  }
  return false;
}

}  // namespace xil
