#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/learner/torch_learner.h"

namespace xil {
namespace {

/// The largest memory of this process so far, in MiB.
double peak_mib() {
  std::ifstream stream("/proc/self/status");
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  ADD_FAILURE() << "the system does not say";
  return 0;
}

// All 8,000 masked copies of this picture would take 4.8 GB, their masks 1.6 GB.
TEST(Memory, OfAnExplanationDoesNotGrowWithTheMasks) {
  prepare_torch(1);
  const Image image(3, 224, 224, 90);
  const ComponentSpec model =
      resolved(model_table(), "model", "mlp", Value(Value::Map{{"hidden", Value(Value::List{Value(4)})}}));
  const auto network = make_network(model, {3, 224, 224, 2}, 1, "cpu");
  const auto explained = [&](std::int64_t masks) {
    const ComponentSpec explainer = resolved(explainer_table(), "explainer", "invrise",
                                             Value(Value::Map{{"masks", Value(masks)},
                                                              {"grid", Value(8)},
                                                              {"normalise", Value(std::string("centred"))},
                                                              {"sampling", Value(std::string("hadamard"))},
                                                              {"control_variate", Value(true)},
                                                              {"surrogate", Value(std::string("logistic"))}}));
    return make_explainer(explainer)->explain(*network, image, 1, {1, 0, 0});
  };
  explained(256);
  const double before = peak_mib();
  EXPECT_EQ(diagnostic(explained(8064).diagnostics, "masks"), 8064);
  EXPECT_LT(peak_mib() - before, 60);
}

}  // namespace
}  // namespace xil
