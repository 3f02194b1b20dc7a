#include "framework/core/cost/cost_model.h"

#include <bit>

namespace xil {

void CostModel::observe(std::size_t group, double units, double seconds) {
  constexpr double kMost = 1e100;  // beyond, sums leave the range of numbers
  if (!(units > 0 && units < kMost) || !(seconds > 0 && seconds < kMost)) return;
  ++observed_;
  for (Sums* sums : {&all_, &groups_[group]}) {
    sums->units += units;
    sums->seconds += seconds;
    ++sums->runs;
  }
}

double CostModel::overall() const { return observed_ == 0 ? prior_ : all_.seconds / all_.units; }

std::map<std::size_t, double> CostModel::changed_rates(std::size_t group, std::size_t groups) const {
  std::map<std::size_t, double> rates = {{group, rate(group)}};
  for (std::size_t other = 0; std::has_single_bit(observed_) && other < groups; ++other) rates[other] = rate(other);
  return rates;
}

double CostModel::rate(std::size_t group) const {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return overall();
  const Sums& own = found->second;
  const double one_run = own.units / static_cast<double>(own.runs);
  return (own.seconds + overall() * one_run) / (own.units + one_run);
}

}  // namespace xil
