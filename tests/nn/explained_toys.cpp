#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/perturbation/hsic.h"
#include "framework/nn/explainers/perturbation/kernel_shap.h"
#include "framework/nn/explainers/perturbation/lime.h"
#include "framework/nn/explainers/perturbation/slic.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/crosscheck_folder.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"

// Usage: explained_toys FOLDER [MODULE]. MODULE: a TorchScript module of pictures with 3 channels, whose features a
// head is trained on. Writes networks, pictures, designs, scores and maps as xil computes them, for explainers_test.py
// to compute once more from the definitions.
namespace xil {
namespace {

constexpr std::uint32_t kRound = 2;
constexpr std::int64_t kGrid = 4, kMasks = 120, kSamples = 37;

struct Toy {
  std::string name;
  const Dataset& data;
  RunParams run;
};

/// An explainer with parameters, under the name that the test knows.
struct Chosen {
  std::string name;
  std::string explainer;
  Value::Map params;
};

Value text(const char* value) { return Value(std::string(value)); }

std::vector<Chosen> chosen() {
  std::vector<Chosen> all;
  for (const char* of : {"logit", "log_probability", "score"}) {
    all.push_back({fmt::format("gradcam.{}", of), "gradcam", {{"of", text(of)}}});
    all.push_back({fmt::format("input_gradient.{}.absolute", of), "input_gradient", {{"of", text(of)}}});
    all.push_back(
        {fmt::format("input_gradient.{}.signed", of), "input_gradient", {{"of", text(of)}, {"sign", text("signed")}}});
    all.push_back({fmt::format("input_gradient.{}.times", of),
                   "input_gradient",
                   {{"of", text(of)}, {"sign", text("signed")}, {"times_input", Value(true)}}});
    all.push_back({fmt::format("occlusion.{}", of),
                   "occlusion",
                   {{"of", text(of)},
                    {"grid", Value(std::int64_t{6})},
                    {"patch", Value(std::int64_t{2})},
                    {"fill", text("mean")}}});
  }
  all.push_back({"input_gradient.sum_log_probability.signed",
                 "input_gradient",
                 {{"of", text("sum_log_probability")}, {"sign", text("signed")}}});
  for (const char* sign : {"absolute", "signed"})
    all.push_back(
        {fmt::format("smoothgrad.logit.{}", sign), "smoothgrad", {{"samples", Value(kSamples)}, {"sign", text(sign)}}});
  for (const char* from : {"black", "mean", "blur"})
    all.push_back({fmt::format("integrated_gradients.logit.{}", from),
                   "integrated_gradients",
                   {{"steps", Value(std::int64_t{4000})}, {"from", text(from)}}});
  for (const char* segments : {"grid", "slic"})
    all.push_back(
        {fmt::format("lime.{}", segments),
         "lime",
         {{"masks", Value(kMasks)}, {"grid", Value(kGrid)}, {"segments", text(segments)}, {"fill", text("black")}}});
  all.push_back({"kernel_shap", "kernel_shap", {{"masks", Value(kMasks)}, {"grid", Value(kGrid)}}});
  all.push_back({"hsic", "hsic", {{"masks", Value(kMasks)}, {"grid", Value(kGrid)}}});
  return all;
}

/// Copies, and what the network says of them.
void write_scored(Folder& folder, const std::string& name, const Network& network, const Image& image, int target,
                  const PictureParts& parts, const CopyDesign& design, const ExplanationStreams& streams) {
  const auto scores =
      score_copies(network, image, target, parts, design, {Fill::Black, ExplainedValue::Score}, streams);
  folder.array(name + ".parts", {static_cast<std::size_t>(parts.height), static_cast<std::size_t>(parts.width)},
               parts.of_pixel);
  folder.array(name + ".design", {design.copies(), design.parts}, design.visible);
  folder.array(name + ".scores", {scores.size()}, scores);
}

void write_designs(Folder& folder, const std::string& stem, const Network& network, const Image& image, int target,
                   const ExplanationStreams& streams) {
  const PictureParts cells = grid_parts(image.height, image.width, kGrid);
  const auto write = [&](const std::string& name, const PictureParts& parts, const CopyDesign& design) {
    write_scored(folder, stem + name, network, image, target, parts, design, streams);
  };
  write("lime.grid", cells, lime_design(cells.count, kMasks, streams));
  const PictureParts segments = slic_parts(image, kGrid, LimeParams().compactness);
  write("lime.slic", segments, lime_design(segments.count, kMasks, streams));
  write("kernel_shap", cells, shap_design(cells.count, kMasks, streams));
  CopyDesign tosses{cells.count, {}};
  Rng rng = streams.masks();
  for (std::int64_t copy = 0; copy < kMasks; ++copy) add_coin_tosses(tosses, rng);
  write("hsic", cells, tosses);
}

/// The noise of SmoothGrad in grey values, from its stream.
void write_noise(Folder& folder, const std::string& stem, const Image& image, const ExplanationStreams& streams) {
  std::vector<double> noise(static_cast<std::size_t>(kSamples) * image.size());
  Rng rng = streams.masks();
  for (double& value : noise) value = 255 * SmoothgradParams().noise * rng.normal();
  folder.array(stem + "noise",
               {static_cast<std::size_t>(kSamples), static_cast<std::size_t>(image.channels),
                static_cast<std::size_t>(image.height), static_cast<std::size_t>(image.width)},
               noise);
}

void write_toy(Folder& folder, const Toy& toy) {
  std::vector<Example> examples;
  for (ItemId id = 0; id < toy.data.size(); ++id) examples.push_back({id, toy.data.item(id).label, {}});
  write_examples(folder, toy.name, toy.data, examples);
  const auto learner = make_torch_learner(toy.run, toy.data, "cpu");
  learner->fit(examples, {}, 0);
  folder.text(toy.name + ".state", learner->state());
  const auto network = network_with_state(toy.run.model, network_shape(toy.data.info()), learner->state(), "cpu");
  for (const ExplainTask& task : {ExplainTask{1, 1}, ExplainTask{6, 0}}) {
    const std::string stem = fmt::format("{}.{}.{}.", toy.name, task.item, task.target);
    const ExplanationStreams streams{toy.run.model_stream(), kRound, task.item};
    const Image image = toy.data.image(task.item);
    write_designs(folder, stem, *network, image, task.target, streams);
    write_noise(folder, stem, image, streams);
    for (const Chosen& one : chosen()) {
      const ComponentSpec spec = resolved(explainer_table(), "explainer", one.explainer, Value(one.params));
      if (explainer_params(spec)->needs_spatial_layer() && !network->has_spatial_layer()) continue;
      folder.plane(stem + one.name + ".map", make_explainer(spec)->explain(*network, image, task.target, streams).map);
    }
  }
}

RunParams scripted_run(const std::string& module) {
  RunParams run = toy_run("torchscript", 40);
  run.model = resolved(model_table(), "model", "torchscript",
                       Value(Value::Map{{"torchscript", Value(module)}, {"pixels", text("unit")}}));
  return run;
}

void write_toys(Folder& folder, const std::string& module) {
  const ToySquares squares(48);
  const ToyCorners corners(40, 3);
  if (!module.empty()) write_toy(folder, {"corners_script", corners, scripted_run(module)});
  for (const Toy& toy :
       {Toy{"squares_cnn", squares, toy_run("simple_cnn", 40)}, Toy{"corners_cnn", corners, toy_run("simple_cnn", 40)},
        Toy{"corners_mlp", corners, toy_run("mlp", 40)}})
    write_toy(folder, toy);
}

}  // namespace
}  // namespace xil

int main(int argc, char** argv) {
  xil::prepare_torch(1);
  const std::string module = argc == 3 ? argv[2] : "";
  return xil::write_folder(std::min(argc, 2), argv, [&](xil::Folder& folder) { xil::write_toys(folder, module); });
}
