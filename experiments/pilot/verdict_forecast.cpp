#include "experiments/pilot/verdict_forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

constexpr std::array kRound = {0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07,
                               0.1,   0.15,  0.2,   0.25,  0.3,   0.4,  0.5,   0.6,  0.7,  0.8,  0.9};

OracleParams params_with(const VerdictThresholds& thresholds) {
  OracleParams params;
  params.verdict_threshold = thresholds.defect;
  params.confounder_threshold = thresholds.confounder;
  return params;
}

/// A mean of shares, of which undefined ones are left out.
class ShareMean {
 public:
  void add(double share) {
    if (std::isnan(share)) return;
    sum_ += share;
    count_ += 1;
  }
  std::size_t count() const { return count_; }
  double value() const { return count_ > 0 ? sum_ / static_cast<double>(count_) : kUndefined; }

 private:
  double sum_ = 0;
  std::size_t count_ = 0;
};

/// Of one item's maps.
double wrong_maps(const JudgedItem& item, const OracleParams& params) {
  ShareMean mean;
  for (const RegionScores& scores : item.maps) {
    const Verdict verdict = judge_scores(scores, params).verdict;
    if (verdict != Verdict::NotJudged) mean.add(verdict == Verdict::WrongReasons ? 1 : 0);
  }
  return mean.value();
}

double flipped_pairs(const JudgedItem& item, const OracleParams& params) {
  ShareMean mean;
  for (std::size_t i = 0; i + 1 < item.maps.size(); i += 2) {
    const Verdict one = judge_scores(item.maps[i], params).verdict,
                  other = judge_scores(item.maps[i + 1], params).verdict;
    if (one != Verdict::NotJudged || other != Verdict::NotJudged) mean.add(one != other ? 1 : 0);
  }
  return mean.value();
}

