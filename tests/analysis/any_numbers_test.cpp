#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <limits>

#include "analysis/statistics/advisor.h"
#include "analysis/comparison/contest.h"
#include "analysis/statistics/friedman.h"
#include "analysis/statistics/resampling.h"
#include "analysis/results/run_scalars.h"
#include "framework/core/numeric/cosine.h"
#include "framework/core/catalogue/cost_model.h"
#include "framework/core/numeric/quantile.h"
#include "framework/loop/classification_metrics.h"
#include "framework/loop/explanation_metrics.h"
#include "framework/loop/localisation.h"
#include "framework/loop/perturbation.h"
#include "framework/loop/simulated_expert.h"
#include "strategies/bald.h"
#include "tests/support/analysis_runs.h"
#include "tests/support/strategy_pool.h"

// Every pure function over numbers, fed with what numbers can be. Each ends within the time limit and gives an answer of its kind, or
// refuses with an Error; anything else (a hang, another exception, a share above 1) fails.
namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
constexpr double kTiny = std::numeric_limits<double>::denorm_min(), kHuge = std::numeric_limits<double>::max();
constexpr unsigned kLimit_s = 20;  // a call takes milliseconds; a hang is ended and named

extern "C" void end_of_patience(int) {
  constexpr char kMessage[] = "a function did not end within its time limit\n";
  (void)!write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  _exit(1);
}

/// Calls it under the time limit; refusals are answers.
void ends(const char* what, auto&& call) {
  SCOPED_TRACE(what);
  std::signal(SIGALRM, end_of_patience);
  alarm(kLimit_s);
  try {
    call();
  } catch (const Error& error) {
    EXPECT_STRNE(error.what(), "") << "a refusal says why";
  } catch (const std::exception& error) {
    ADD_FAILURE() << "no refusal of ours: " << error.what();
  }
  alarm(0);
}

void is_undefined_or_within(double value, double low, double high) {
  EXPECT_TRUE(std::isnan(value) || (value >= low - 1e-9 && value <= high + 1e-9)) << value;
}
void is_share(double value) { is_undefined_or_within(value, 0, 1); }
void is_p(double p) { EXPECT_TRUE(p > 0 && p <= 1) << p; }

std::vector<std::vector<double>> series() {
  std::vector<std::vector<double>> all = {{}, {0}, {kNaN}, {kInf}, {1, 2}, {kNaN, kNaN, kNaN}, {kInf, kInf}, {-kInf, kInf, 0}, {kTiny, -kTiny, 0},
                                          {kHuge, -kHuge, kHuge}, {kHuge, kHuge}, {1e-300, 2e-300, 3e-300}, {0, -0.0, 0},
                                          {.1, .2, .3, .4, .5, .6, .7}, {1, 1, 1, 1, 1, 1, 1, 1}, {1, kNaN, 3}, {1, kInf, 3, -kInf}};
  std::vector<double> many(3000), constant(2000, 0.25), spoilt(1500, 1);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::sin(static_cast<double>(i * i));
  spoilt[700] = kNaN;
  for (auto& more : {many, constant, spoilt}) all.push_back(more);
  return all;
}

