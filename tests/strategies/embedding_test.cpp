#include <cmath>
#include <limits>
#include <set>

#include "strategies/embedding/coverage.h"
#include "strategies/embedding/k_means.h"
#include "strategies/embedding/unit_rows.h"
#include "strategies/query.h"
#include "strategies/typiclust.h"
#include "tests/support/strategy_pool.h"

// Larger cases are compared with scikit-learn and NumPy: tests/nn/baselines_crosscheck_test.py.
namespace xil {
namespace {

using Rows = std::vector<std::size_t>;

/// Points of the unit circle at these angles in degrees.
Matrix circle(std::initializer_list<double> degrees) {
  Matrix points(degrees.size(), 2);
  std::size_t row = 0;
  for (const double angle : degrees) {
    points.at(row, 0) = static_cast<float>(std::cos(angle * 3.14159265358979 / 180));
    points.at(row++, 1) = static_cast<float>(std::sin(angle * 3.14159265358979 / 180));
  }
  return points;
}

/// A pool with these features and labelled items with those.
Pool pool_of(const Matrix& features, const Matrix& labelled) {
  Pool pool(features.rows, 2);
  pool.features = features;
  pool.labelled.clear();
  for (std::size_t i = 0; i < labelled.rows; ++i) pool.labelled.push_back(static_cast<ItemId>(1000 + i));
  pool.given_labels.assign(labelled.rows, 0);
  pool.labelled_features = labelled;
  return pool;
}

// Reference: NumPy.
TEST(Uncertainty, MeasuresDifferWithThreeClasses) {
  Matrix p(3, 3);
  // max: .55, .50, .40. margin: .10, .01, .02. entropy: .688, .742, 1.067 nats.
  p.values = {0.55f, 0.45f, 0.0f, 0.5f, 0.49f, 0.01f, 0.4f, 0.38f, 0.22f};
  Rng rng(1, {Purpose::Query});
  EXPECT_EQ(uncertain_rows(UncertaintyMeasure::LeastConfidence, p, 3, rng), (Rows{2, 1, 0}));
  EXPECT_EQ(uncertain_rows(UncertaintyMeasure::Margin, p, 3, rng), (Rows{1, 2, 0}));
  EXPECT_EQ(uncertain_rows(UncertaintyMeasure::Entropy, p, 3, rng), (Rows{2, 1, 0}));
  p.values = {0.6f, 0.2f, 0.2f, 0.55f, 0.45f, 0.0f, 0.4f, 0.38f, 0.22f};  // entropy: .950, .688, 1.069
  EXPECT_EQ(uncertain_rows(UncertaintyMeasure::Entropy, p, 3, rng), (Rows{2, 0, 1}));
  EXPECT_EQ(uncertain_rows(UncertaintyMeasure::LeastConfidence, p, 3, rng), (Rows{2, 1, 0}));
}

TEST(Uncertainty, MeasuresRankTwoClassesAlike) {
  Matrix p(20, 2);
  Rng numbers(3, {Purpose::Test});
  for (std::size_t i = 0; i < p.rows; ++i) {
    p.at(i, 0) = static_cast<float>(numbers.uniform());
    p.at(i, 1) = 1 - p.at(i, 0);
  }
  const auto by = [&](UncertaintyMeasure measure) {
    Rng rng(1, {Purpose::Query});
    return uncertain_rows(measure, p, 20, rng);
  };
  EXPECT_EQ(by(UncertaintyMeasure::Margin), by(UncertaintyMeasure::LeastConfidence));
  EXPECT_EQ(by(UncertaintyMeasure::Entropy), by(UncertaintyMeasure::LeastConfidence));
}

TEST(Active, QueriesByItsMeasure) {
  Pool pool(3, 3);
  pool.probabilities.values = {0.55f, 0.45f, 0.0f, 0.5f, 0.49f, 0.01f, 0.4f, 0.38f, 0.22f};
  Rng rng(1, {Purpose::Query});
  EXPECT_EQ(strategy("active", {{"measure", Value(std::string("margin"))}})->choose(pool.view(), 1, rng), Rows{1});
  EXPECT_EQ(strategy("active")->choose(pool.view(), 1, rng), Rows{2});
}

TEST(UnitRows, HaveLengthOneAndZerosStay) {
  Matrix rows(2, 2);
  rows.values = {3, 4, 0, 0};
  const Matrix units = unit_rows(rows, {});
  EXPECT_FLOAT_EQ(units.at(0, 0), 0.6f);
  EXPECT_FLOAT_EQ(units.at(0, 1), 0.8f);
  EXPECT_EQ(units.at(1, 0), 0);
}

// By hand on a line: from 0 and 10 as centres the points 0, 1, 2 | 10, 11 stay together.
TEST(KMeans, PutsPointsToTheirNearestMean) {
  Matrix points(5, 1);
  points.values = {0, 10, 1, 11, 2};
  EXPECT_EQ(k_means(points, {0, 1}), (Rows{0, 1, 0, 1, 0}));
  EXPECT_EQ(k_means(points, {0, 2}), (Rows{0, 1, 0, 1, 0})) << "also from bad seeds";
}

TEST(KMeans, SeedsDifferAndAreNoMoreThanThePointsThatDiffer) {
  Matrix points(6, 1);
  points.values = {1, 1, 1, 2, 2, 3};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng(seed, {Purpose::Test});
    const Rows seeds = k_means_seeds(points, 5, rng);
    std::set<float> values;
    for (const std::size_t row : seeds) values.insert(points.values[row]);
    EXPECT_EQ(seeds.size(), 3u);
    EXPECT_EQ(values.size(), 3u);
  }
}

// By hand on a line: row 1 has neighbours at 1 and 1, row 0 at 1 and 2, row 2 at 1 and 2.
TEST(Typicality, IsTheInverseMeanDistanceToNeighbours) {
  Matrix points(3, 1);
  points.values = {0, 1, 2};
  const auto scores = typicality(points, Rows{0, 1, 2}, 2);
  EXPECT_NEAR(scores[0], 1 / (1.5 + 1e-5), 1e-9);
  EXPECT_NEAR(scores[1], 1 / (1 + 1e-5), 1e-9);
  EXPECT_NEAR(typicality(points, Rows{2}, 2)[0], 1e5, 1e-4) << "an item alone";
}

// Seven items about 0 degrees and eight about 90; the one labelled item lies at 90: the query is of the first group,
// and the one with neighbours at 1 and 1 degree.
TEST(TypiClust, QueriesTheMiddleOfTheLargestClusterWithoutLabels) {
  const Pool pool = pool_of(circle({-9, -6, -3, 0, 1, -1, 9, 84, 86, 88, 89, 91, 92, 94, 96}), circle({90}));
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng(seed, {Purpose::Query});
    const auto two =
        strategy("typiclust", {{"most_clusters", Value(std::int64_t{2})}, {"neighbours", Value(std::int64_t{2})}});
    EXPECT_EQ(two->choose(pool.view(), 1, rng), Rows{3});
  }
}