/// Values in [0, 1], rounded to two significant digits.
double two_digits(double value) {
  if (!(value > 0)) return 0;
  const double scale = std::pow(10.0, 1 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

struct Candidates {
  std::vector<double> defect, confounder;
};

std::vector<double> scores_of(std::span<const JudgedItem> items, double RegionScores::*region) {
  std::vector<double> all;
  for (const JudgedItem& item : items) {
    for (const RegionScores& scores : item.maps) {
      if (!std::isnan(scores.*region)) all.push_back(scores.*region);
    }
  }
  return all;
}

std::vector<double> quantile_candidates(const std::vector<double>& scores) {
  std::vector<double> candidates;
  for (int tenth = 1; tenth < 10; ++tenth) candidates.push_back(two_digits(quantile(scores, tenth / 10.0)));
  return candidates;
}

Candidates candidates_of(std::span<const JudgedItem> items, VerdictRule rule, bool round) {
  const VerdictThresholds usual;
  const auto of_region = [&](double RegionScores::*region, double unused) -> std::vector<double> {
    const std::vector<double> scores = scores_of(items, region);
    if (scores.empty()) return {unused};
    if (rule == VerdictRule::Hit) return {0.5};
    return round ? std::vector<double>(kRound.begin(), kRound.end()) : quantile_candidates(scores);
  };
  return {of_region(&RegionScores::defect, usual.defect), of_region(&RegionScores::confounder, usual.confounder)};
}

/// How far the shares of the groups, and of all items, are from one half.
double distance(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  const OracleParams params = params_with(thresholds);
  std::map<std::size_t, ShareMean> groups;
  ShareMean all;
  for (const JudgedItem& item : items) {
    const double share = wrong_maps(item, params);
    groups[item.group].add(share);
    all.add(share);
  }
  double worst = std::abs(all.value() - 0.5);
  for (const auto& [group, mean] : groups) {
    if (mean.count() >= kFewestInGroup) worst = std::max(worst, std::abs(mean.value() - 0.5));
  }
  return worst;
}

/// How far the shares on either region alone are from one half: it decides between pairs of thresholds that do equally
/// well together.
double one_sidedness(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  ShareMean defects, confounders;
  for (const JudgedItem& item : items) {
    for (const RegionScores& scores : item.maps) {
      if (!std::isnan(scores.defect)) defects.add(scores.defect < thresholds.defect ? 1 : 0);
      if (!std::isnan(scores.confounder)) confounders.add(scores.confounder > thresholds.confounder ? 1 : 0);
    }
  }
  const auto off = [](const ShareMean& mean) { return mean.count() > 0 ? std::abs(mean.value() - 0.5) : 0; };
  return std::max(off(defects), off(confounders));
}

/// What speaks against thresholds: shares outside of 30 to 70 %, and verdicts that change with the masks.
double cost_of(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  constexpr double kFarFromHalf = 0.2;
  const double flips = flipped_share(items, thresholds);
  return std::max(0.0, distance(items, thresholds) - kFarFromHalf) + (std::isnan(flips) ? 0 : flips);
}

VerdictThresholds best_of(std::span<const JudgedItem> items, const Candidates& candidates) {
  constexpr double kAlike = 0.02;  // a difference in shares that the few items of a pilot cannot show
  VerdictThresholds best;
  double least = 2, least_sided = 2;
  for (const double defect : candidates.defect) {
    for (const double confounder : candidates.confounder) {
      const VerdictThresholds thresholds{defect, confounder};
      const double off = cost_of(items, thresholds), sided = one_sidedness(items, thresholds);
      if (off > least + kAlike || (off > least - kAlike && sided >= least_sided)) continue;
      best = thresholds;
      least = std::min(least, off);
      least_sided = sided;
    }
  }
  return best;
}

bool tells_apart(double share) { return share >= kFewestWrong && share <= kMostWrong; }

}  // namespace

double wrong_share(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  const OracleParams params = params_with(thresholds);
  ShareMean mean;
  for (const JudgedItem& item : items) mean.add(wrong_maps(item, params));
  return mean.value();
}

std::size_t judged_items(std::span<const JudgedItem> items) {
  const OracleParams params;
  return static_cast<std::size_t>(
      std::ranges::count_if(items, [&](const JudgedItem& item) { return !std::isnan(wrong_maps(item, params)); }));
}

double flipped_share(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  const OracleParams params = params_with(thresholds);
  ShareMean mean;
  for (const JudgedItem& item : items) mean.add(flipped_pairs(item, params));
  return mean.value();
}

double size_share(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  std::vector<std::pair<double, bool>> by_size;  // area, called wrong
  for (const JudgedItem& item : items) {
    if (item.maps.empty() || std::isnan(item.maps.front().defect)) continue;
    by_size.emplace_back(item.area.defect, item.maps.front().defect < thresholds.defect);
  }
  std::ranges::stable_sort(by_size, {}, &std::pair<double, bool>::first);
  const auto wrong = static_cast<std::size_t>(std::ranges::count_if(by_size, &std::pair<double, bool>::second));
  if (wrong == 0 || wrong == by_size.size()) return kUndefined;
  std::size_t same = 0;
  for (std::size_t i = 0; i < by_size.size(); ++i) same += by_size[i].second == (i < wrong) ? 1 : 0;
  return static_cast<double>(same) / static_cast<double>(by_size.size());
}

VerdictForecast forecast(std::span<const JudgedItem> items, const VerdictThresholds& thresholds) {
  VerdictForecast result{thresholds, judged_items(items)};
  result.share = wrong_share(items, thresholds);
  result.flips = flipped_share(items, thresholds);
  result.by_size = size_share(items, thresholds);
  result.lowest = result.highest = result.share;
  std::map<std::size_t, std::vector<JudgedItem>> groups;
  for (const JudgedItem& item : items) groups[item.group].push_back(item);
  for (const auto& [group, of_group] : groups) {
    if (judged_items(of_group) < kFewestInGroup) continue;
    const double share = wrong_share(of_group, thresholds);
    result.lowest = std::min(result.lowest, share);
    result.highest = std::max(result.highest, share);
  }
  return result;
}

std::optional<VerdictForecast> choose_thresholds(std::span<const JudgedItem> items, VerdictRule rule) {
  if (judged_items(items) == 0) return std::nullopt;
  const VerdictForecast round = forecast(items, best_of(items, candidates_of(items, rule, true)));
  if (tells_apart(round.share) || rule == VerdictRule::Hit) return round;
  const VerdictForecast fine = forecast(items, best_of(items, candidates_of(items, rule, false)));
  return tells_apart(fine.share) ? fine : round;
}

std::span<const double> round_thresholds() { return kRound; }

double map_correlation(std::span<const double> one, std::span<const double> other) {
  const auto n = static_cast<double>(one.size());
  const double mean = std::accumulate(one.begin(), one.end(), 0.0) / n,
               other_mean = std::accumulate(other.begin(), other.end(), 0.0) / n;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const double x = one[i] - mean, y = other[i] - other_mean;
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : kUndefined;
}

}  // namespace xil
