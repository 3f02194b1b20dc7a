#include <string>
#include <string_view>

#include "framework/core/base/value.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/tables.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/networks/host_arrays.h"
#include "tests/support/crosscheck_folder.h"
#include "tests/support/nn_toy.h"

// Usage: scripted_outputs FOLDER FILE OUTPUT HEAD. Shows toy pictures to a TorchScript module and writes the pictures,
// the features, the probabilities and the gradients of the first class's logit by the first pictures into FOLDER, or
// why there are no gradients, and why no region losses, for nn_script_test.py to compute once more.
namespace xil {
namespace {

RunParams run_of(char** words) {
  const auto text = [](const char* word) { return Value(std::string(word)); };
  RunParams run = toy_run("torchscript");
  run.model = resolved(model_table(), "model", "torchscript",
                       Value(Value::Map{{"torchscript", text(words[2])},
                                        {"output", text(words[3])},
                                        {"head", text(words[4])},
                                        {"pixels", text("raw")}}));
  return run;
}

/// What an action is refused with; empty where it is not.
std::string refusal_of(auto&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

void write_gradients(Folder& folder, const RunParams& run, const ToySquares& data, const std::string& state) {
  const auto network = network_with_state(run.model, network_shape(data.info()), state, "cpu");
  const std::vector<Image> pictures = {data.image(0), data.image(1), data.image(2)};
  const HostArray images = normalised_images(*network, pictures);
  folder.text("no_gradients", refusal_of([&] {
                const HostArray gradients = input_gradient(*network, images, 0);
                folder.array("gradients", {gradients.shape.begin(), gradients.shape.end()}, gradients.values);
              }));
  folder.text("no_spatial_layer", refusal_of([&] { spatial_gradient(*network, images, 0); }));
}

void write_all(Folder& folder, const RunParams& run, const ToySquares& data) {
  std::vector<ItemId> items;
  std::vector<std::uint8_t> pixels;
  for (ItemId id = 0; id < data.size(); ++id) {
    items.push_back(id);
    const Image image = data.image(id);
    pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  }
  const auto side = [](int pixels_of_it) { return static_cast<std::size_t>(pixels_of_it); };
  folder.array("images", {items.size(), side(data.info().channels), side(data.info().height), side(data.info().width)},
               pixels);
  const auto learner = make_torch_learner(run, data, "cpu");
  const Prediction first = learner->predict(items, true);
  for (int i = 0; i < 3; ++i) {
    const Prediction again = learner->predict(items, true);
    require(again.features.values == first.features.values && again.probabilities.values == first.probabilities.values,
            "call {} of the module gives other bits than its first", i + 2);
  }
  folder.table("features", first.features);
  folder.table("probabilities", first.probabilities);
  folder.text("network.state", learner->state());
  write_gradients(folder, run, data, learner->state());
  for (const RegionLossKind kind : {RegionLossKind::Rrr, RegionLossKind::Rbr})
    folder.text(fmt::format("no_{}", region_loss_info(kind).name), refusal_of([&] {
                  std::vector<Example> examples = data.examples(6);
                  const auto region = std::make_shared<Region>(data.info().height, data.info().width);
                  region->at(2, 3) = 1;
                  for (Example& example : examples) example.losses = {{kind, 50, region}};
                  learner->fit(examples, {}, 0);
                }));
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) try {
  xil::require(argc == 5, "usage: scripted_outputs FOLDER FILE OUTPUT HEAD");
  xil::prepare_torch(1);
  xil::Folder folder(argv[1]);
  xil::write_all(folder, xil::run_of(argv), xil::ToySquares(40, 3));
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
