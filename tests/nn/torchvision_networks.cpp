#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/networks/host_arrays.h"
#include "tests/support/crosscheck_folder.h"

// Usage: torchvision_networks FOLDER MODEL UPDATES FREEZE BATCH_NORM OPTIMISER SCHEDULE. Reads FOLDER/weights.pth into
// one of torchvision's networks, predicts, explains by gradients, trains a little, and writes what came out, for
// torchvision_test.py to compute once more.
namespace xil {
namespace {

/// Pictures of noise: equal pixels would give equal values, of which max pooling may take either.
class Noise final : public Dataset {
 public:
  Noise(std::size_t size, int channels, int side) : items_(size) {
    info_.name = "noise";
    info_.class_names = {"one", "other"};
    info_.channels = channels;
    info_.height = info_.width = side;
    for (ItemId id = 0; id < size; ++id) items_[id].label = id % 4 == 0 ? 1 : 0;  // classes of unequal size
  }
  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override {
    Rng rng(2, {Purpose::Test, 0, id});
    Image image(info_.channels, info_.height, info_.width);
    for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
    return image;
  }
  Image edited(ItemId id, const Edit&) const override { return image(id); }
  const Region* defect(ItemId) const override { return nullptr; }
  const Region* confounder(ItemId) const override { return nullptr; }

 private:
  DatasetInfo info_;
  std::vector<Item> items_;
};

Value text(const char* word) { return Value(std::string(word)); }

RunParams run_of(char** words) {
  RunParams run;
  run.seed = 5;
  run.updates = std::stoll(words[3]);
  run.model = resolved(model_table(), "model", words[2],
                       Value(Value::Map{{"weights", Value(std::string(words[1]) + "/weights.pth")},
                                        {"freeze", text(words[4])},
                                        {"batch_norm", text(words[5])}}));
  run.training = read_params<TrainingParams>(Value(Value::Map{{"batch_size", Value(std::int64_t{6})},
                                                              {"order", text("given")},
                                                              {"optimiser", text(words[6])},
                                                              {"schedule", text(words[7])},
                                                              {"learning_rate", Value(run.updates == 1 ? 0.05 : 1e-4)},
                                                              {"backbone_rate", Value(0.5)},
                                                              {"warmup", Value(std::int64_t{1})},
                                                              {"weight_decay", Value(0.02)},
                                                              {"class_weights", text("balanced")}}),
                                             "training");
  return run;
}

void write_host(Folder& folder, const std::string& name, const HostArray& array) {
  folder.array(name, {array.shape.begin(), array.shape.end()}, array.values);
}

/// Gradients of the first few pictures, and whether the network comes apart at its spatial layer.
void write_gradients(Folder& folder, const RunParams& run, const Noise& data, const std::string& state) {
  constexpr ItemId kPictures = 4;
  constexpr int kTarget = 1;
  std::vector<Image> pictures;
  for (ItemId id = 0; id < kPictures; ++id) pictures.push_back(data.image(id));
  const auto network = network_with_state(run.model, network_shape(data.info()), state, "cpu");
  const HostArray images = normalised_images(*network, pictures);
  const HostArray features = applied(*network, {&Network::features}, images);
  const HostArray composed =
      applied(*network, {&Network::spatial_activations, &Network::features_from_spatial}, images);
  require(features.values == composed.values, "the features by way of the spatial layer have other bits");
  const auto [activations, gradients] = spatial_gradient(*network, images, kTarget);
  write_host(folder, "spatial.activations", activations);
  write_host(folder, "spatial.gradients", gradients);
  write_host(folder, "input.gradients", input_gradient(*network, images, kTarget));
  require(!network->parameters().has_gradients(), "parameters gathered gradients");
}

void write_all(Folder& folder, const RunParams& run, const Noise& data) {
  std::vector<ItemId> items;
  std::vector<Example> examples;
  std::vector<std::uint8_t> pixels;
  std::vector<std::int32_t> labels;
  for (ItemId id = 0; id < data.size(); ++id) {
    items.push_back(id);
    examples.push_back({id, data.item(id).label, nullptr});
    labels.push_back(data.item(id).label);
    const Image image = data.image(id);
    pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  }
  const auto side = static_cast<std::size_t>(data.info().height);
  folder.array("images", {items.size(), static_cast<std::size_t>(data.info().channels), side, side}, pixels);
  folder.array("labels", {labels.size()}, labels);
  const auto learner = make_torch_learner(run, data, "cpu");
  folder.text("network.before", learner->state());
  write_gradients(folder, run, data, learner->state());
  const Prediction prediction = learner->predict(items, true);
  folder.table("features", prediction.features);
  folder.table("probabilities", prediction.probabilities);
  folder.number("loss", learner->fit(examples, {}, 0).train_loss);
  folder.text("network.after", learner->state());
  std::string notes;
  for (const std::string& note : learner->notes()) notes += note + "\n";
  folder.text("notes", notes);
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) try {
  xil::require(argc == 8, "usage: torchvision_networks FOLDER MODEL UPDATES FREEZE BATCH_NORM OPTIMISER SCHEDULE");
  xil::prepare_torch(1);
  xil::Folder folder(argv[1]);
  const bool grey = std::string_view(argv[2]) == "resnet34";  // grey pictures are read as three equal channels
  xil::write_all(folder, xil::run_of(argv), xil::Noise(24, grey ? 1 : 3, 64));
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
