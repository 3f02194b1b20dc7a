#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/masked_copies.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/training/trainer.h"
#include "tests/support/nn_toy.h"
#include "tests/support/nn_toy_corners.h"

namespace xil {
namespace {

constexpr ExplanationStreams kStreams{4, 1, 2};

std::unique_ptr<Learner> trained(const ToyCorners& data, RunParams run) {
  auto model = make_torch_learner(run, data, "cpu");
  model->fit(data.examples(), {}, 0);
  return model;
}

RunParams explaining(const std::string& explainer, const char* key, const Value& value) {
  RunParams run = toy_run("simple_cnn", 60);
  run.explainer.name = explainer;
  run.explainer.params.set(key, value);
  return run;
}

MaskPlan plan_of(std::int64_t masks, double p, std::uint32_t copy = 0) {
  return {masks, p, kStreams.masks(copy), kStreams.fill(copy)};
}

std::unique_ptr<Network> trained_network(const ToyCorners& data, std::int64_t updates) {
  const RunParams run = toy_run("simple_cnn", updates);
  auto network = make_network(run.model, network_shape(data.info()), run.model_stream(), "cpu");
  LabelledImages images;
  for (ItemId id = 0; id < data.size(); ++id) images.add(data.image(id), data.item(id).label);
  Trainer(run, *network, {}).fit(std::move(images), {}, 0);
  return network;
}

/// What choose_p() promises, with its numbers written out once more.
double expected_p(const Network& network, const Image& image, int target, const RiseParams& params) {
  constexpr std::array kTried = {0.5, 0.7, 0.3, 0.9, 0.1};
  std::array<double, kTried.size()> spread{};
  for (std::uint32_t c = 0; c < kTried.size(); ++c) {
    spread[c] =
        score_masked_copies(network, image, target, params, plan_of(params.pilot_masks, kTried[c], 1 + c)).score_sd();
    if (spread[c] >= 0.2) return kTried[c];
  }
  return kTried[static_cast<std::size_t>(std::ranges::max_element(spread) - spread.begin())];
}

TEST(AutomaticP, IsTheFirstCandidateUnderWhichTheScoresVaryEnoughElseTheBest) {
  const ToyCorners data;
  RiseParams params;
  params.pilot_masks = 30;
  std::set<double> chosen;
  for (const std::int64_t updates : {1, 20, 40, 150}) {
    const auto network = trained_network(data, updates);
    for (const ItemId id : {1, 6, 11}) {
      const int label = data.item(id).label;
      const double p = choose_p(*network, data.image(id), label, params, kStreams);
      EXPECT_EQ(p, expected_p(*network, data.image(id), label, params)) << updates << " " << id;
      chosen.insert(p);
    }
  }
  EXPECT_GT(chosen.size(), 1u);
}

TEST(AutomaticP, IsRecordedAndExplainsLikeTheSameNumber) {
  const ToyCorners data;
  const std::vector<ExplainTask> tasks = {{2, 2}, {7, 3}, {12, 0}};
  const auto automatic = trained(data, explaining("invrise", "p", Value(std::string("auto"))))->explain(tasks, 1);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto fixed = trained(data, explaining("invrise", "p", Value(diagnostic(automatic[i].diagnostics, "mask_p"))));
    const Explanation same = fixed->explain({&tasks[i], 1}, 1)[0];
    EXPECT_EQ(same.map, automatic[i].map);
    EXPECT_EQ(diagnostic(same.diagnostics, "mask_p"), diagnostic(automatic[i].diagnostics, "mask_p"));
  }
}

TEST(ColourFill, RepeatsAndDoesNotDependOnTheBatchBeyondRounding) {
  const ToyCorners data(8, 3);
  const auto network = trained_network(data, 20);
  RiseParams params;
  params.fill = Fill::Colour;
  params.batch = 30;
  const auto score_mean = [&](const MaskPlan& plan) {
    return score_masked_copies(*network, data.image(1), 0, params, plan).score_mean();
  };
  const double whole = score_mean(plan_of(30, 0.5));
  EXPECT_EQ(score_mean(plan_of(30, 0.5)), whole);
  params.batch = 7;
  EXPECT_NEAR(score_mean(plan_of(30, 0.5)), whole, 1e-6);
  MaskPlan other = plan_of(30, 0.5);
  other.fill_stream = kStreams.fill(9);
  EXPECT_GT(std::abs(score_mean(other) - whole), 1e-6);
}

TEST(ColourFill, TakesAnotherColourForEveryMask) {
  const ToyCorners data(8, 3);
  const auto network = trained_network(data, 20);
  RiseParams params;
  // Under a p near 0 hardly a mask shows anything: what is left of the copies is their colour.
  params.fill = Fill::Black;
  EXPECT_LT(score_masked_copies(*network, data.image(1), 0, params, plan_of(5, 1e-9)).score_sd(), 1e-7);
  params.fill = Fill::Colour;
  EXPECT_GT(score_masked_copies(*network, data.image(1), 0, params, plan_of(5, 1e-9)).score_sd(), 1e-4);
}

TEST(ColourFill, IsExactlyTheImageWhereNothingIsHidden) {
  const ToyCorners data(8, 3);
  const auto network = trained_network(data, 20);
  RiseParams params;
  params.fill = Fill::Colour;
  const auto sums = score_masked_copies(*network, data.image(1), 0, params, plan_of(5, 1 - 1e-12));
  EXPECT_LT(sums.score_sd(), 1e-6);
}

TEST(Explainer, FindsTheReasonAmongFourClasses) {
  const ToyCorners data;
  for (const char* explainer : {"rise", "invrise"}) {
    RunParams run = explaining(explainer, "normalise", Value(std::string("coverage")));
    run.explainer.params.set("masks", Value(std::int64_t{300}));
    run.updates = 150;
    const auto model = trained(data, run);
    for (ItemId id = 0; id < 8; ++id) {
      const int label = data.item(id).label;
      const Map map = positive_relevance(model->explain(std::vector<ExplainTask>{{id, label}}, 0)[0]);
      double inside = 0, all = 0;
      for (std::size_t i = 0; i < map.values.size(); ++i) {
        all += static_cast<double>(map.values[i]);
        if (data.defect(id)->values[i] != 0) inside += static_cast<double>(map.values[i]);
      }
      const double share = static_cast<double>(area(*data.defect(id))) / static_cast<double>(map.values.size());
      EXPECT_GT(inside / all, 2 * share) << explainer << " " << id;
    }
  }
}

}  // namespace
}  // namespace xil
