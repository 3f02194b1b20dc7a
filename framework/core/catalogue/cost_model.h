#pragma once

#include <cstddef>
#include <map>

namespace xil {

/// How long runs take, learnt from those that have ended. Units are expected_cost(); runs of one group differ in what
/// does not change their cost, such as the seed.
///
/// The pace of a group is that of its ended runs and one more that went at the pace of all runs: the average of a few
/// seeds says little, and a group that has not been measured goes by all others.
class CostModel {
 public:
  /// `seconds_per_unit`: where nothing has been measured.
  explicit CostModel(double seconds_per_unit) : prior_(seconds_per_unit) {}

  /// Passes over what is not positive, not finite or beyond all measure.
  void observe(std::size_t group, double units, double seconds);
  /// Seconds per unit.
  double pace(std::size_t group) const;
  double seconds(std::size_t group, double units) const { return units * pace(group); }
  std::size_t observed() const { return observed_; }
  /// What observe() has changed, to be told to a schedule: the pace of that group, and of all groups 0 ... groups - 1
  /// now and then, since each run says a little about every group.
  std::map<std::size_t, double> news(std::size_t group, std::size_t groups) const;

 private:
  struct Sums {
    double units = 0, seconds = 0;
    std::size_t runs = 0;
  };
  double overall() const;

  double prior_;
  std::size_t observed_ = 0;
  Sums all_;
  std::map<std::size_t, Sums> groups_;
};

}  // namespace xil
