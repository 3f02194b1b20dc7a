#include "framework/core/cost/cost.h"

#include <gtest/gtest.h>

#include <map>
#include <string_view>

#include "framework/core/catalogue/tables.h"

namespace xil {
namespace {

RunParams small_run(const std::string& dataset, const std::string& model) {
  const Catalog catalog{dataset_table(), {}, model_table(), explainer_table(), {}, {}, {}, {}};
  RunParams run;
  const auto resolve = [&](std::string_view key, const std::string& name) {
    spec_of(run, key) = {name, find_entry(table_of(catalog, key), name, key).resolve(Value(), name)};
  };
  resolve("dataset", dataset);
  resolve("model", model);
  resolve("explainer", "invrise");
  return run;
}

// By hand: 20 * 25 * 24^2 + 50 * 20 * 25 * 8^2 + (50 * 4^2 + 2) * 256 multiply-adds for 28x28 grey,
// two classes.
TEST(Cost, CountsTheConvolutionsMultiplyAdds) {
  const RunParams run = small_run("decoy_fashion_mnist", "simple_cnn");
  EXPECT_DOUBLE_EQ(model_params(run.model)->forward_work(dataset_params(run.dataset)->expected()),
                   1e-9 * (288000 + 1600000 + 802 * 256));
}

// By hand: 784 * 50 + 50 * 30 + 30 * 10.
TEST(Cost, CountsThePerceptronsMultiplyAdds) {
  const RunParams run = small_run("fashion_mnist", "mlp");
  EXPECT_DOUBLE_EQ(model_params(run.model)->forward_work(dataset_params(run.dataset)->expected()), 1e-9 * 41000);
}

// By hand: the public set's 715 test items as given, a tenth of all 7348 for validation, the rest is the pool.
TEST(Cost, KnowsTheSizesOfPublicImageSets) {
  const ExpectedDataset data = dataset_params(small_run("casting", "mlp").dataset)->expected();
  EXPECT_DOUBLE_EQ(data.test, 715);
  EXPECT_DOUBLE_EQ(data.pool, 6633 - 734.8);
  EXPECT_EQ(data.channels, 1);
  EXPECT_EQ(data.height, 64);
  EXPECT_FALSE(data.regions);
  EXPECT_TRUE(dataset_params(small_run("magnetic_tile", "mlp").dataset)->expected().regions);
}

// By hand: eight rows of a forward and a backward pass, which counts as two; 50 steps or samples of them; 15 x 15
// squares and the whole picture; 800 coalitions, all and nothing.
TEST(Cost, KnowsThePassesOfEveryExplainer) {
  const std::map<std::string_view, double> passes = {
      {"gradcam", 24},  {"hsic", 500},        {"input_gradient", 24}, {"integrated_gradients", 150},
      {"invrise", 400}, {"kernel_shap", 802}, {"lime", 1000},         {"occlusion", 226},
      {"rise", 400},    {"smoothgrad", 150}};
  ASSERT_EQ(explainer_table().size(), passes.size());
  for (const RegistryEntry& entry : explainer_table())
    EXPECT_EQ(explainer_params({std::string(entry.name)})->passes(), passes.at(entry.name)) << entry.name;
}

TEST(Cost, AddsUpTrainingExplainingAndPredicting) {
  RunParams run = small_run("fashion_mnist", "mlp");
  run.rounds = 2;
  run.updates = 100;
  run.query_batch = 5;
  const double forward = 41000e-9;
  const double train = 3 * 100 * (3 * 32 * forward + kUpdateOverhead);
  const double predict = (3 * 1000 + 2 * 1000) * forward;
  EXPECT_NEAR(expected_cost(run, {}), train + predict, 1e-12);
  EXPECT_NEAR(expected_cost(run) - expected_cost(run, {}), 10 * 400 * forward, 1e-12) << "the expert's maps";
  run.dataset = small_run("weld_seams", "mlp").dataset;
  run.explain_items = 0;
  const double without = expected_cost(run, {});
  run.explain_items = 7;
  const double seam = (48 * 48 * 3 * 50 + 50 * 30 + 30 * 2) * 1e-9;
  EXPECT_NEAR(expected_cost(run, {}) - without, 3 * 7 * 400 * seam, 1e-9) << "first, middle, last round";
}

TEST(Cost, GrowsWithWhatARunDoesMore) {
  const RunParams run = small_run("weld_seams", "simple_cnn");
  for (const auto& change : std::initializer_list<void (*)(RunParams&)>{
           [](RunParams& r) { r.rounds *= 2; }, [](RunParams& r) { r.updates *= 2; },
           [](RunParams& r) { r.training.batch_size *= 2; }, [](RunParams& r) { r.training.keep = KeepState::Best; },
           [](RunParams& r) { r.budget = BudgetAxis::Queries; }, [](RunParams& r) { r.explain_items *= 2; },
           [](RunParams& r) { r.explainer.params.set("masks", Value(std::int64_t{999})); }}) {
    RunParams more = run;
    change(more);
    EXPECT_GT(expected_cost(more), expected_cost(run));
  }
  EXPECT_GT(expected_bytes(run), expected_bytes(run, {})) << "kept maps";
}

// By hand: 30 hidden features; two rounds whose pool of 1000 items goes through 20 iterations with 20 + 5 labelled
// items on average, or through 2 distances per pair; three fits with a fifth more updates.
TEST(Cost, KnowsWhatBaselinesAndQueriesDoMore) {
  RunParams run = small_run("fashion_mnist", "mlp");
  run.rounds = 2;
  run.updates = 100;
  run.query_batch = 5;
  const double plain = expected_cost(run, {});
  StrategyTraits traits;
  traits.query_work = QueryWork::Clusters;
  EXPECT_NEAR(expected_cost(run, traits) - plain, 1e-9 * 30 * 2 * 20 * 1000 * 25, 1e-9);
  traits.query_work = QueryWork::AllPairs;
  EXPECT_NEAR(expected_cost(run, traits) - plain, 1e-9 * 30 * 2 * 2 * 1000 * 1000, 1e-9);
  StrategyTraits twice;
  twice.early_share = 0.2;
  EXPECT_NEAR(expected_cost(run, twice) - plain, 3 * 20 * (3 * 32 * 41000e-9 + kUpdateOverhead), 1e-9);
  StrategyTraits refits;
  refits.refits = 20;
  EXPECT_GT(expected_cost(run, refits), plain);
}

TEST(Cost, SaysWhichSetsHaveRegions) {
  EXPECT_TRUE(dataset_params(small_run("weld_seams", "mlp").dataset)->expected().regions);
  EXPECT_TRUE(dataset_params(small_run("decoy_fashion_mnist", "mlp").dataset)->expected().regions);
  EXPECT_FALSE(dataset_params(small_run("fashion_mnist", "mlp").dataset)->expected().regions);
}

}  // namespace
}  // namespace xil