bool has_nan(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

std::vector<float> as_float(const std::vector<double>& values) {
  std::vector<float> out;
  for (const double value : values) out.push_back(static_cast<float>(std::abs(value) > 3e38 && std::isfinite(value) ? std::copysign(3e38, value) : value));
  return out;
}

TEST(AnyNumbers, LeaveStatisticsOfOneSampleOfTheirKind) {
  for (const auto& values : series()) {
    const auto within = [&](double value) {
      if (!values.empty() && !has_nan(values)) is_undefined_or_within(value, std::ranges::min(values), std::ranges::max(values));
      EXPECT_TRUE(!has_nan(values) || std::isnan(value)) << value;
    };
    ends("mean", [&] { mean(values); });
    ends("deviation", [&] { const double sd = standard_deviation(values); EXPECT_TRUE(std::isnan(sd) || sd >= 0) << sd; });
    for (const double probability : {0.0, 0.025, 0.5, 1.0, -1.0, 2.0, kNaN}) ends("quantile", [&] { within(quantile(values, probability)); });
    ends("interquartile mean", [&] { if (all_finite(values) && !values.empty() && std::ranges::max(values) < 1e300) within(interquartile_mean(values)); else interquartile_mean(values); });
    ends("median interval", [&] { const Interval i = median_interval(values); EXPECT_FALSE(i.low > i.high); within(values.size() < 6 ? kNaN : i.low); });
    ends("bootstrap", [&] { Rng rng(1, {Purpose::Test}); const Interval i = bootstrap_mean(values, rng, {0.95, 200}); EXPECT_FALSE(i.low > i.high); });
    Resampling resampling(1, 0, {0.95, 200});
    ends("resampling", [&] { const Interval i = resampling.interval(resampling.means(values)); EXPECT_FALSE(i.low > i.high); });
    const std::array<Stratum, 1> strata = {Stratum{resampling, values}};
    ends("interquartile interval", [&] { const Interval i = interquartile_interval(strata); EXPECT_FALSE(i.low > i.high); });
    ends("profile", [&] { for (const Interval& band : profile_bands(strata, values)) is_share(band.low), is_share(band.high); });
  }
  ends("no strata", [&] { interquartile_interval({}); profile_bands({}, std::vector<double>{0.5}); });
}

TEST(AnyNumbers, LeaveRankTestsTheirP) {
  for (const auto& values : series()) {
    ends("midranks", [&] { for (const double rank : midranks(values, tie_tolerance(values))) is_undefined_or_within(rank, 1, static_cast<double>(values.size())); });
    ends("holm", [&] { holm(values); });
    for (const auto& shift : {0.0, 1.0, kInf, kNaN, kTiny}) {
      std::vector<double> other = values;
      for (double& value : other) value += shift;
      ends("signed rank", [&] {
        const SignedRankTest test = signed_rank_test(values, other);
        is_p(test.p);
        is_undefined_or_within(test.rank_biserial, -1, 1);
        EXPECT_TRUE(all_finite(values) && all_finite(other)) << "infinite values were ranked";
      });
      ends("Cliff's delta", [&] { is_undefined_or_within(cliffs_delta(values, other), -1, 1); });
      ends("improvement", [&] { is_share(probability_of_improvement(values, other)); });
    }
  }
  for (const double a : {0.0, 10.0, kInf, kNaN}) {
    for (const double b : {0.0, 5.0, 10.0, kInf, kNaN}) ends("censored", [&] { EXPECT_LE(std::abs(compare_watched({a, 10}, {b, 4}, 1e-12).difference.direction), 1); });
  }
}

TEST(AnyNumbers, LeaveFriedmanItsP) {
  for (const auto& values : series()) {
    for (const std::size_t k : {1U, 3U, 4U, 12U, 50U}) {
      for (const std::size_t n : {1U, 2U, 5U, 400U}) {
        std::vector<std::vector<double>> blocks(n);
        for (std::size_t i = 0; !values.empty() && i < n * k; ++i) blocks[i / k].push_back(values[i % values.size()]);
        ends("Friedman", [&] {
          const FriedmanTest test = friedman_test(blocks);
          is_p(test.p);
          is_p(test.p_chi_square);
          EXPECT_FALSE(std::isinf(test.f));
        });
      }
    }
  }
  for (const double p : {0.0, 0.5, 0.95, 1.0, kNaN, 1 - 1e-16}) ends("range", [&] { studentised_range_quantile(p, 3); });
}

TEST(AnyNumbers, LeaveAdviceOfItsKind) {
  for (const double level : {0.05, 0.0, 1.0, -1.0, kNaN, kInf, kTiny, 1e-300, 1e-9}) {
    for (const std::size_t seeds : {0U, 1U, 6U, 25U, 26U, 5000U}) {
      for (const std::size_t tests : {0UL, 1UL, 45UL, 1000000000000UL}) {
        ends("advise", [&] {
          const SeedAdvice advice = advise(seeds, tests, level);
          is_p(advice.smallest_p);
          const double effect = advice.detectable_effect.value_or(1);
          EXPECT_TRUE(effect > 0 && std::isfinite(effect));
        });
      }
      for (const double effect : {0.0, 0.5, -2.0, kInf, kNaN, kHuge, kTiny}) ends("power", [&] { is_share(signed_rank_power(seeds, effect, level)); });
    }
    ends("seeds", [&] { const PowerTable table(level); for (const double effect : {0.0, 0.5, kInf, kNaN, kHuge, kTiny}) EXPECT_GT(table.seeds_for(effect).value_or(1), 0u); });
  }
}

TEST(AnyNumbers, LeaveCurvesAndScalarsOfTheirKind) {
  for (const auto& values : series()) {
    if (values.empty()) continue;
    const bool shares = std::ranges::all_of(values, [](double v) { return v >= 0 && v <= 1; });
    std::vector<RunData> runs = {made_run("d", "a", 0, values), made_run("d", "b", 0, values)};
    for (const Scalar scalar : {Scalar::Area, Scalar::Final, Scalar::Low, Scalar::ToTarget}) {
      ends("scalars", [&] {
        std::vector<std::string> notes;
        for (const Observation& row : scalars_of(runs, {"accuracy", scalar, CurveAxis::Shown, 0.3}, notes)) {
          if (shares && scalar != Scalar::ToTarget) is_share(row.value);
          EXPECT_TRUE(!std::isnan(row.value) || !row.why.empty()) << "it is said why there is no value";
        }
      });
    }
    const Curve curve = metric_curve(runs[0].summary, "accuracy");
    for (const double x : {kNaN, kInf, -kInf, 0.0, 5.0, 10.0, 1e308}) ends("curve", [&] { value_at(curve, x); normalised_area(curve, x, 10); normalised_area(curve, 0, x); });
  }
}

TEST(AnyNumbers, LeaveClassificationMetricsShares) {
  for (const auto& values : series()) {
    const std::vector<float> scores = as_float(values);
    std::vector<int> positive;
    for (std::size_t i = 0; i < scores.size(); ++i) positive.push_back(i % 3 == 0 ? 1 : 0);
    ends("auroc", [&] { is_share(auroc(scores, positive)); EXPECT_TRUE(!has_nan(values) || std::isnan(auroc(scores, positive))); });
    ends("average precision", [&] { is_share(average_precision(scores, positive)); });
    Matrix probabilities(scores.size(), 2);
    for (std::size_t i = 0; i < scores.size(); ++i) probabilities.at(i, 0) = 1 - (probabilities.at(i, 1) = scores[i]);
    for (const int label : {0, 1, 7, -1}) {
      std::vector<int> labels = positive;
      if (!labels.empty()) labels.front() = label;
      ends("metrics", [&] {
        for (const auto& [name, value] : classification_metrics(probabilities, labels, 1)) {
          is_undefined_or_within(value, name == "mcc" ? -1 : 0, 1);
          EXPECT_TRUE(all_finite(values) || std::isnan(value)) << name;
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
  std::vector<float> scores(std::span<const Image> images, int) override { return std::vector<float>(images.size(), score_); }
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
    for (std::size_t i = 0; !pixels.empty() && i < explanation.map.values.size(); ++i) explanation.map.values[i] = pixels[i % pixels.size()];
    Region region(6, 7), none(6, 7);
    for (std::size_t i = 0; i < 10; ++i) region.values[i] = 1;
    for (const double baseline : {0.0, 0.3, kNaN, kInf}) {
      explanation.baseline = baseline;
      for (const Region* defect : {&region, &none}) {
        ends("explanation metrics", [&] {
          ExplanationMetrics metrics({}, 2);
          metrics.add({explanation, 1, defect, defect});
          for (const auto& [name, value] : metrics.means()) is_share(value);
        });
        for (const VerdictRule rule : {VerdictRule::Mass, VerdictRule::Iou, VerdictRule::Hit}) {
          ends("verdict", [&] { OracleParams params; params.verdict = rule; is_share(judge_reasons(explanation, defect, defect, params).score); });
        }
      }
      for (const Binarise rule : {Binarise::Mean, Binarise::Median, Binarise::Quantile, Binarise::Topk}) ends("binarised", [&] { binarised(positive_relevance(explanation), rule, 0.9, 5); });
    }
    for (const float score : {0.0f, 1.0f, std::numeric_limits<float>::quiet_NaN()}) {
      ends("perturbation", [&] { ConstantLearner learner(score); is_share(perturbation_areas(learner, Image(3, 6, 7, 9), explanation.map, 0).deletion); });
    }
  }
  ends("no pixels", [&] { top_pixels(Map(), 3); peak(Map()); mass_inside(Map(), Region()); });
}

TEST(AnyNumbers, LeaveStrategiesPermutationsOfThePool) {
  for (const float odd : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 0.0f, 3e38f, 1e-45f}) {
    for (const bool all : {false, true}) {
      Pool pool(40, 2);
      for (std::size_t i = 0; i < pool.probabilities.values.size(); i += all ? 1 : 7) pool.probabilities.values[i] = odd;
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
      ends("cosine", [&] { is_undefined_or_within(centred_cosine(pool.features.row(0), pool.features.row(1), column_means(pool.features)), -1, 1); });
    }
  }
}

TEST(AnyNumbers, LeaveCostsPositive) {
  for (const double units : {0.0, 1.0, kNaN, kInf, kHuge, kTiny, -1.0}) {
    for (const double seconds : {0.0, 1.0, kNaN, kInf, kHuge, kTiny, -1.0}) {
      ends("cost model", [&] { CostModel model(1); model.observe(0, units, seconds); model.observe(1, 1, 1); EXPECT_GT(model.pace(0), 0) << units << ' ' << seconds; EXPECT_TRUE(std::isfinite(model.pace(2))); });
    }
  }
}

}  // namespace
}  // namespace xil
