#include "analysis/statistics/detection.h"

#include <gtest/gtest.h>

#include <cmath>

namespace xil {
namespace {

// Reference: scikit-learn 1.2.1 (roc_curve with drop_intermediate=False, precision_recall_curve, roc_auc_score,
// average_precision_score) on these numbers, which have ties within and across the two kinds of items.
const std::vector<std::uint8_t> kDefect = {0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0};
const std::vector<double> kScores = {.1, .4, .35, .8, .4, .4, .2, .9, .7, .05, .7, .35};

TEST(Detection, StepsAreThoseOfScikitLearn) {
  const std::vector<double> thresholds = {.9, .8, .7, .4, .35, .2, .1, .05};
  const std::vector<double> false_alarms = {0, 0, 1.0 / 7, 3.0 / 7, 4.0 / 7, 5.0 / 7, 6.0 / 7, 1};
  const std::vector<double> recall = {.2, .4, .6, .8, 1, 1, 1, 1};
  const std::vector<double> precision = {
      1, 1, .75, 0.5714285714285714, 0.5555555555555556, .5, 0.45454545454545453, 0.4166666666666667};
  const auto steps = detection_steps(kScores, kDefect);
  ASSERT_EQ(steps.size(), thresholds.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(steps[i].threshold, thresholds[i]);
    EXPECT_NEAR(steps[i].false_alarms, false_alarms[i], 1e-15);
    EXPECT_NEAR(steps[i].recall, recall[i], 1e-15);
    EXPECT_NEAR(steps[i].precision, precision[i], 1e-15);
  }
  EXPECT_NEAR(roc_area(steps), 0.8285714285714285, 1e-15);
  EXPECT_NEAR(mean_precision(steps), 0.7753968253968254, 1e-15);
}

TEST(Detection, CurvesAreReadBetweenTheSteps) {
  const auto steps = detection_steps(kScores, kDefect);
  EXPECT_NEAR(recall_at(steps, 0), 0.4, 1e-15) << "the highest recall without a false alarm";
  EXPECT_NEAR(recall_at(steps, 0.1), 0.54, 1e-12);  // numpy.interp on the ROC curve
  EXPECT_NEAR(recall_at(steps, 0.3), 0.71, 1e-12);
  EXPECT_NEAR(recall_at(steps, 1), 1, 1e-15);
  EXPECT_NEAR(precision_at(steps, 0.01), 1, 1e-15);
  EXPECT_NEAR(precision_at(steps, 0.6), 0.75, 1e-15) << "recall of just .6 is reached by the third step";
  EXPECT_NEAR(precision_at(steps, 0.61), 0.5714285714285714, 1e-15);
}

TEST(Detection, AveragedCurvesHaveTheAreasOfTheMeasures) {
  const auto steps = detection_steps(kScores, kDefect);
  constexpr int kPoints = 7000;  // a multiple of both numbers of items
  double area = 0, precision = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double middle = (i + 0.5) / kPoints;
    area += recall_at(steps, middle) / kPoints;
    precision += precision_at(steps, middle) / kPoints;
  }
  EXPECT_NEAR(area, roc_area(steps), 1e-9);
  EXPECT_NEAR(precision, mean_precision(steps), 1e-9);
}

TEST(Detection, IsUndefinedWhereAKindIsMissing) {
  const std::vector<double> scores = {.1, .2};
  const std::vector<std::uint8_t> none = {0, 0}, all = {1, 1};
  EXPECT_TRUE(std::isnan(roc_area(detection_steps(scores, none))));
  EXPECT_TRUE(std::isnan(roc_area(detection_steps(scores, all))));
  EXPECT_TRUE(std::isnan(mean_precision(detection_steps(scores, none))));
  EXPECT_EQ(mean_precision(detection_steps(scores, all)), 1);
  EXPECT_TRUE(std::isnan(recall_at(detection_steps(scores, all), 0.5)));
  EXPECT_TRUE(std::isnan(precision_at(detection_steps(scores, none), 0.5)));
  EXPECT_TRUE(std::isnan(roc_area({})));
  EXPECT_FALSE(operating_point(scores, all, 0.5));
  EXPECT_FALSE(operating_point(scores, none, 0.5));
}

// By hand: the ok scores are .7 .4 .4 .35 .2 .1 .05, the others .9 .8 .7 .4 .35; the recall is the greatest that
// roc_curve reaches with at most that share of false alarms.
TEST(OperatingPoint, KeepsToTheShareOfFalseAlarms) {
  EXPECT_FALSE(operating_point(kScores, kDefect, 0.1)) << "one of seven is more than a tenth";
  const auto one = operating_point(kScores, kDefect, 0.15);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->threshold, 0.4);
  EXPECT_NEAR(one->false_alarms, 1.0 / 7, 1e-15);
  EXPECT_NEAR(one->missed, 0.4, 1e-15);
  EXPECT_NEAR(one->expected_false_alarms, 2.0 / 8, 1e-15);
  const auto tied = operating_point(kScores, kDefect, 0.3);
  ASSERT_TRUE(tied);
  EXPECT_NEAR(tied->false_alarms, 1.0 / 7, 1e-15) << "two tied items of which only one would be allowed";
  EXPECT_NEAR(tied->missed, 0.4, 1e-15);
  const auto half = operating_point(kScores, kDefect, 0.5);
  ASSERT_TRUE(half);
  EXPECT_NEAR(half->false_alarms, 3.0 / 7, 1e-15);
  EXPECT_NEAR(half->missed, 0.2, 1e-15);
}

TEST(OperatingPoint, TakesAShareThatIsAWholeNumberOfItemsAsItIs) {
  std::vector<double> scores;
  std::vector<std::uint8_t> is_defect(20, 0);
  for (int i = 0; i < 20; ++i) scores.push_back(i);
  scores.push_back(18.5);
  is_defect.push_back(1);
  const auto point = operating_point(scores, is_defect, 0.05);
  ASSERT_TRUE(point) << ".05 of 20 is one, whatever the rounding";
  EXPECT_EQ(point->threshold, 18);
  EXPECT_EQ(point->missed, 0);
  EXPECT_EQ(items_needed(0.05), 20u);
  EXPECT_EQ(items_needed(0.01), 100u);
  EXPECT_EQ(items_needed(0.03), 34u);
}

TEST(Confusion, CountsTruthsInRows) {
  const std::vector<std::size_t> truths = {0, 0, 1, 2, 2, 2, 1}, predictions = {0, 1, 1, 0, 2, 2, 1};
  const std::vector<std::vector<std::size_t>> expected = {{1, 1, 0}, {0, 2, 0}, {1, 0, 2}};  // scikit-learn
  EXPECT_EQ(confusion_counts(truths, predictions, 3), expected);
}

}  // namespace
}  // namespace xil
