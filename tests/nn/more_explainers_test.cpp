#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/perturbation/hsic.h"
#include "framework/nn/explainers/perturbation/kernel_shap.h"
#include "framework/nn/explainers/perturbation/slic.h"
#include "framework/nn/learner/saved_network.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_toy.h"
#include "tests/support/refusals.h"

// The walk over all explainers, and what the cross-check with PyTorch (explainers_test.py) does not see.
namespace xil {
namespace {

/// Few masks, where an explainer has them.
ComponentSpec few_masks(std::string_view name, Value::Map more = {}) {
  const RegistryEntry& entry = find_entry(explainer_table(), name, "explainer");
  for (const FieldInfo& field : entry.describe()) {
    if (field.name == "masks") more.emplace_back("masks", Value(std::int64_t{128}));
    if (field.name == "samples" || field.name == "steps") more.emplace_back(field.name, Value(std::int64_t{20}));
  }
  return resolved(explainer_table(), "explainer", std::string(name), Value(std::move(more)));
}

RunParams explained_by(const ComponentSpec& explainer, std::int64_t updates = 20) {
  RunParams run = toy_run("simple_cnn", updates);
  run.explainer = explainer;
  return run;
}

std::unique_ptr<Learner> trained_by(const ToySquares& data, const RunParams& run) {
  auto learner = make_torch_learner(run, data, "cpu");
  learner->fit(data.examples(80), {}, 0);
  return learner;
}

class EveryExplainer : public testing::TestWithParam<std::string_view> {};

TEST_P(EveryExplainer, MakesTheSameMapWhateverElseIsExplained) {
  const ToySquares data(60, 3);
  const auto model = trained_by(data, explained_by(few_masks(GetParam())));
  std::vector<ExplainTask> tasks;
  for (const ItemId item : {3u, 11u, 8u, 20u, 19u, 4u, 27u, 12u, 33u, 41u, 2u, 1u})
    tasks.push_back({item, static_cast<int>(item % 2)});
  const auto together = model->explain(tasks, 2);
  std::ranges::reverse(tasks);
  const auto turned = model->explain(tasks, 2);
  std::ranges::reverse(tasks);
  ASSERT_EQ(together.size(), tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const Explanation alone = model->explain({&tasks[i], 1}, 2)[0];
    EXPECT_EQ(alone.map, together[i].map) << tasks[i].item;
    EXPECT_EQ(alone.map, turned[tasks.size() - 1 - i].map) << tasks[i].item;
    EXPECT_EQ(alone.baseline, together[i].baseline);
    EXPECT_NE(*std::ranges::max_element(alone.map.values), *std::ranges::min_element(alone.map.values));
  }
}

TEST_P(EveryExplainer, ReportsOnlyDiagnosticsOfTheTable) {
  const ToySquares data(20);
  const auto model = trained_by(data, explained_by(few_masks(GetParam())));
  const ExplainTask task{3, 1};
  const Explanation explanation = model->explain({&task, 1}, 0)[0];
  for (const auto& [name, value] : explanation.diagnostics) EXPECT_EQ(diagnostic_info(name).name, name) << value;
}

/// A network whose last layer is 0 says the same of every picture: nothing is relevant, and nothing is NaN.
TEST_P(EveryExplainer, FindsNothingWhereNothingMatters) {
  const ToySquares data(8);
  Value::Map centred;  // the other normalisers leave in how often a pixel was covered
  if (GetParam().ends_with("rise")) centred.emplace_back("normalise", Value(std::string("centred")));
  const RunParams run = explained_by(few_masks(GetParam(), centred));
  const auto network = make_network(run.model, network_shape(data.info()), 3, "cpu");
  std::string state = network->parameters().serialised();
  const std::size_t head = 4 * (24 * 2 + 2);
  std::fill(state.end() - static_cast<std::ptrdiff_t>(head), state.end(), '\0');
  network->parameters().load(state);
  const Explanation explanation = make_explainer(run.explainer)->explain(*network, data.image(1), 1, {1, 0, 1});
  for (const float value : positive_relevance(explanation).values) ASSERT_EQ(value, 0);
}

TEST_P(EveryExplainer, FailsInOneLineWhereTheNetworkOverflows) {
  const ToySquares data(8);
  const RunParams run = explained_by(few_masks(GetParam()));
  const auto network = make_network(run.model, network_shape(data.info()), 3, "cpu");
  std::string state = network->parameters().serialised();
  for (std::size_t from = state.find("\n\n") + 2; from < state.size(); from += sizeof(float)) {
    float value = 0;
    std::memcpy(&value, state.data() + from, sizeof(float));
    value *= 1e30F;
    std::memcpy(state.data() + from, &value, sizeof(float));
  }
  network->parameters().load(state);
  const std::string said = refusal([&] {
    make_explainer(run.explainer)->explain(*network, data.image(1), 1, {1, 4, 1});
  });
  EXPECT_TRUE(said.starts_with("1: round 4: the network's ")) << said;
  EXPECT_NE(said.find("NaN or infinite"), std::string::npos) << said;
  EXPECT_NE(said.find("lower training.learning_rate"), std::string::npos) << said;
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
}

TEST_P(EveryExplainer, TakesAboutAsManyPassesAsItIsTold) {
  const ComponentSpec standard = resolved(explainer_table(), "explainer", std::string(GetParam()), Value(Value::Map{}));
  const Value changes = explainer_params(standard)->at_passes(400);
  const ComponentSpec changed = resolved(explainer_table(), "explainer", std::string(GetParam()), changes);
  const double passes = explainer_params(changed)->passes();
  if (changes.get<Value::Map>()->empty()) {
    EXPECT_EQ(passes, explainer_params(standard)->passes());
  } else {
    EXPECT_LE(passes, 400);
    EXPECT_GT(passes, 300);
  }
  const Value least = explainer_params(standard)->at_passes(0);
  EXPECT_GT(explainer_params(resolved(explainer_table(), "explainer", std::string(GetParam()), least))->passes(), 0);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryExplainer, testing::ValuesIn([] {
                           std::vector<std::string_view> names;
                           for (const RegistryEntry& entry : explainer_table()) names.push_back(entry.name);
                           return names;
                         }()),
                         [](const auto& name) { return std::string(name.param); });

TEST(Explainers, LightUpWhatTheDecisionRestsOn) {
  const ToySquares data;
  for (const char* name : {"gradcam", "input_gradient", "smoothgrad", "integrated_gradients", "occlusion", "lime",
                           "kernel_shap", "hsic"}) {
    const auto model = trained_by(data, explained_by(few_masks(name), 150));
    double inside = 0, chance = 0;
    int judged = 0;
    for (const ItemId id : data.ids(Split::Test)) {
      const Region* region = data.defect(id);
      if (region == nullptr || judged == 6) continue;
      const ExplainTask task{id, 1};
      const Map map = positive_relevance(model->explain({&task, 1}, 0)[0]);
      double mass = 0, all = 0;
      for (std::size_t i = 0; i < map.values.size(); ++i) {
        all += static_cast<double>(map.values[i]);
        if (region->values[i] != 0) mass += static_cast<double>(map.values[i]);
      }
      inside += all > 0 ? mass / all : 0;
      chance += static_cast<double>(area(*region)) / static_cast<double>(map.values.size());
      ++judged;
    }
    EXPECT_GT(inside, 2 * chance) << name;
  }
}

TEST(Explainers, DrawByModelSeedRoundAndItem) {
  const ToySquares data(40);
  for (const char* name : {"smoothgrad", "lime", "kernel_shap", "hsic"}) {
    const auto model = trained_by(data, explained_by(few_masks(name)));
    const ExplainTask task{3, 1};
    const Map first = model->explain({&task, 1}, 1)[0].map;
    EXPECT_EQ(model->explain({&task, 1}, 1)[0].map, first) << name;
    EXPECT_NE(model->explain({&task, 1}, 2)[0].map, first) << name;
  }
}

TEST(Explainers, RefuseWhatTheyCannotDo) {
  const ToySquares data(8);
  const auto network = make_network(toy_run("mlp").model, network_shape(data.info()), 3, "cpu");
  const auto said = [&](const ComponentSpec& spec) {
    return refusal([&] { make_explainer(spec)->explain(*network, data.image(1), 1, {1, 0, 1}); });
  };
  EXPECT_TRUE(said(few_masks("gradcam")).starts_with("2: model 'mlp' offers no spatial layer"))
      << said(few_masks("gradcam"));
  EXPECT_EQ(said(few_masks("occlusion", {{"grid", Value(std::int64_t{19})}})),
            "2: 'explainer.grid' 19 has more cells per side than a picture of 18 x 20 has pixels: lower it");
  EXPECT_EQ(refusal([] {
              few_masks("kernel_shap", {{"grid", Value(std::int64_t{9})}});
            }),
            "2: explainer 'kernel_shap': 'masks' must be at least twice the 81 cells of the grid, got 128");
  EXPECT_EQ(
      refusal([] {
        few_masks("occlusion", {{"grid", Value(std::int64_t{3})}, {"patch", Value(std::int64_t{3})}});
      }),
      "2: explainer 'occlusion': 'patch' must be smaller than grid (3), or nothing of the picture is left, got 3");
}

TEST(KernelShap, DrawsSizesByTheKernelAndPairsComplements) {
  const CopyDesign design = shap_design(10, 4000, {1, 0, 0});
  ASSERT_EQ(design.copies(), 4002u);
  std::vector<double> counts(11, 0.0);
  for (std::size_t copy = 2; copy < design.copies(); ++copy) {
    const auto row = design.row(copy);
    ++counts[static_cast<std::size_t>(std::accumulate(row.begin(), row.end(), 0))];
  }
  // 9 / (s (10 - s)) over its sum, by hand 5.658; twenty standard deviations would be far off.
  for (const std::size_t size : {1u, 2u, 5u, 9u}) {
    const double expected = 9.0 / static_cast<double>(size * (10 - size)) / 5.657936507936508;
    EXPECT_NEAR(counts[size] / 4000, expected, 0.03) << size;
  }
  EXPECT_EQ(counts[0] + counts[10], 0);
}

/// By hand: one of the two parts decides, the other never matters.
TEST(Hsic, IsLargeForThePartThatDecidesAndNoneForScoresThatNeverChange) {
  CopyDesign design{2, {}};
  std::vector<double> scores;
  Rng rng(3, {Purpose::Test});
  for (int copy = 0; copy < 200; ++copy) {
    add_coin_tosses(design, rng);
    scores.push_back(design.row(design.copies() - 1)[0]);
  }
  const auto found = hsic_of_parts(design, scores);
  EXPECT_NEAR(found[0], 0.25 * (1 - std::exp(-0.5)), 0.003);  // the kernel of equal parts has itself the criterion 1/4
  EXPECT_NEAR(found[1], 0, 0.01);
  EXPECT_EQ(hsic_of_parts(design, std::vector<double>(200, 0.7)), std::vector<double>(2, 0.0));
}

/// Every part is one piece of pixels that touch by an edge.
void expect_connected(const PictureParts& parts) {
  std::vector<bool> seen(parts.of_pixel.size(), false);
  std::set<std::int32_t> met;
  for (std::size_t first = 0; first < seen.size(); ++first) {
    if (seen[first]) continue;
    EXPECT_TRUE(met.insert(parts.of_pixel[first]).second) << "part " << parts.of_pixel[first] << " has two pieces";
    std::vector<std::size_t> piece = {first};
    seen[first] = true;
    for (std::size_t next = 0; next < piece.size(); ++next) {
      const auto width = static_cast<std::size_t>(parts.width), x = piece[next] % width;
      const auto visit = [&](std::size_t pixel) {
        if (pixel >= seen.size() || seen[pixel] || parts.of_pixel[pixel] != parts.of_pixel[first]) return;
        seen[pixel] = true;
        piece.push_back(pixel);
      };
      if (x > 0) visit(piece[next] - 1);
      if (x + 1 < width) visit(piece[next] + 1);
      if (piece[next] >= width) visit(piece[next] - width);
      visit(piece[next] + width);
    }
  }
  EXPECT_EQ(met.size(), parts.count);
  EXPECT_EQ(*met.begin(), 0);
  EXPECT_EQ(*met.rbegin() + 1, static_cast<std::int32_t>(parts.count));
}

TEST(Slic, CoversThePictureWithConnectedParts) {
  for (const int channels : {1, 3}) {
    const ToySquares data(6, channels, 40, 33);
    for (ItemId id = 0; id < 6; ++id) {
      for (const double compactness : {0.5, 10.0, 100.0}) {
        const PictureParts parts = slic_parts(data.image(id), 5, compactness);
        expect_connected(parts);
        EXPECT_GT(parts.count, 20u);
        EXPECT_LE(parts.count, 25u);
        EXPECT_EQ(parts.of_pixel, slic_parts(data.image(id), 5, compactness).of_pixel);
      }
    }
  }
}

TEST(Slic, FollowsTheEdgesOfWhatIsSeen) {
  Image image(3, 40, 40, 30);
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 40; ++x) image.at(0, y, x) = x + y < 37 ? 220 : 30;  // a red corner
  }
  const PictureParts parts = slic_parts(image, 4, 10);
  std::vector<std::set<int>> colours(parts.count);
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 40; ++x)
      colours[static_cast<std::size_t>(parts.of_pixel[static_cast<std::size_t>(y * 40 + x)])].insert(image.at(0, y, x));
  }
  for (const auto& of_part : colours) EXPECT_EQ(of_part.size(), 1u) << "a part reaches over the edge";
}

}  // namespace
}  // namespace xil
