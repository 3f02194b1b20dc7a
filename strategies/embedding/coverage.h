#pragma once

#include <cstddef>
#include <vector>

#include "framework/core/numeric/image.h"

// ProbCover's measures of a cover by balls (Yehuda et al. 2022). The ball of a point holds the points that are nearer
// to it than delta, itself included.
namespace xil {

/// The largest radius at which at least a share `purity` of the balls are pure: all of their points have the label of
/// the centre. Infinite if all labels are equal.
double pure_radius(const Matrix& points, const std::vector<std::size_t>& labels, double purity);

/// A cover of points by balls of radius delta around some of them.
class BallCover {
 public:
  /// Precondition: the points outlive the cover.
  BallCover(const Matrix& points, double delta);

  /// Adds the ball of a point.
  void add(std::size_t centre);
  /// The number of points of its ball that no ball of the cover holds yet.
  std::size_t gain(std::size_t point) const { return gains_[point]; }

 private:
  bool is_near(std::size_t a, std::size_t b) const;

  const Matrix& points_;
  double squared_radius_;
  std::vector<bool> covered_;
  std::vector<std::size_t> gains_;
};

}  // namespace xil