// The three items about 180 degrees are a cluster of their own, but too small while there are others.
TEST(TypiClust, PassesOverSmallClustersFirst) {
  const Pool pool = pool_of(circle({-4, -2, -1, 0, 1, 2, 4, 179, 180, 181}), Matrix(0, 2));
  Rng rng(2, {Purpose::Query});
  const Rows rows = strategy("typiclust", {{"most_clusters", Value(std::int64_t{2})}})->choose(pool.view(), 10, rng);
  ASSERT_EQ(rows.size(), 10u);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_LT(rows[i], 7u);
  for (std::size_t i = 7; i < 10; ++i) EXPECT_GE(rows[i], 7u);
}

// By hand on a line with labels a a b b at 0, 1, 3, 4: the nearest other label is 3, 2, 2, 3 away. Half of the balls
// are pure up to radius 3, all of them up to 2.
TEST(ProbCover, AutoRadiusIsTheLargestOneOfThatPurity) {
  Matrix points(4, 1);
  points.values = {0, 1, 3, 4};
  const Rows labels = {0, 0, 1, 1};
  EXPECT_DOUBLE_EQ(pure_radius(points, labels, 1), 2);
  EXPECT_DOUBLE_EQ(pure_radius(points, labels, 0.5), 3);
  EXPECT_EQ(pure_radius(points, {0, 0, 0, 0}, 0.95), std::numeric_limits<double>::infinity());
}

// Radius .2 is an angle of 11.5 degrees. Around 0 there are five items, around 90 four, one stands alone at 180.
TEST(ProbCover, QueriesWhatCoversMostOfTheRest) {
  const Matrix pool_points = circle({-8, -4, 0, 4, 8, 84, 88, 92, 96, 180});
  const auto query = [&](const Matrix& labelled, std::size_t count) {
    const Pool pool = pool_of(pool_points, labelled);
    Rng rng(1, {Purpose::Query});
    return strategy("probcover", {{"delta", Value(0.2)}})->choose(pool.view(), count, rng);
  };
  const Rows fresh = query(Matrix(0, 2), 3);
  EXPECT_EQ(fresh[0], 2u) << "the middle of the five reaches all of them";
  EXPECT_TRUE(fresh[1] == 6 || fresh[1] == 7) << "one of the middle ones reaches the four";
  EXPECT_EQ(fresh[2], 9u);
  EXPECT_NE(query(circle({0}), 1)[0], 2u) << "those are covered by a labelled item";
}

}  // namespace
}  // namespace xil
