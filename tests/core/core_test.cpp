#include <gtest/gtest.h>

#include <array>
#include <set>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/metrics.h"
#include "framework/core/cost/cost_model.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"
#include "framework/core/schedule/schedule.h"

namespace xil {
namespace {

// Known answers of Random123's kat_vectors for philox4x32-10.
TEST(Rng, AgreesWithThePublishedPhiloxVectors) {
  using Block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Rng, StreamsAreNamedNotOrdered) {
  Rng first(7, {Purpose::Masks, 1, 2});
  const auto expected = first.next64();
  Rng other(7, {Purpose::Masks, 1, 3});
  other.next64();
  Rng again(7, {Purpose::Masks, 1, 2});
  EXPECT_EQ(again.next64(), expected);
  EXPECT_NE(Rng(8, {Purpose::Masks, 1, 2}).next64(), expected);
  EXPECT_NE(Rng(7, {Purpose::Edit, 1, 2}).next64(), expected);
  EXPECT_NE(Rng(7, {Purpose::Masks, 1, 2, 1}).next64(), expected);
}

TEST(Rng, BelowIsUniformAndInRange) {
  Rng rng(1, {Purpose::Test});
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) ++counts.at(rng.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10000, 5 * 91.3);  // 5 standard deviations of a binomial
}

TEST(Rng, NormalHasUnitVariance) {
  Rng rng(2, {Purpose::Test});
  double sum = 0, squares = 0;
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 5 / std::sqrt(kDraws));
  EXPECT_NEAR(squares / kDraws, 1, 5 * std::sqrt(2.0 / kDraws));
}

TEST(Rng, ShufflePermutes) {
  Rng rng(3, {Purpose::Test});
  std::vector<int> values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  rng.shuffle(values);
  EXPECT_EQ(std::set<int>(values.begin(), values.end()).size(), 10u);
  EXPECT_FALSE(std::is_sorted(values.begin(), values.end()));
}

// FIPS 180-4 examples, as published by NIST.
TEST(Digest, AgreesWithTheNistExamples) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, DoesNotDependOnThePieces) {
  const std::string text(1000, 'x');
  Digest pieces;
  for (std::size_t i = 0; i < text.size(); i += 37) pieces.add(std::string_view(text).substr(i, 37));
  EXPECT_EQ(pieces.hex(), sha256(text));
}

TEST(Region, DilationReachesExactlyTheRadius) {
  Region region(9, 9);
  region.at(4, 4) = 1;
  EXPECT_EQ(area(dilate(region, 1)), 5u);    // the pixel and its four neighbours
  EXPECT_EQ(area(dilate(region, 1.5)), 9u);  // and the diagonal ones
  EXPECT_EQ(dilate(region, 2).at(4, 6), 1);
  EXPECT_EQ(dilate(region, 2).at(4, 7), 0);
}

TEST(Explanation, PositiveRelevanceIsMeasuredFromTheBaseline) {
  Explanation explanation;
  explanation.map = Map(1, 3);
  explanation.map.values = {0.2f, 0.5f, 0.75f};
  explanation.baseline = 0.5;
  EXPECT_EQ(positive_relevance(explanation).values, (std::vector<float>{0, 0, 0.25f}));
}

TEST(AxisTitle, SaysTheUnitOfWhatIsNoShare) {
  EXPECT_EQ(axis_title(*find_metric("accuracy")), "accuracy");
  EXPECT_EQ(axis_title(*find_metric("wrong_reason_1")), "share on confounder");
  EXPECT_EQ(axis_title(*find_metric("shown")), "items shown to the expert (number)");
  EXPECT_EQ(axis_title(*find_metric("expert_s")), "modelled time of the expert (s)");
  EXPECT_EQ(axis_title(*find_metric("train_loss")), "training loss (nat)");
}

TEST(Schedule, HandsOutTheLongestFirst) {
  Schedule schedule({{0, 1.0}, {1, 3.0}, {2, 3.0}, {3, 2.0}}, {});
  EXPECT_EQ(schedule.next(0), 1u);
  EXPECT_EQ(schedule.next(1), 2u);
  EXPECT_EQ(schedule.next(2), 3u);
  schedule.finished(0, 1);
  EXPECT_EQ(schedule.next(0), 0u);
  schedule.finished(1, 2);
  EXPECT_EQ(schedule.next(1), std::nullopt);
  EXPECT_FALSE(schedule.done());
  schedule.finished(0, 0);
  schedule.finished(2, 3);
  EXPECT_TRUE(schedule.done());
  EXPECT_EQ(schedule.completed(), 4u);
}

