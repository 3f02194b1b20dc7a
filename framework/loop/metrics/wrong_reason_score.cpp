#include "framework/loop/metrics/wrong_reason_score.h"

#include <algorithm>
#include <numeric>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/loop/metrics/localisation.h"

namespace xil {

void WrongReasonScore::add(const Map& relevance, const Region& confounder) {
  require(relevance.height == confounder.height && relevance.width == confounder.width,
          "a map of {}x{} and a confounder of {}x{} do not fit together", relevance.height, relevance.width,
          confounder.height, confounder.width);
  if (area(confounder) == 0) return;
  const std::ptrdiff_t brightest = peak(relevance);
  if (brightest < 0) {
    ++left_out_;
    return;
  }
  const double largest = relevance.values[static_cast<std::size_t>(brightest)];
  const double sum = std::accumulate(relevance.values.begin(), relevance.values.end(), 0.0);
  sum_of_means_ += sum / largest / static_cast<double>(relevance.values.size());
  std::vector<double>& inside = inside_.emplace_back();
  for (std::size_t i = 0; i < relevance.values.size(); ++i) {
    if (confounder.values[i] != 0) inside.push_back(relevance.values[i] / largest);
  }
}

double WrongReasonScore::score() const {
  if (inside_.empty()) return kUndefined;
  const auto maps = static_cast<double>(inside_.size());
  const double threshold = sum_of_means_ / maps;
  double shares = 0;
  for (const std::vector<double>& inside : inside_) {
    const auto lit = std::ranges::count_if(inside, [&](double value) { return value > threshold; });
    shares += static_cast<double>(lit) / static_cast<double>(inside.size());
  }
  return shares / maps;
}

double WrongReasonScore::left_out() const {
  return inside_.empty() && left_out_ == 0 ? kUndefined : static_cast<double>(left_out_);
}

}  // namespace xil
