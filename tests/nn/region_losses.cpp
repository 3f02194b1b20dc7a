#include <fmt/format.h>

#include <array>
#include <cstdio>

#include "framework/core/numeric/rng.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/crosscheck_folder.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"

// Usage: region_losses FOLDER. Writes networks before and after one update of plain gradient descent with each region
// loss, for region_losses_test.py to compute loss and gradients once more from the formulas.
namespace xil {
namespace {

constexpr double kRate = 1;
constexpr std::int64_t kBatch = 12;

/// A network with the weights under which the term of each loss outweighs the cross entropy; by RegionLossKind.
struct Case {
  std::string name;
  RunParams run;
  std::array<double, kRegionLosses.size()> weights;
};

RunParams plain(const std::string& model) {
  RunParams run = toy_run(model, 1);
  run.training.batch_size = kBatch;
  run.training.order = BatchOrder::Given;
  run.training.optimiser = OptimiserKind::Sgd;
  run.training.momentum = 0;
  run.training.learning_rate = kRate;
  return run;
}

RunParams raw_mlp() {
  RunParams run = plain("mlp");
  run.model.params = Value(Value::Map{{"pixels", Value(std::string("raw"))}, {"init_sd", Value(0.02)}});
  return run;
}

RunParams wide_stride() {
  RunParams run = plain("simple_cnn");
  run.model.params.set("stride", Value(std::int64_t{2}));
  return run;
}

/// Rows `first`, `first` + `step`, ... carry a region that differs from row to row.
std::vector<Example> examples_of(const ToyCorners& data, RegionLossKind kind, double weight, std::size_t step) {
  std::vector<Example> examples = data.examples();
  for (std::size_t i = 0; i < examples.size(); i += step) {
    Rng rng(5, {Purpose::Test, 3, static_cast<std::uint32_t>(i)});
    auto region = std::make_shared<Region>(*data.defect(examples[i].item));
    for (auto& inside : region->values) inside = inside != 0 || rng.bernoulli(0.1) ? 1 : 0;
    examples[i].losses = {{kind, weight, region}};
  }
  return examples;
}

/// Of all rows, and of every third one, which gets a pass of its own.
void write_update(Folder& folder, const Case& test, const ToyCorners& data, RegionLossKind kind) {
  for (const std::size_t step : {1U, 3U}) {
    const double weight = test.weights[static_cast<std::size_t>(kind)];
    const std::string name = fmt::format("{}.{}.{}", test.name, enum_name(kind), step);
    const auto learner = make_torch_learner(test.run, data, "cpu");
    folder.text(name + ".before", learner->state());
    const double loss = learner->fit(examples_of(data, kind, weight, step), {}, 0).train_loss;
    folder.text(name + ".after", learner->state());
    folder.numbers(name, {{"loss", loss}, {"weight", weight}, {"rate", kRate}});
  }
}

void write_all(Folder& folder) {
  const std::vector<Case> cases = {
      {"grey_cnn", plain("simple_cnn"), {1e6, 1e11, 1e3, 1e3, 1e3, 1e3}},
      {"stride_cnn", wide_stride(), {1e6, 1e11, 1e3, 1e3, 1e3, 1e3}},
      {"grey_mlp", plain("mlp"), {1e5, 1e10, 0, 0, 1e3, 1e3}},
      {"raw_mlp", raw_mlp(), {1e7, 1e14, 0, 0, 1e2, 1e4}},
  };
  for (const Case& test : cases) {
    const ToyCorners data(kBatch, 2, test.name == "stride_cnn" ? 25 : 17);
    write_examples(folder, test.name, data, examples_of(data, RegionLossKind::Rrr, 1, 1));
    for (std::size_t kind = 0; kind < kRegionLosses.size(); ++kind) {
      if (test.weights[kind] > 0) write_update(folder, test, data, static_cast<RegionLossKind>(kind));
    }
  }
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) {
  xil::prepare_torch(1);
  return xil::write_folder(argc, argv, xil::write_all);
}
