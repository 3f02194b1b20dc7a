#include <gtest/gtest.h>

#include <cmath>

#include "framework/loop/metrics/classification_metrics.h"
#include "framework/loop/metrics/explanation_metrics.h"
#include "framework/loop/metrics/localisation.h"
#include "framework/loop/simulated_expert.h"
#include "tests/support/fakes.h"

namespace xil {
namespace {

double value_of(const NamedValues& values, std::string_view name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  ADD_FAILURE() << "no metric " << name;
  return kUndefined;
}

// Reference: scikit-learn 1.2.1 (accuracy_score, balanced_accuracy_score, f1_score, matthews_corrcoef, roc_auc_score,
// average_precision_score) on the same numbers.
TEST(ClassificationMetrics, AgreeWithScikitLearnForTwoClasses) {
  const std::vector<int> labels = {0, 1, 1, 0, 1, 0, 1, 1};
  const std::vector<float> p = {0.1f, 0.8f, 0.4f, 0.6f, 0.9f, 0.4f, 0.7f, 0.2f};
  Matrix probabilities(8, 2);
  for (std::size_t i = 0; i < 8; ++i) probabilities.at(i, 0) = 1 - (probabilities.at(i, 1) = p[i]);
  const auto values = classification_metrics(probabilities, labels, 1);
  EXPECT_NEAR(value_of(values, "accuracy"), 0.625, 1e-12);
  EXPECT_NEAR(value_of(values, "balanced_accuracy"), 0.6333333333333333, 1e-12);
  EXPECT_NEAR(value_of(values, "f1"), 0.6666666666666665, 1e-12);
  EXPECT_NEAR(value_of(values, "mcc"), 0.2581988897471611, 1e-12);
  EXPECT_NEAR(value_of(values, "auroc"), 0.7666666666666666, 1e-12);
  EXPECT_NEAR(value_of(values, "average_precision"), 0.8761904761904762, 1e-12);
}

// By hand, with scikit-learn's definitions: f1 is (2/3 + 4/7) / 2, average precision the mean of .876190 and .7.
TEST(ClassificationMetrics, OfTwoClassesWithoutAPositiveOneAreMeansOverBoth) {
  const std::vector<int> labels = {0, 1, 1, 0, 1, 0, 1, 1};
  const std::vector<float> p = {0.1f, 0.8f, 0.4f, 0.6f, 0.9f, 0.4f, 0.7f, 0.2f};
  Matrix probabilities(8, 2);
  for (std::size_t i = 0; i < 8; ++i) probabilities.at(i, 0) = 1 - (probabilities.at(i, 1) = p[i]);
  const auto values = classification_metrics(probabilities, labels, -1);
  EXPECT_NEAR(value_of(values, "accuracy"), 0.625, 1e-12);
  EXPECT_NEAR(value_of(values, "f1"), 0.6190476190476191, 1e-12);
  EXPECT_NEAR(value_of(values, "auroc"), 0.7666666666666666, 1e-12);
  EXPECT_NEAR(value_of(values, "average_precision"), 0.7880952380952381, 1e-12);
}

// Reference: scikit-learn 1.2.1, macro averages, one against rest.
TEST(ClassificationMetrics, AgreeWithScikitLearnForThreeClasses) {
  const std::vector<int> labels = {0, 1, 2, 2, 1, 0, 2};
  Matrix p(7, 3);
  p.values = {.7f, .2f, .1f, .1f, .6f, .3f,  .2f,  .2f, .6f,  .5f, .1f,
              .4f, .3f, .3f, .4f, .4f, .35f, .25f, .1f, .15f, .75f};
  const auto values = classification_metrics(p, labels, 1);
  EXPECT_NEAR(value_of(values, "accuracy"), 0.7142857142857143, 1e-12);
  EXPECT_NEAR(value_of(values, "balanced_accuracy"), 0.7222222222222222, 1e-12);
  EXPECT_NEAR(value_of(values, "f1"), 0.7111111111111111, 1e-12);
  EXPECT_NEAR(value_of(values, "mcc"), 0.5809475019311126, 1e-12);
  EXPECT_NEAR(value_of(values, "auroc"), 0.9194444444444444, 1e-12);
  EXPECT_NEAR(value_of(values, "average_precision"), 0.861111111111111, 1e-12);
}

TEST(ClassificationMetrics, UndefinedValuesAreNanNotZero) {
  const std::vector<int> labels = {0, 0, 0};
  Matrix p(3, 2);
  p.values = {0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.3f};
  const auto values = classification_metrics(p, labels, 1);
  EXPECT_EQ(value_of(values, "accuracy"), 1);
  for (const auto* name : {"balanced_accuracy", "f1", "mcc", "auroc", "average_precision"}) {
    EXPECT_TRUE(std::isnan(value_of(values, name))) << name;
  }
}

// scikit-learn 1.2.1: matthews_corrcoef and f1_score of a constant prediction are 0.
TEST(ClassificationMetrics, OfAConstantPredictionAreThoseOfScikitLearn) {
  Matrix p(4, 2);
  p.values = {0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.3f, 0.6f, 0.4f};
  const auto never = classification_metrics(p, std::vector<int>{0, 1, 0, 1}, 1);
  EXPECT_EQ(value_of(never, "mcc"), 0);
  EXPECT_EQ(value_of(never, "f1"), 0);
  const auto always = classification_metrics(p, std::vector<int>{0, 1, 1, 1}, 0);
  EXPECT_EQ(value_of(always, "mcc"), 0);
  EXPECT_DOUBLE_EQ(value_of(always, "f1"), 0.4);
  const auto none_there = classification_metrics(p, std::vector<int>{0, 0, 0, 0}, 1);
  EXPECT_TRUE(std::isnan(value_of(none_there, "f1"))) << "nothing labelled nor predicted positive: 0/0";
  EXPECT_TRUE(std::isnan(value_of(none_there, "mcc"))) << "labels of one class";
  p.values = {0.1f, 0.9f, 0.8f, 0.2f, 0.7f, 0.3f, 0.6f, 0.4f};
  EXPECT_EQ(value_of(classification_metrics(p, std::vector<int>{0, 0, 0, 0}, 1), "f1"), 0) << "a false alarm";
}

TEST(ClassificationMetrics, AreUndefinedWhereAProbabilityIs) {
  Matrix p(3, 2, 0.5f);
  p.at(1, 0) = kUndefined;
  for (const auto& [name, value] : classification_metrics(p, std::vector<int>{0, 1, 1}, 1))
    EXPECT_TRUE(std::isnan(value)) << name;
}

/// 4x4 map with relevance .4, .3, .2, .1 in the first row.
Explanation first_row() {
  Explanation e;
  e.map = Map(4, 4);
  for (int column = 0; column < 4; ++column) e.map.at(0, column) = 0.1f * static_cast<float>(4 - column);
  e.diagnostics = {{"score_mean", 0.75}, {"score_sd", 0.25}};
  return e;
}

Region square(int row, int column, int side) {
  Region region(4, 4);
  for (int y = row; y < row + side; ++y) {
    for (int x = column; x < column + side; ++x) region.at(y, x) = 1;
  }
  return region;
}

// Hand calculation: region = rows 0-1, columns 0-1, so .7 of 1.0 relevance; mean of positives .25, two pixels above it;
// top 4 pixels = first row.
TEST(ExplanationMetrics, AgreeWithAHandCalculation) {
  ExplanationMetrics metrics({}, 2);
  const Region defect = square(0, 0, 2), confounder = square(0, 3, 1);
  metrics.add({first_row(), 1, &defect, &confounder});
  const auto values = metrics.means();
  EXPECT_NEAR(value_of(values, "relevance_mass"), 0.7, 1e-6);
  EXPECT_NEAR(value_of(values, "wrong_reason"), 0.1, 1e-6);
  EXPECT_NEAR(value_of(values, "jaccard"), 2.0 / 4, 1e-12);
  EXPECT_NEAR(value_of(values, "dice"), 4.0 / 6, 1e-12);
  EXPECT_NEAR(value_of(values, "jaccard_topk"), 2.0 / 6, 1e-12);
  EXPECT_NEAR(value_of(values, "dice_topk"), 4.0 / 8, 1e-12);
  EXPECT_EQ(value_of(values, "hit"), 1);
  EXPECT_NEAR(value_of(values, "explanation_mean"), 0.75, 1e-12);
  EXPECT_NEAR(value_of(values, "explanation_sd"), 0.25, 1e-12);
  EXPECT_NEAR(value_of(values, "wrong_reason_1"), 0.1, 1e-6);
  EXPECT_TRUE(std::isnan(value_of(values, "wrong_reason_0"))) << "no item was explained for class 0";
}

TEST(ExplanationMetrics, AreNanWithoutAMapOrARegion) {
  ExplanationMetrics none({}, 2);
  for (const auto& [name, value] : none.means()) EXPECT_TRUE(std::isnan(value)) << name;
  ExplanationMetrics flat({}, 2);
  Explanation empty;
  empty.map = Map(4, 4, 0.5f);
  empty.baseline = 0.5;
  const Region defect = square(0, 0, 2);
  flat.add({empty, 0, &defect, nullptr});
  const Region nothing(4, 4);
  flat.add({first_row(), 0, &nothing, &nothing});
  for (const auto* name :
       {"dice", "jaccard", "dice_topk", "jaccard_topk", "hit", "hit_tolerant", "relevance_mass", "wrong_reason"}) {
    EXPECT_TRUE(std::isnan(value_of(flat.means(), name))) << name;
  }
}

Map small_map(std::vector<float> values) {
  Map map(2, 2);
  map.values = std::move(values);
  return map;
}

Region small_region(std::vector<std::uint8_t> values) {
  Region region(2, 2);
  region.values = std::move(values);
  return region;
}

// Hand calculation. Scaled by their maxima the maps are (1, .5, 0, 0), (1, 1, 1, 1) and (.1, 0, 0, 1), with the means
// .375, 1 and .275; the threshold is .55. Lit in the regions: 1 of 2, 1 of 1, 0 of 1.
TEST(WrongReasonScore, AgreesWithAHandCalculation) {
  WrongReasonScore score;
  EXPECT_TRUE(std::isnan(score.score()));
  EXPECT_TRUE(std::isnan(score.left_out())) << "without maps nothing is left out";
  score.add(small_map({8, 4, 0, 0}), small_region({1, 1, 0, 0}));
  score.add(small_map({3, 3, 3, 3}), small_region({0, 1, 0, 0}));
  score.add(small_map({2, 0, 0, 20}), small_region({1, 0, 0, 0}));
  EXPECT_NEAR(score.score(), (0.5 + 1 + 0) / 3, 1e-12);
  EXPECT_EQ(score.left_out(), 0);
}

TEST(WrongReasonScore, CountsTheMapsThatItLeavesOut) {
  WrongReasonScore score;
  score.add(Map(2, 2), small_region({1, 0, 0, 0}));
  EXPECT_TRUE(std::isnan(score.score()));
  EXPECT_EQ(score.left_out(), 1);
  score.add(small_map({1, 0, 0, 0}), small_region({1, 0, 0, 0}));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  score.add(small_map({nan, 1, 0, 0}), small_region({0, 1, 0, 0}));
  score.add(small_map({0, 1, 0, 0}), Region(2, 2));
  EXPECT_EQ(score.score(), 1) << "the mean is that of the map that counts, .25";
  EXPECT_EQ(score.left_out(), 2) << "an empty region has no map that could count";
  EXPECT_THROW(score.add(Map(3, 2), small_region({1, 0, 0, 0})), Error);
}

TEST(WrongReasonScore, IsMeasuredOnTheItemsWithAConfounder) {
  ExplanationMetrics metrics({}, 2);
  const Region defect = square(0, 0, 2), confounder = square(0, 0, 1);
  metrics.add({first_row(), 1, &defect, &confounder});
  metrics.add({first_row(), 1, &defect, nullptr});
  EXPECT_EQ(value_of(metrics.means(), "wr"), 1);
  EXPECT_EQ(value_of(metrics.means(), "wr_left_out"), 0);
}

TEST(Localisation, ToleranceReachesAsFarAsItSays) {
  Map map(4, 4);
  map.at(0, 0) = 1;
  const Region region = square(3, 3, 1);  // 3 * sqrt(2) = 4.243 pixels away
  EXPECT_EQ(hit(map, region, 4.2), 0);
  EXPECT_EQ(hit(map, region, 4.3), 1);
}

TEST(Localisation, HighlightsOnlyPositiveRelevance) {
  EXPECT_EQ(area(highlighted(positive_relevance(first_row()), 1.0)), 4u);
  EXPECT_EQ(area(highlighted(positive_relevance(first_row()), 0.125)), 2u);
}

TEST(Expert, JudgesDefectsByTooLittleAndConfoundersByTooMuch) {
  const Explanation map = first_row();
  const Region inside = square(0, 0, 2), outside = square(2, 2, 2);
  OracleParams params;
  params.verdict_threshold = params.confounder_threshold = 0.3;
  EXPECT_EQ(judge_reasons(map, &inside, nullptr, params).verdict, Verdict::RightReasons);
  EXPECT_EQ(judge_reasons(map, &outside, nullptr, params).verdict, Verdict::WrongReasons);
  EXPECT_EQ(judge_reasons(map, nullptr, &inside, params).verdict, Verdict::WrongReasons);
  EXPECT_NEAR(judge_reasons(map, nullptr, &inside, params).score, 0.7, 1e-6);
  EXPECT_EQ(judge_reasons(map, nullptr, &outside, params).verdict, Verdict::RightReasons);
  EXPECT_EQ(judge_reasons(map, &inside, &inside, params).verdict, Verdict::WrongReasons);
  EXPECT_EQ(judge_reasons(map, nullptr, nullptr, params).verdict, Verdict::NotJudged);
}

// Hand calculation: highlight .25 = 4 pixels = first row; with `inside` (2x2): 2 common of 6.
TEST(Expert, KnowsTheOtherTwoRules) {
  const Explanation map = first_row();
  const Region inside = square(0, 0, 2), outside = square(2, 2, 2);
  OracleParams params;
  params.verdict = VerdictRule::Iou;
  params.highlight = 0.25;
  params.verdict_threshold = 0.3;
  EXPECT_NEAR(judge_reasons(map, &inside, nullptr, params).score, 2.0 / 6, 1e-12);
  EXPECT_EQ(judge_reasons(map, &inside, nullptr, params).verdict, Verdict::RightReasons);
  params.verdict_threshold = 0.4;
  EXPECT_EQ(judge_reasons(map, &inside, nullptr, params).verdict, Verdict::WrongReasons);
  params.verdict = VerdictRule::Hit;
  EXPECT_EQ(judge_reasons(map, &inside, nullptr, params).verdict, Verdict::RightReasons);
  EXPECT_EQ(judge_reasons(map, &outside, nullptr, params).verdict, Verdict::WrongReasons);
  EXPECT_EQ(judge_reasons(map, nullptr, &inside, params).verdict, Verdict::WrongReasons);
}

TEST(Expert, LabelNoiseIsTheItemsOwnAndHasItsRate) {
  const FakeDataset dataset(4000, 4, 3);
  OracleParams params;
  params.label_noise = 0.2;
  const SimulatedExpert expert(dataset, params, 3);
  int wrong = 0;
  for (ItemId item = 0; item < 4000; ++item) {
    const Answer first = expert.answer({item, 1, 0, nullptr});
    EXPECT_EQ(first.given_label, expert.answer({item, 9, 1, nullptr}).given_label);
    wrong += first.given_label != dataset.item(item).label;
  }
  EXPECT_NEAR(wrong, 800, 5 * 25.3);  // 5 standard deviations of a binomial
}

}  // namespace
}  // namespace xil
