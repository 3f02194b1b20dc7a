#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "framework/nn/explainers/mask_source.h"
#include "framework/nn/explainers/masked_copies.h"
#include "framework/nn/learner/torch_learner.h"
#include "tests/support/nn_toy.h"

namespace xil {
namespace {

std::unique_ptr<Learner> trained(const ToySquares& data, RunParams run) {
  auto model = make_torch_learner(run, data, "cpu");
  model->fit(data.examples(80), {}, 0);
  return model;
}

RunParams explaining(const std::string& explainer, const std::string& normalise, std::int64_t masks,
                     std::int64_t updates = 20) {
  RunParams run = toy_run("simple_cnn", updates);
  run.explainer.name = explainer;
  run.explainer.params.set("normalise", Value(normalise));
  run.explainer.params.set("masks", Value(masks));
  return run;
}

std::unique_ptr<Network> untrained(const ToySquares& data) {
  return make_network(toy_run().model, network_shape(data.info()), 3, "cpu");
}

MaskPlan plan_of(const RiseParams& params, double p = 0.5) {
  return {params.masks, p, Rng(4, {Purpose::Masks}), Rng(4, {Purpose::Fill})};
}

TEST(Explainer, DoesNotDependOnTheOrderOfTasks) {
  const ToySquares data(40, 3);
  const auto model = trained(data, explaining("invrise", "coverage", 60));
  const std::vector<ExplainTask> tasks = {{3, 1}, {8, 0}, {20, 1}};
  const std::vector<ExplainTask> turned = {{20, 1}, {3, 1}};
  const auto maps = model->explain(tasks, 2);
  const auto again = model->explain(turned, 2);
  EXPECT_EQ(again[0].map, maps[2].map);
  EXPECT_EQ(again[1].map, maps[0].map);
  EXPECT_EQ(diagnostic(again[1].diagnostics, "score_sd"), diagnostic(maps[0].diagnostics, "score_sd"));
  EXPECT_EQ(diagnostic(maps[0].diagnostics, "masks"), 60);
  EXPECT_EQ(diagnostic(maps[0].diagnostics, "mask_p"), 0.5);
  EXPECT_NEAR(maps[0].baseline, 1 - diagnostic(maps[0].diagnostics, "score_mean"), 1e-12);
  EXPECT_NE(model->explain(turned, 3)[0].map, again[0].map);
}

TEST(Explainer, LightsUpWhatTheDecisionRestsOn) {
  const ToySquares data;
  for (const char* normalise : {"coverage", "centred"}) {
    for (const char* explainer : {"rise", "invrise"}) {
      const auto model = trained(data, explaining(explainer, normalise, 200, 150));
      double inside = 0, chance = 0;
      int judged = 0;
      for (const ItemId id : data.ids(Split::Test)) {
        const Region* region = data.defect(id);
        if (region == nullptr || judged == 6) continue;
        const Map map = positive_relevance(model->explain(std::vector<ExplainTask>{{id, 1}}, 0)[0]);
        double mass = 0, all = 0;
        for (std::size_t i = 0; i < map.values.size(); ++i) {
          all += static_cast<double>(map.values[i]);
          if (region->values[i] != 0) mass += static_cast<double>(map.values[i]);
        }
        inside += mass / all;
        chance += static_cast<double>(area(*region)) / static_cast<double>(map.values.size());
        ++judged;
      }
      EXPECT_GT(inside, 2.5 * chance) << explainer << " " << normalise;
    }
  }
}

TEST(Explainer, ObeysTheIdentityOnTheMasksThatItShowed) {
  const ToySquares data(8, 3, 19, 14);
  const auto network = untrained(data);
  RiseParams params;
  params.masks = 90;
  params.batch = 40;
  params.grid = 5;
  const double p = 0.4;
  const MaskPlan plan = plan_of(params, p);
  const ScoredMasks scored = score_masked_copies(*network, data.image(2), 1, params, plan);
  const MaskShaper shaper(19, 14, 5);
  const auto rise = saliency_map(shaper, scored, estimator_of(Saliency::Rise, params, p));
  const auto inverse = saliency_map(shaper, scored, estimator_of(Saliency::InvRise, params, p));
  MaskSource source(shaper, params.sampling, p, plan.mask_stream);
  std::vector<double> mask_sum(shaper.pixels(), 0.0);
  std::vector<float> mask(shaper.pixels());
  for (int i = 0; i < params.masks; ++i) {
    shaper.shape(source.next(), mask);
    for (std::size_t k = 0; k < mask.size(); ++k) mask_sum[k] += static_cast<double>(mask[k]);
  }
  const double n = static_cast<double>(params.masks);
  EXPECT_GT(scored.score_sd(), 0.0);
  for (std::size_t k = 0; k < mask_sum.size(); ++k) {
    EXPECT_NEAR(n * (1 - p) * inverse[k], n - mask_sum[k] - n * scored.score_mean() + n * p * rise[k], 1e-5);
  }
}

TEST(Explainer, NamesItsMasksByModelSeedRoundAndItem) {
  const ToySquares data(8);
  const RunParams run = explaining("rise", "constant", 60);
  const auto params = read_params<RiseParams>(run.explainer.params, "explainer");
  const auto model = make_torch_learner(run, data, "cpu");  // as make_network leaves it: not trained
  const auto network = make_network(run.model, network_shape(data.info()), run.model_stream(), "cpu");
  const Map map = model->explain(std::vector<ExplainTask>{{5, 1}}, 3)[0].map;
  MaskPlan plan = plan_of(params);
  plan.mask_stream = Rng(run.model_stream(), {Purpose::Masks, 3, 5});
  const ScoredMasks scored = score_masked_copies(*network, data.image(5), 1, params, plan);
  const MaskShaper shaper(data.info().height, data.info().width, static_cast<int>(params.grid));
  const auto expected = saliency_map(shaper, scored, estimator_of(Saliency::Rise, params, plan.p));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(map.values[i], static_cast<float>(expected[i]));
  }
}

TEST(Explainer, GivesRiseAndInvRiseTheSameMasks) {
  const ToySquares data(40);
  const auto rise = trained(data, explaining("rise", "coverage", 60));
  const auto inverse = trained(data, explaining("invrise", "coverage", 60));
  const std::vector<ExplainTask> task = {{5, 1}};
  const Explanation a = rise->explain(task, 1)[0], b = inverse->explain(task, 1)[0];
  EXPECT_EQ(diagnostic(a.diagnostics, "score_sd"), diagnostic(b.diagnostics, "score_sd"));
  EXPECT_NEAR(a.baseline, 1 - b.baseline, 1e-12);
}

TEST(Explainer, DoesNotDependOnTheBatchToTheLastBit) {
  const ToySquares data(8);
  const auto network = untrained(data);
  for (const std::int64_t masks : {30, 128, 400}) {
    RiseParams params;
    params.masks = masks;
    const auto usual = score_masked_copies(*network, data.image(1), 0, params, plan_of(params));
    for (const std::int64_t batch : {1, 7, 32, 100, 1000}) {
      params.batch = batch;
      EXPECT_EQ(score_masked_copies(*network, data.image(1), 0, params, plan_of(params)).scores, usual.scores) << batch;
    }
  }
}

TEST(Explainer, RefusesMixedPrecisionWithoutACudaDevice) {
  const ToySquares data(8);
  RiseParams params;
  params.precision = Precision::Mixed;
  EXPECT_THROW(score_masked_copies(*untrained(data), data.image(1), 0, params, plan_of(params)), Error);
}

TEST(Explainer, ScoresTheFirstMasksOfManyAsIfTheyWereAll) {
  const ToySquares data(8);
  const auto network = untrained(data);
  RiseParams params;
  params.masks = 256;
  auto fewer = score_masked_copies(*network, data.image(1), 0, params, plan_of(params)).scores;
  params.masks = 1024;
  auto more = score_masked_copies(*network, data.image(1), 0, params, plan_of(params)).scores;
  more.resize(fewer.size());
  EXPECT_EQ(more, fewer);
}

TEST(Explainer, HidesNothingBehindTheMeanOfAUniformImage) {
  const ToySquares data(8);
  const auto network = untrained(data);
  const Image grey(1, data.info().height, data.info().width, 140);
  RiseParams params;
  params.masks = 20;
  for (const Fill fill : {Fill::Mean, Fill::Blur}) {
    params.fill = fill;
    EXPECT_LT(score_masked_copies(*network, grey, 0, params, plan_of(params)).score_sd(), 1e-6);
  }
  params.fill = Fill::Black;
  EXPECT_GT(score_masked_copies(*network, grey, 0, params, plan_of(params)).score_sd(), 1e-4);
}

TEST(Explainer, LeavesABlackImageAloneUnderBlackFill) {
  const ToySquares data(8);
  RiseParams params;
  params.masks = 20;
  const Image black(1, data.info().height, data.info().width, 0);
  const auto sums = score_masked_copies(*untrained(data), black, 0, params, plan_of(params));
  EXPECT_LT(sums.score_sd(), 1e-7);
}

TEST(Explainer, StopsAtTheEndOfABlockWhateverTheBatch) {
  const ToySquares data;
  std::vector<std::int64_t> taken;
  for (const std::int64_t batch : {50, 128, 200}) {
    RunParams run = explaining("invrise", "centred", 2048, 150);
    run.explainer.params.set("stop", Value(0.2));
    run.explainer.params.set("batch", Value(batch));
    const Explanation stopped = trained(data, run)->explain(std::vector<ExplainTask>{{7, 1}}, 0)[0];
    const auto masks = static_cast<std::int64_t>(diagnostic(stopped.diagnostics, "masks"));
    EXPECT_EQ(masks % 128, 0);
    EXPECT_GE(masks, 256);
    taken.push_back(masks);
    run.explainer.params.set("stop", Value(std::string("fixed")));
    run.explainer.params.set("masks", Value(masks));
    EXPECT_EQ(trained(data, run)->explain(std::vector<ExplainTask>{{7, 1}}, 0)[0].map, stopped.map)
        << "not the map of these masks";
  }
  EXPECT_LT(taken.front(), 2048);
  EXPECT_EQ(std::set(taken.begin(), taken.end()).size(), 1u);
}

TEST(Explainer, MakesTheSameMapWithFewerMasksOfABetterKind) {
  const ToySquares data;
  const auto map_of = [&](std::int64_t masks, const char* sampling, bool control_variate) {
    RunParams run = explaining("invrise", "centred", masks, 150);
    run.explainer.params.set("sampling", Value(std::string(sampling)));
    run.explainer.params.set("control_variate", Value(control_variate));
    return trained(data, run)->explain(std::vector<ExplainTask>{{7, 1}}, 0)[0];
  };
  const Explanation reference = map_of(16384, "bernoulli", false);
  const auto error = [&](const Explanation& map) {
    double sum = 0;
    for (std::size_t i = 0; i < map.map.values.size(); ++i) {
      const double away = static_cast<double>(map.map.values[i] - reference.map.values[i]);
      sum += away * away;
    }
    return sum;
  };
  const Explanation plain = map_of(512, "bernoulli", false), better = map_of(512, "hadamard", true);
  EXPECT_LT(error(better), 0.6 * error(plain));
  EXPECT_LT(diagnostic(better.diagnostics, "map_noise"), diagnostic(plain.diagnostics, "map_noise"));
  EXPECT_GT(diagnostic(better.diagnostics, "mask_gain"), diagnostic(plain.diagnostics, "mask_gain"));
  EXPECT_GT(diagnostic(plain.diagnostics, "mask_gain"), 1);
}

}  // namespace
}  // namespace xil
