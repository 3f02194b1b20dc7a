#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/sweep.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

using testing::HasSubstr;

Sweep asked_sweep(const std::string& sections) {
  return parse_sweep("name: s\n" + sections + "hypotheses:\n  - {better: copier, than: random}\n", "s.yaml", {},
                     fake::catalog());
}
std::string refused_asking(const std::string& sections) {
  return fake::refusal([&] { asked_sweep(sections); });
}

TEST(HypothesisSeeds, ThatMakeOneRunSeveralTimesAreRefused) {
  EXPECT_THAT(refused_asking("fixed: {split_seed: 1, model_seed: 1, oracle_seed: 1}\n"
                             "grid: {strategy: [random, copier], seed: [0, 1]}\n"),
              HasSubstr("the seeds 0 and 1 of a hypothesis are one run made twice"));
}

TEST(HypothesisSeeds, OfNetworksAloneAreReplicationsOfTheirOwn) {
  const Sweep sweep = asked_sweep(
      "fixed: {split_seed: 1, oracle_seed: 1}\n"
      "grid: {strategy: [random, copier], seed: [0, 1]}\n");
  ASSERT_EQ(sweep.hypotheses.size(), 1u);
  EXPECT_EQ(sweep.hypotheses[0].tests.at(0).first_runs.size(), 2u);
}

TEST(HypothesisSeeds, ThatDifferWithinAPairAreRefused) {
  EXPECT_THAT(refused_asking("zip: {strategy: [random, copier], split_seed: [0, 1]}\ngrid: {seed: [0, 1, 2]}\n"),
              HasSubstr("at seed 0 the conditions 'copier' and 'random' of a hypothesis have split_seed 1 and 0"));
}

}  // namespace
}  // namespace xil
