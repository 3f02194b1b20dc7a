#pragma once

#include <cstddef>
#include <map>

namespace xil {

/// Predicts how long runs take, from those that have ended. Units are those of expected_cost(). Runs of one group
/// differ only in parameters that do not change their cost, such as the seed.
///
/// The rate of a group is that of its ended runs together with one assumed run at the rate of all runs: the average of
/// a few seeds alone says little, and a group without ended runs gets the rate of all others.
class CostModel {
 public:
  /// `seconds_per_unit` is the rate as long as nothing has been measured.
  explicit CostModel(double seconds_per_unit) : prior_(seconds_per_unit) {}

  /// Records an ended run. Values that are not positive, not finite or absurdly large are ignored.
  void observe(std::size_t group, double units, double seconds);
  /// The expected seconds per unit of a run of the group.
  double rate(std::size_t group) const;
  double seconds(std::size_t group, double units) const { return units * rate(group); }
  std::size_t observed() const { return observed_; }
  /// The rates that observe() has changed, for a schedule: that of `group`, and from time to time those of all groups 0
  /// ... groups - 1, since each run tells a little about every group.
  std::map<std::size_t, double> changed_rates(std::size_t group, std::size_t groups) const;

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
