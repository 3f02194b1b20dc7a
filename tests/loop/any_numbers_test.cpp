#include "tests/support/any_numbers.h"

#include <gtest/gtest.h>

#include "framework/core/cost/cost_model.h"
#include "framework/core/numeric/cosine.h"
#include "framework/loop/metrics/classification_metrics.h"
#include "framework/loop/metrics/explanation_metrics.h"
#include "framework/loop/metrics/localisation.h"
#include "framework/loop/metrics/perturbation.h"
#include "framework/loop/simulated_expert.h"
#include "strategies/bald.h"
#include "tests/support/strategy_pool.h"

namespace xil {
namespace {

TEST(AnyNumbers, LeaveClassificationMetricsShares) {
  for (const auto& values : series()) {
    const std::vector<float> scores = as_float(values);
    std::vector<int> positive;
    for (std::size_t i = 0; i < scores.size(); ++i) positive.push_back(i % 3 == 0 ? 1 : 0);
    ends("auroc", [&] {
      is_share(auroc(scores, positive));
      EXPECT_TRUE(!has_nan(values) || std::isnan(auroc(scores, positive)));
    });
    ends("average precision", [&] { is_share(average_precision(scores, positive)); });
    Matrix probabilities(scores.size(), 2);
    for (std::size_t i = 0; i < scores.size(); ++i) probabilities.at(i, 0) = 1 - (probabilities.at(i, 1) = scores[i]);
    for (const int label : {0, 1, 7, -1}) {
      std::vector<int> labels = positive;
      if (!labels.empty()) labels.front() = label;
      ends("metrics", [&] {
        for (const auto& [name, value] : classification_metrics(probabilities, labels, 1)) {
          is_undefined_or_within(value, name == "mcc" ? -1 : 0, 1);
          const bool finite = std::ranges::all_of(values, [](double each) { return std::isfinite(each); });
          EXPECT_TRUE(finite || std::isnan(value)) << name;
        }
      });
    }
  }
}

/// Scores are one number, whatever is asked.
class ConstantLearner final : public Learner {
 public:
  explicit ConstantLearner(float score) : score_(score) {}
  FitSummary fit(std::span<const Example>, const TrainingGuide&, std::uint32_t) override { return {}; }
  Prediction predict(std::span<const ItemId>, bool) override { return {}; }
  std::vector<Matrix> predict_with_dropout(std::span<const ItemId>, std::int64_t, std::uint32_t) override { return {}; }
  std::vector<float> scores(std::span<const Image> images, int) override {
    return std::vector<float>(images.size(), score_);
  }
  std::vector<Explanation> explain(std::span<const ExplainTask>, std::uint32_t) override { return {}; }
  std::string state() const override { return {}; }

 private:
  float score_;
};

TEST(AnyNumbers, LeaveMapsTheirShares) {
  for (const auto& values : series()) {
    const std::vector<float> pixels = as_float(values);
    Explanation explanation;
    explanation.map = Map(6, 7);
    for (std::size_t i = 0; !pixels.empty() && i < explanation.map.values.size(); ++i)
      explanation.map.values[i] = pixels[i % pixels.size()];
    Region region(6, 7), none(6, 7);
    for (std::size_t i = 0; i < 10; ++i) region.values[i] = 1;
    for (const double baseline : {0.0, 0.3, kNaN, kInf}) {
      explanation.baseline = baseline;
      for (const Region* defect : {&region, &none}) {
        ends("explanation metrics", [&] {
          ExplanationMetrics metrics({}, 2);
          metrics.add({explanation, 1, defect, defect});
          for (const auto& [name, value] : metrics.means()) {
            if (name != "wr_left_out") is_share(value);
          }
        });
        for (const VerdictRule rule : {VerdictRule::Mass, VerdictRule::Iou, VerdictRule::Hit}) {
          ends("verdict", [&] {
            OracleParams params;
            params.verdict = rule;
            is_share(judge_reasons(explanation, defect, defect, params).score);
          });
        }
      }
      for (const Binarise rule : {Binarise::Mean, Binarise::Median, Binarise::Quantile, Binarise::Topk})
        ends("binarised", [&] { binarised(positive_relevance(explanation), rule, 0.9, 5); });
    }
    for (const float score : {0.0f, 1.0f, std::numeric_limits<float>::quiet_NaN()}) {
      ends("perturbation", [&] {
        ConstantLearner learner(score);
        is_share(perturbation_areas(learner, Image(3, 6, 7, 9), explanation.map, 0).deletion);
      });
    }
  }
  ends("no pixels", [&] {
    top_pixels(Map(), 3);
    peak(Map());
    mass_inside(Map(), Region());
  });
}

TEST(AnyNumbers, LeaveStrategiesPermutationsOfThePool) {
  for (const float odd :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 0.0f, 3e38f, 1e-45f}) {
    for (const bool all : {false, true}) {
      Pool pool(40, 2);
      for (std::size_t i = 0; i < pool.probabilities.values.size(); i += all ? 1 : 7)
        pool.probabilities.values[i] = odd;
      for (std::size_t i = 0; i < pool.features.values.size(); i += all ? 1 : 5) pool.features.values[i] = odd;
      for (Matrix& pass : pool.dropout) pass = pool.probabilities;
      for (const char* name : {"random", "active", "bald", "coreset", "badge", "caipi", "nearcaipi"}) {
        ends(name, [&] {
          Rng rng(1, {Purpose::Test});
          const auto strategy = make_strategy({name, Value(Value::Map{})});
          std::vector<std::size_t> rows = strategy->choose(pool.view(), 40, rng);
          std::ranges::sort(rows);
          EXPECT_EQ(std::ranges::unique(rows).size(), 0u);
          EXPECT_EQ(rows.size(), 40u);
          const std::vector<std::uint8_t> taken(40, 0);
          strategy->neighbours(pool.view(), 3, taken, rng);
        });
      }
      ends("cosine", [&] {
        is_undefined_or_within(centred_cosine(pool.features.row(0), pool.features.row(1), column_means(pool.features)),
                               -1, 1);
      });
    }
  }
}

TEST(AnyNumbers, LeaveCostsPositive) {
  for (const double units : {0.0, 1.0, kNaN, kInf, kHuge, kTiny, -1.0}) {
    for (const double seconds : {0.0, 1.0, kNaN, kInf, kHuge, kTiny, -1.0}) {
      ends("cost model", [&] {
        CostModel model(1);
        model.observe(0, units, seconds);
        model.observe(1, 1, 1);
        EXPECT_GT(model.rate(0), 0) << units << ' ' << seconds;
        EXPECT_TRUE(std::isfinite(model.rate(2)));
      });
    }
  }
}

}  // namespace
}  // namespace xil