TEST(Schedule, RejectsAReportFromTheWrongWorker) {
  Schedule schedule({{0, 1.0}}, {});
  schedule.next(0);
  EXPECT_THROW(schedule.finished(1, 0), Error);
  EXPECT_THROW(schedule.finished(0, 5), Error);
  EXPECT_THROW(schedule.next(0), Error);
}

TEST(Schedule, OneFailureIsRecordedAndTheRestGoesOn) {
  Schedule schedule({{0, 2.0}, {1, 1.0}}, {});
  schedule.next(0);
  schedule.failed(0, 0, "no such file");
  EXPECT_EQ(schedule.next(0), 1u);
  schedule.finished(0, 1);
  EXPECT_TRUE(schedule.done());
  EXPECT_EQ(schedule.failures().at(0), "no such file");
}

TEST(Schedule, RemembersWhatWasNotStarted) {
  Schedule schedule({{0, 2.0}, {1, 3.0}, {2, 1.0}}, {});
  schedule.next(0);
  schedule.declined(0, 1);
  EXPECT_EQ(schedule.unfinished(), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(schedule.next(0), 0u);
  schedule.stop();
  EXPECT_EQ(schedule.unfinished(), (std::vector<std::size_t>{1, 2}));
  schedule.finished(0, 0);
  EXPECT_TRUE(schedule.done());
}

TEST(Schedule, GoesByTheRateOfEachGroup) {
  Schedule schedule({{0, 5, 0}, {1, 2, 1}, {2, 1, 1}, {3, 4, 0}}, {});
  schedule.set_rate(1, 3);
  schedule.set_rate(7, 9);  // of no job here
  EXPECT_EQ(schedule.next(0), 1u) << "2 x 3 is more than 5";
  EXPECT_EQ(schedule.next(1), 0u);
  schedule.set_rate(1, 100);
  EXPECT_EQ(schedule.next(2), 2u);
  EXPECT_EQ(schedule.next(3), 3u);
}

TEST(Schedule, OffersPostponedJobsAgainOnlyWhenAskedTo) {
  Schedule schedule({{0, 2.0}, {1, 3.0}}, {});
  schedule.next(0);
  schedule.postponed(0, 1);
  EXPECT_EQ(schedule.next(0), 0u);
  schedule.finished(0, 0);
  EXPECT_EQ(schedule.next(0), std::nullopt);
  EXPECT_FALSE(schedule.done());
  EXPECT_EQ(schedule.unfinished(), (std::vector<std::size_t>{1}));
  schedule.offer_postponed();
  EXPECT_EQ(schedule.next(0), 1u);
  schedule.postponed(0, 1);
  schedule.stop();
  EXPECT_TRUE(schedule.done()) << "nothing is waited for after a stop";
}

// By hand: group 0 has two runs of 10 units in 30 s in all, everything together 40 units in 90 s.
TEST(CostModel, DrawsAGroupTowardsTheOthers) {
  CostModel model(7);
  EXPECT_EQ(model.seconds(0, 10), 70) << "nothing measured";
  model.observe(0, 10, 10);
  model.observe(0, 10, 20);
  model.observe(1, 20, 60);
  EXPECT_DOUBLE_EQ(model.rate(0), (30 + 2.25 * 10) / 30);
  EXPECT_DOUBLE_EQ(model.rate(1), (60 + 2.25 * 20) / 40);
  EXPECT_DOUBLE_EQ(model.rate(5), 2.25) << "not measured: as all others";
  model.observe(0, 0, 5);
  EXPECT_EQ(model.observed(), 3u);
}

TEST(Schedule, StopsAtTheFailureLimits) {
  Schedule fast({{0, 2.0}, {1, 1.0}}, {std::nullopt, true});
  fast.next(0);
  fast.failed(0, 0, "x");
  EXPECT_EQ(fast.next(0), std::nullopt);
  EXPECT_TRUE(fast.done());
  Schedule two({{0, 3.0}, {1, 2.0}, {2, 1.0}}, {2, false});
  two.next(0);
  two.failed(0, 0, "x");
  EXPECT_EQ(two.next(0), 1u);
  two.failed(0, 1, "x");
  EXPECT_EQ(two.next(0), std::nullopt);
}

}  // namespace
}  // namespace xil
