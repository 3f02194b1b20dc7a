#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "framework/loop/mask_noise.h"
#include "framework/loop/metrics/localisation.h"
#include "framework/loop/metrics/neighbourhood.h"
#include "framework/loop/metrics/perturbation.h"
#include "framework/loop/simulated_expert.h"
#include "tests/support/fakes.h"

namespace xil {
namespace {

Map map_of(std::vector<float> values) {
  Map map(1, static_cast<int>(values.size()));
  map.values = std::move(values);
  return map;
}

std::vector<std::uint8_t> binary(const Map& map, Binarise rule, double quantile = 0.9, std::size_t count = 1) {
  return binarised(map, rule, quantile, count).values;
}

// Hand calculation: positives .1 .2 .3 .8, mean .35, median .25; NumPy: quantile(all six, .6) = .2.
TEST(Binarise, FollowsItsRule) {
  const Map map = map_of({0, 0.1f, 0.2f, 0.3f, 0.8f, 0});
  using Bits = std::vector<std::uint8_t>;
  EXPECT_EQ(binary(map, Binarise::Mean), (Bits{0, 0, 0, 0, 1, 0}));
  EXPECT_EQ(binary(map, Binarise::Median), (Bits{0, 0, 0, 1, 1, 0}));
  EXPECT_EQ(binary(map, Binarise::Quantile, 0.6), (Bits{0, 0, 0, 1, 1, 0}));
  EXPECT_EQ(binary(map, Binarise::Quantile, 0), (Bits{0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(binary(map, Binarise::Topk, 0, 3), (Bits{0, 0, 1, 1, 1, 0}));
  EXPECT_EQ(binary(map, Binarise::Topk, 0, 6), (Bits{0, 1, 1, 1, 1, 0}));
}

TEST(Binarise, GivesNothingForAMapWithoutPositiveRelevance) {
  for (const Binarise rule : {Binarise::Mean, Binarise::Median, Binarise::Topk, Binarise::Quantile}) {
    EXPECT_EQ(area(binarised(Map(3, 3), rule, 0.5, 4)), 0u);
  }
}

/// A 4x6 block of pixels in the middle of 20x20.
Region block() {
  Region region(20, 20);
  for (int row = 8; row < 12; ++row) {
    for (int column = 7; column < 13; ++column) region.at(row, column) = 1;
  }
  return region;
}

Region noisy(MaskNoise noise, std::uint32_t copy, double share = 0.5, double px = 3) {
  OracleParams params;
  params.mask_noise = noise;
  params.mask_noise_share = share;
  params.mask_noise_px = px;
  return with_mask_noise(block(), params, Rng(1, {Purpose::MaskNoise, 0, 0, copy}));
}

TEST(MaskNoise, DoesWhatItsNameSays) {
  for (std::uint32_t copy = 0; copy < 20; ++copy) {
    const Region incomplete = noisy(MaskNoise::Incomplete, copy, 0.25);
    EXPECT_EQ(area(incomplete), 18u);
    EXPECT_EQ(area(difference(incomplete, block())), 0u);
    EXPECT_EQ(noisy(MaskNoise::Dilated, copy, 0, 2), dilate(block(), 2));
    const Region shifted = noisy(MaskNoise::Shifted, copy, 0, 3);
    EXPECT_EQ(area(shifted), 24u);
    EXPECT_NE(shifted, block());
    EXPECT_EQ(area(difference(shifted, dilate(block(), 4))), 0u);
    EXPECT_EQ(area(noisy(MaskNoise::Arbitrary, copy)), 24u) << "the shape stays inside the picture";
  }
  EXPECT_EQ(noisy(MaskNoise::None, 0), block());
  EXPECT_EQ(area(noisy(MaskNoise::Incomplete, 0, 1.0)), 0u);
}

Region block_at(int top, int left, int rows, int columns) {
  Region region(28, 28);
  for (int row = top; row < top + rows; ++row) {
    for (int column = left; column < left + columns; ++column) region.at(row, column) = 1;
  }
  return region;
}

Region feedback(MaskNoise noise, const Region& region, std::uint32_t copy = 0) {
  OracleParams params;
  params.mask_noise = noise;
  return with_mask_noise(region, params, Rng(1, {Purpose::MaskNoise, 0, 0, copy}));
}

// The pixels of the bars are those that the authors' text gives: rows 10 to 17 of the two outermost columns, or columns
// 10 to 17 of the two outermost rows, on the side where the square is not.
TEST(MaskNoise, GivesThePublishedFeedbackOnACornerSquare) {
  for (const bool bottom : {false, true}) {
    for (const bool right : {false, true}) {
      const Region square = block_at(bottom ? 24 : 0, right ? 24 : 0, 4, 4);  // the published one
      const Region across = block_at(bottom ? 0 : 26, 10, 2, 8), down = block_at(10, right ? 0 : 26, 8, 2);
      int barred_across = 0;
      for (std::uint32_t copy = 0; copy < 40; ++copy) {
        const Region bar = feedback(MaskNoise::OppositeBar, square, copy);
        EXPECT_TRUE(bar == across || bar == down);
        barred_across += bar == across ? 1 : 0;
      }
      EXPECT_GT(barred_across, 8);
      EXPECT_LT(barred_across, 32);
      EXPECT_EQ(feedback(MaskNoise::LowerHalf, square), block_at(bottom ? 26 : 2, right ? 24 : 0, 2, 4));
      EXPECT_EQ(area(feedback(MaskNoise::WholePicture, square)), 784u);
      const Region random = feedback(MaskNoise::RandomPixels, square),
                   other = feedback(MaskNoise::RandomPixels, square, 1);
      EXPECT_NEAR(static_cast<double>(area(random)), 392, 5 * 14);  // five deviations of a binomial of 784 and 1/2
      EXPECT_NEAR(static_cast<double>(area(intersection(random, other))), 196, 5 * 12.2);
    }
  }
}

TEST(MaskNoise, LeavesAnEmptyRegionEmpty) {
  for (std::size_t kind = 0; kind < EnumNames<MaskNoise>::names.size(); ++kind)
    EXPECT_EQ(area(feedback(static_cast<MaskNoise>(kind), Region(28, 28))), 0u) << EnumNames<MaskNoise>::names[kind];
}

TEST(MaskNoise, ThatInventsARegionSparesDefects) {
  const FakeDataset dataset(10, 4);
  for (const MaskNoise noise : {MaskNoise::RandomPixels, MaskNoise::OppositeBar, MaskNoise::WholePicture}) {
    OracleParams params;
    params.mask_noise = noise;
    const Marking marking = SimulatedExpert(dataset, params, 5).mark(1);
    EXPECT_EQ(*marking.defect, *dataset.defect(1));
    EXPECT_NE(*marking.confounder, *dataset.confounder(1));
  }
}

TEST(MaskNoise, IsTheSameForAnItemEachTimeAndHitsTheShareThatItShould) {
  const FakeDataset dataset(400, 4);
  OracleParams params;
  params.mask_noise = MaskNoise::Dilated;
  params.mask_noise_rate = 0.3;
  const SimulatedExpert expert(dataset, params, 5);
  int noisy_items = 0, marked = 0;
  for (ItemId item = 0; item < 400; ++item) {
    const Region* truth = dataset.confounder(item);
    const Marking marking = expert.mark(item);
    EXPECT_EQ(marking.confounder.has_value(), truth != nullptr);
    EXPECT_EQ(marking.defect.has_value(), dataset.defect(item) != nullptr);
    if (truth == nullptr) continue;
    EXPECT_EQ(*marking.confounder, *expert.mark(item).confounder);
    ++marked;
    noisy_items += *marking.confounder != *truth ? 1 : 0;
  }
  EXPECT_NEAR(noisy_items / static_cast<double>(marked), 0.3, 0.08);
}

// The fake scores class 0 by the mean grey value. Deletion of a white 4x4 picture in 4 steps: 1, .75, .5, .25, 0, area
// (2.5 - .5) / 4 = .5. Insertion starts from the blurred picture, which is white too: area 1.
TEST(Perturbation, AgreesWithAHandCalculation) {
  const FakeDataset dataset(4, 4);
  FakeLearner learner(dataset);
  Map map(4, 4);
  map.at(2, 1) = 1;
  const auto areas = perturbation_areas(learner, Image(1, 4, 4, 255), map, 0);
  EXPECT_NEAR(areas.deletion, 0.5, 1e-6);
  EXPECT_NEAR(areas.insertion, 1, 1e-6);
}

TEST(Perturbation, RewardsMapsThatKnowWhatMatters) {
  const FakeDataset dataset(4, 4);
  FakeLearner learner(dataset);
  Image image(1, 8, 8, 0);
  Map right(8, 8), wrong(8, 8);
  for (int row = 0; row < 8; ++row) {
    image.at(0, row, 3) = 255;
    right.at(row, 3) = 1;
    wrong.at(row, 3) = -1;
  }
  EXPECT_LT(perturbation_areas(learner, image, right, 0).deletion,
            perturbation_areas(learner, image, wrong, 0).deletion);
}

// NumPy: the 11-tap Gaussian with sigma 5, renormalised: a single white pixel in the middle keeps .10188^2 of its
// value.
TEST(Perturbation, BlursWithTheKernelOfTheOriginal) {
  Image dot(1, 21, 21, 0);
  dot.at(0, 10, 10) = 255;
  EXPECT_EQ(blurred(Image(3, 9, 9, 77)), Image(3, 9, 9, 77));
  double weights = 0;
  for (int i = -5; i <= 5; ++i) weights += std::exp(-0.5 * i * i / 25.0);
  EXPECT_EQ(blurred(dot).at(0, 10, 10), std::lround(255 / (weights * weights)));
}

/// Fakes whose items have types: item % 4 names one for the defective (odd) ones; the feature tells type 1 from 3.
class TypedDataset final : public Dataset {
 public:
  TypedDataset() : plain_(40, 10) {
    for (ItemId id = 0; id < plain_.size(); ++id) {
      items_.push_back(plain_.item(id));
      if (id % 2 == 1) items_.back().type = id % 4 == 1 ? "crack" : "pores";
    }
  }
  const DatasetInfo& info() const override { return plain_.info(); }
  std::size_t size() const override { return plain_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override { return plain_.image(id); }
  Image edited(ItemId id, const Edit& edit) const override { return plain_.edited(id, edit); }
  const Region* defect(ItemId id) const override { return plain_.defect(id); }
  const Region* confounder(ItemId) const override { return nullptr; }

 private:
  FakeDataset plain_;
  std::vector<Item> items_;
};

/// Features: +1 for cracks, -1 for pores, 0 for ok items.
class TypeLearner final : public FakeLearner {
 public:
  explicit TypeLearner(const Dataset& dataset) : FakeLearner(dataset), dataset_(dataset) {}
  Prediction predict(std::span<const ItemId> items, bool) override {
    Prediction prediction{Matrix(items.size(), 2, 0.5f), Matrix(items.size(), 1)};
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string& type = dataset_.item(items[i]).type;
      prediction.features.at(i, 0) = type == "crack" ? 1.0f : type == "pores" ? -1.0f : 0.0f;
    }
    return prediction;
  }

 private:
  const Dataset& dataset_;
};

// Hand calculation: 40 pool items, 10 cracks, 10 pores, 20 ok; defects all lie in the same place, so overlap is 1
// between defective items and 0 with ok ones.
TEST(Neighbourhood, ComparesNeighboursWithRandomItems) {
  const TypedDataset dataset;
  TypeLearner learner(dataset);
  std::vector<ItemId> items;
  for (ItemId id = 44; id < dataset.size(); ++id) items.push_back(id);
  const NamedValues values = neighbourhood_metrics(learner, dataset, items, 5);
  const std::vector<double> expected = {1, 1, 0.25, 0.5, 0.5, 1};
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(values[i].second, expected[i], 1e-12) << values[i].first;
}

}  // namespace
}  // namespace xil
