#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/core/catalogue/architectures.h"
#include "tests/support/refusals.h"

// Every parameter can be an axis of a grid: two values give two runs whose configuration has them.
namespace xil {
namespace {

/// A parameter as a key of a sweep, with the YAML texts of two or more values.
struct AxisKey {
  std::string key;
  std::vector<std::string> values;
};

/// A file that nobody looks at, since its content is said.
const std::string kPinned = "some.pt#sha256=" + std::string(64, 'a'),
                  kOtherPinned = "some.pt#sha256=" + std::string(64, 'b');

/// Values for what has no list of its own: one that differs from the default is enough, since the default is the other.
const std::map<std::string, std::string>& other_values() {
  // clang-format off
  static const std::map<std::string, std::string> kValues = {
      {"seed", "7"}, {"split_seed", "7"}, {"model_seed", "7"}, {"oracle_seed", "7"}, {"rounds", "3"},
      {"until_shown", "40"}, {"until_accuracy", "0.5"}, {"query_batch", "20"}, {"initial", "30"}, {"updates", "50"},
      {"explain_at", "[0, 1]"}, {"explain_items", "3"}, {"threads", "2"}, {"oracle.verdict_threshold", "0.4"},
      {"oracle.confounder_threshold", "0.4"}, {"oracle.highlight", "0.3"}, {"oracle.label_noise", "0.3"},
      {"oracle.mask_noise_rate", "0.3"}, {"oracle.mask_noise_share", "0.3"}, {"oracle.mask_noise_px", "5"},
      {"oracle.look_s", "7"}, {"oracle.label_s", "7"}, {"oracle.region_s", "7"}, {"training.batch_size", "8"},
      {"training.learning_rate", "0.01"}, {"training.weight_decay", "0.01"}, {"training.check_every", "5"},
      {"metrics.quantile", "0.5"}, {"metrics.neighbours", "5"}, {"strategy.copies", "2"}, {"strategy.zoom", "0.3"},
      {"strategy.inpaint_px", "5"}, {"strategy.refutations", "2"}, {"strategy.penalty_weight", "2"}, {"strategy.explained", "25"}, {"strategy.correct", "gradient_penalty"},
      {"strategy.k", "2"}, {"strategy.passes", "5"}, {"model.channels1", "4"}, {"model.channels2", "4"},
      {"model.kernel", "3"}, {"model.stride", "2"}, {"model.hidden", "[12]"}, {"model.dropout", "0.25"},
      {"model.init_sd", "0.1"}, {"explainer.masks", "200"}, {"explainer.grid", "5"}, {"explainer.samples", "20"}, {"explainer.noise", "0.1"},
      {"explainer.steps", "20"}, {"explainer.patch", "3"}, {"explainer.compactness", "5"}, {"explainer.alpha", "1"},
      {"explainer.kernel_width", "0.5"}, {"explainer.p", "auto"},
      {"explainer.pilot_masks", "20"}, {"explainer.stop", "0.1"}, {"explainer.batch", "20"}, {"dataset.classes", "[1, 3]"},
      {"dataset.pool", "500"}, {"dataset.validation", "100"}, {"dataset.test", "100"}, {"dataset.values", "[10, 20]"},
      {"dataset.square", "3"}, {"dataset.items", "100"}, {"dataset.size", "32"}, {"dataset.defect_share", "0.3"},
      {"dataset.defects", "[crack]"}, {"dataset.contrast", "0.5"}, {"dataset.confounder_strength", "0.7"},
      {"dataset.validation_share", "0.2"}, {"dataset.test_share", "0.2"}, {"dataset.render_seed", "3"},
      {"dataset.title", "small"}, {"dataset.range16", "[0, 4095]"}, {"dataset.mask_threshold", "1"}, {"dataset.mask_values", "[1, 255]"}, {"dataset.mask_suffix", "_mask"},
      {"dataset.types", "[crack]"}, {"dataset.hold_out_type", "[crack]"}, {"dataset.near_similarity", "0.95"},
      {"dataset.category", "cable"}, {"dataset.file", "more.csv"}, {"dataset.ok_class", "none"}, {"dataset.pictures", "images"}, {"dataset.names", "names.txt"},
      {"dataset.ok_categories", "[fine]"}, {"dataset.ignored", "[glare]"}, {"dataset.confounders", "[chalk]"}, {"dataset.line_width", "3"}, {"dataset.tiles", "{size: 32}"}, {"training.backbone_rate", "0.1"},
      {"training.corrections_after", "20"}, {"training.warmup", "5"}, {"training.momentum", "0.5"}, {"model.weights", kPinned}, {"model.freeze", "backbone"},
      {"strategy.most_clusters", "40"}, {"strategy.neighbours", "5"}, {"strategy.least_size", "2"}, {"strategy.delta", "0.5"},
      {"strategy.purity", "0.8"}, {"strategy.strengths", "[1, 0.1]"}, {"strategy.held_out", "0"}, {"strategy.refits", "3"},
      {"strategy.early_share", "0.3"}, {"strategy.upweight", "5"}, {"strategy.step", "0.1"}, {"oracle.glance_s", "7"},
      {"oracle.class_regions", "[{class: ok, box: [0, 0, 0.5, 0.5]}]"},
      {"model.output", "features"}, {"oracle.person", "P02"}, {"oracle.near", "1"}, {"oracle.practice", "3"},
  };
  // clang-format on
  return kValues;
}

/// What else must be set for a parameter to have an effect (or to be allowed): without it two values are one run.
std::string setting_for(const std::string& key, const std::string& name) {
  // clang-format off
  static const std::map<std::string, std::string> kSettings = {
      {"oracle.mask_noise_rate", "oracle.mask_noise: dilated"},
      {"oracle.mask_noise_share", "oracle.mask_noise: incomplete"},
      {"oracle.mask_noise_px", "oracle.mask_noise: shifted"},
      {"until_shown", "until: shown"},
      {"until_accuracy", "until: target"},
      {"training.check_every", "training.keep: best"},
      {"training.momentum", "training.optimiser: sgd"},
      {"metrics.quantile", "metrics.binarise: quantile"},
      {"strategy.flips", "strategy.kind: augment"},
      {"strategy.zoom", "strategy.kind: augment"},
      {"strategy.inpaint_px", "strategy.kind: inpaint"},
      {"strategy.penalty_weight", "strategy.correct: both"},
      {"explainer.pilot_masks", "explainer.p: auto"},
      {"explainer.compactness", "explainer.segments: slic"},
      {"explainer.sampling", "explainer.masks: 448"},
      {"explainer.control_variate", "explainer.normalise: centred"},
      {"explainer.surrogate", "explainer.normalise: centred\n  explainer.control_variate: true"},
      {"budget", "strategy: nearcaipi"},
      {"oracle.glance_s", "strategy: group_dro"},
      {"oracle.person", "oracle.expert: human"},
      {"oracle.maps", "oracle.expert: human"},
      {"oracle.near", "oracle.expert: human"},
      {"oracle.accuracy", "oracle.expert: human"},
      {"oracle.practice", "oracle.expert: human"},
      {"oracle.questionnaires", "oracle.expert: human"},
      {"oracle.expert", "oracle.session: " + kPinned},
      {"oracle.session", "oracle.expert: replay"},
      {"oracle.missing", "oracle.expert: replay\n  oracle.session: " + kPinned},
  };
  // clang-format on
  std::string settings;
  if (const auto found = kSettings.find(key); found != kSettings.end()) settings += "  " + found->second + "\n";
  const bool edits = key == "strategy.kind" || key == "strategy.from" || key == "strategy.wrong_region" ||
                     key == "strategy.flips" || key == "strategy.zoom" || key == "strategy.inpaint_px";
  if (name == "active" && edits) settings += "  strategy.copies: 2\n";
  const bool has_categories = name == "coco" || name == "labelme" || name == "voc" || name == "yolo";
  if (has_categories && key == "dataset.ok_class") settings += "  dataset.classes: [crack, pore]\n";
  if (name == "bald") settings += "  model.dropout: 0.5\n";
  if (name == "torchscript" && key != "model.torchscript") settings += "  model.torchscript: " + kPinned + "\n";
  return settings;
}

/// A rule that one of the values does not fit: passive makes no maps, and casting has no masks that its tiles need.
bool is_refused(const std::string& key, const std::string& name) {
  return (name == "passive" && key == "strategy.wrong_region") || (name == "casting" && key == "dataset.tiles");
}

/// What a parameter says has no part in what a run is: where files lie, how features are come by, and how a batch norm
/// learns that is not there.
bool is_ineffective(const std::string& key, const std::string& name) {
  const bool place = std::ranges::any_of(
      kPlaceKeys, [&](std::string_view place_key) { return key.ends_with("." + std::string(place_key)); });
  return place || key == "model.features" || (key == "model.batch_norm" && (name == "alexnet" || name == "vgg16"));
}

AxisKey axis_of(const std::string& key, const FieldInfo& field) {
  if (field.type == "boolean") return {key, {"false", "true"}};
  if (field.type.find('|') != std::string::npos && !field.type.starts_with("list")) {
    AxisKey axis{key, {""}};
    for (const char letter : field.type) {
      if (letter == '|') axis.values.emplace_back();
      if (letter != '|') axis.values.back() += letter;
    }
    return axis;
  }
  const auto other = other_values().find(key);
  if (other == other_values().end()) return {key, {}};
  const std::string standard = field.default_value == "null" ? "3" : field.default_value;
  if (key == "dataset.classes" && field.type == "list of text" && standard == "[]")
    return {key, {standard, "[crack, pore]"}};  // categories
  return {key, {standard, other->second}};
}

std::string list_of(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

void expect_axis(const AxisKey& axis, const std::string& fixed) {
  ASSERT_GE(axis.values.size(), 2u) << axis.key << ": give it another value in other_values()";
  const std::string text =
      "name: axes\nfixed:\n" + fixed + "grid:\n  " + axis.key + ": [" + list_of(axis.values) + "]\n";
  try {
    const Sweep sweep = parse_sweep(text, "axes.yaml", {}, catalog());
    EXPECT_EQ(sweep.runs.size(), axis.values.size()) << text;
    std::set<std::string> values;
    for (const RunParams& run : sweep.runs) values.insert(to_json(*config_value(to_config(run), axis.key)));
    EXPECT_EQ(values.size(), axis.values.size()) << text;
  } catch (const Error& error) {
    ADD_FAILURE() << error.what() << "\n" << text;
  }
}

/// The ids of the runs that a list of rules leaves of three ways to correct.
std::vector<std::string> left_by(const std::string& rules) {
  const std::string text =
      "name: rules\nfixed: {strategy: caipi}\n"
      "grid:\n  strategy.correct: [counterexamples, rrr, [counterexamples, rrr]]\nexclude:\n" +
      rules;
  std::vector<std::string> left;
  for (const RunParams& run : parse_sweep(text, "rules.yaml", {}, catalog()).runs)
    left.push_back(*config_value(to_config(run), "strategy.correct")->get<std::string>());
  return left;
}

/// Every way to correct, and one with a weight and a clip of its own.
std::string every_correction() {
  std::string values =
      "counterexamples, {name: rbr, weight: 3, clip: 1}, [counterexamples, {name: rrr, weight: 3}, hint]";
  for (const RegionLossInfo& loss : kRegionLosses) values += ", " + std::string(loss.name);
  return values;
}

TEST(Axes, EveryWayToCorrectCanBeOne) {
  for (const char* strategy : {"caipi", "nearcaipi", "passive"}) {
    const std::string text = fmt::format(
        "name: ways\nfixed: {{strategy: {}, dataset: {{name: weld_seams, confounder: both}}}}\ngrid:\n  "
        "strategy.correct: [{}]\n",
        strategy, every_correction());
    const Sweep sweep = parse_sweep(text, "ways.yaml", {}, catalog());
    EXPECT_EQ(sweep.runs.size(), kRegionLosses.size() + 3) << strategy;
    const std::set<std::string> ids(sweep.run_ids.begin(), sweep.run_ids.end());
    EXPECT_EQ(ids.size(), sweep.runs.size()) << strategy;
  }
}

TEST(Axes, RefuseLossesThatTheModelCannotServe) {
  const auto refused = [](const std::string& model, const std::string& correct) {
    return refusal([&] {
      parse_sweep("name: m\nfixed: {model: " + model + ", strategy: {name: caipi, correct: " + correct + "}}\n",
                  "m.yaml", {}, catalog());
    });
  };
  for (const char* correct : {"rrr_g", "[counterexamples, {name: hint, weight: 2}]"}) {
    const std::string said = refused("mlp", correct);
    EXPECT_TRUE(said.starts_with("2: ")) << said;
    EXPECT_NE(said.find("reads a spatial layer, and model 'mlp' has none"), std::string::npos) << said;
    EXPECT_EQ(refused("simple_cnn", correct), "accepted");
  }
  for (const char* correct : {"cdep", "r4"}) {
    const std::string said = refused("resnet18", correct);
    EXPECT_TRUE(said.starts_with("2: ")) << said;
    EXPECT_NE(said.find("follows each step of a network, and model 'resnet18'"), std::string::npos) << said;
    EXPECT_EQ(refused("mlp", correct), "accepted");
  }
  EXPECT_EQ(refused("mlp", "[rrr, {name: rrr_g, weight: 0}]"), "accepted") << "a loss that weighs nothing is none";
}

TEST(Exclusions, KnowEveryWordForAWayToCorrect) {
  using Left = std::vector<std::string>;
  EXPECT_EQ(left_by("  - {strategy.correct: rrr}\n"), (Left{"counterexamples", "both"}));
  EXPECT_EQ(left_by("  - {strategy.correct: gradient_penalty}\n"), (Left{"counterexamples", "both"}));
  EXPECT_EQ(left_by("  - {strategy: {name: caipi, correct: rrr}}\n"), (Left{"counterexamples", "both"}));
  EXPECT_EQ(left_by("  - {strategy.correct: [rrr, both]}\n"), Left{"counterexamples"});
  EXPECT_EQ(left_by("  - {strategy.correct: [[rrr, counterexamples]]}\n"),
            (Left{"counterexamples", "gradient_penalty"}));
}

TEST(Axes, EveryParameterOfARunCanBeOne) {
  for (const FieldInfo& field : describe<RunParams>()) {
    if (field.type == "map") continue;
    const std::string extra = setting_for(field.name, "");
    const bool names_strategy = extra.find("strategy:") != std::string::npos;
    expect_axis(axis_of(field.name, field), (names_strategy ? "" : "  strategy: caipi\n") + extra);
  }
}

template <class Group>
void expect_axes_of_group(const std::string& group) {
  for (const FieldInfo& field : describe<Group>()) {
    const std::string key = group + "." + field.name;
    const std::string highlights = key == "oracle.highlight" ? "  strategy.wrong_region: highlighted\n" : "";
    AxisKey axis = axis_of(key, field);
    if (key == "oracle.session") axis.values = {kPinned, kOtherPinned};
    const std::string extra = setting_for(key, "caipi");
    const bool names_strategy = extra.find("strategy:") != std::string::npos;
    expect_axis(axis, (names_strategy ? "" : "  strategy: caipi\n") + highlights + extra);
  }
}

TEST(Axes, EveryParameterOfTheExpertCanBeOne) { expect_axes_of_group<OracleParams>("oracle"); }
TEST(Axes, EveryParameterOfTheOptimiserCanBeOne) { expect_axes_of_group<TrainingParams>("training"); }
TEST(Axes, EveryParameterOfTheMetricsCanBeOne) { expect_axes_of_group<MetricsParams>("metrics"); }

class EveryComponent : public testing::TestWithParam<std::string_view> {};

TEST_P(EveryComponent, HasParametersThatCanBeAxes) {
  const std::string component(GetParam());
  std::size_t walked = 0;
  for (const RegistryEntry& entry : table_of(catalog(), component)) {
    for (const FieldInfo& field : entry.describe()) {
      const std::string key = component + "." + field.name, name(entry.name);
      if (is_ineffective(key, name) || is_refused(key, name)) continue;
      std::string fixed = "  " + component + ": " + name + "\n" + setting_for(key, name);
      if (component != "strategy") fixed += "  strategy: caipi\n";
      AxisKey axis = axis_of(key, field);
      if (key == "model.hidden" && name == "simple_cnn") axis.values = {"256", "12"};
      if (key == "model.torchscript") axis.values = {kPinned, kOtherPinned};
      if (key == "dataset.classes" && name == "decoy_fashion_mnist") axis.values = {"[2, 4]", "[1, 3]"};
      if (key == "dataset.classes" && name == "manifest") axis.values = {"[ok, defect]", "[good, bad]"};
      expect_axis(axis, fixed);
      ++walked;
    }
  }
  EXPECT_GT(walked, 5u);
}

TEST_P(EveryComponent, CanBeAnAxisItself) {
  const std::string component(GetParam());
  AxisKey axis{component, {}};
  for (const RegistryEntry& entry : table_of(catalog(), component)) axis.values.emplace_back(entry.name);
  expect_axis(axis, component == "model" ? "  model.torchscript: " + kPinned + "\n" : "  model.dropout: 0.5\n");
}

INSTANTIATE_TEST_SUITE_P(Tables, EveryComponent, testing::ValuesIn(kComponentKeys),
                         [](const auto& entry) { return std::string(entry.param); });

}  // namespace
}  // namespace xil
