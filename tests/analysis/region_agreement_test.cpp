#include "analysis/results/region_agreement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// A rectangle of ones in a picture of 11 x 11.
Region rectangle(int top, int left, int height, int width) {
  Region region(11, 11);
  for (int row = top; row < top + height; ++row)
    for (int column = left; column < left + width; ++column) region.at(row, column) = 1;
  return region;
}

TEST(RegionAgreement, IsPerfectForTheSameRegion) {
  const RegionAgreement same = compare_regions(rectangle(2, 3, 4, 5), rectangle(2, 3, 4, 5));
  EXPECT_DOUBLE_EQ(same.iou, 1);
  EXPECT_DOUBLE_EQ(same.left_out, 0);
  EXPECT_DOUBLE_EQ(same.surplus, 0);
  EXPECT_DOUBLE_EQ(same.excess_px, 0);
}

// By hand: 2 of 4 pixels drawn, none beyond.
TEST(RegionAgreement, TellsWhatWasLeftOut) {
  const RegionAgreement half = compare_regions(rectangle(5, 5, 1, 2), rectangle(5, 5, 1, 4));
  EXPECT_DOUBLE_EQ(half.iou, 0.5);
  EXPECT_DOUBLE_EQ(half.left_out, 0.5);
  EXPECT_DOUBLE_EQ(half.surplus, 0);
  EXPECT_DOUBLE_EQ(half.excess_px, 0);
}

// By hand: 3 x 3 pixels around one; of the eight at the edge four are 1 and four sqrt(2) away.
TEST(RegionAgreement, TellsHowFarTheEdgeLiesOutside) {
  const RegionAgreement wide = compare_regions(rectangle(4, 4, 3, 3), rectangle(5, 5, 1, 1));
  EXPECT_DOUBLE_EQ(wide.iou, 1.0 / 9);
  EXPECT_DOUBLE_EQ(wide.left_out, 0);
  EXPECT_DOUBLE_EQ(wide.surplus, 8.0 / 9);
  EXPECT_NEAR(wide.excess_px, (1 + std::sqrt(2.0)) / 2, 1e-15);
}

// By hand: 2 of 4 pixels shared, so that 6 lie in either; the edge's pixels are 0, 0, 1 and 2 away.
TEST(RegionAgreement, TellsARegionBesideTheMark) {
  const RegionAgreement shifted = compare_regions(rectangle(5, 5, 1, 4), rectangle(5, 3, 1, 4));
  EXPECT_DOUBLE_EQ(shifted.iou, 1.0 / 3);
  EXPECT_DOUBLE_EQ(shifted.left_out, 0.5);
  EXPECT_DOUBLE_EQ(shifted.surplus, 0.5);
  EXPECT_DOUBLE_EQ(shifted.excess_px, 0.75);
}

TEST(RegionAgreement, FindsTheRadiusOfADilation) {
  Region truth(60, 60);
  for (int row = 20; row < 40; ++row)
    for (int column = 25; column < 35; ++column) truth.at(row, column) = 1;
  for (const double radius : {1.0, 2.0, 4.0, 7.0}) {
    const double found = compare_regions(dilate(truth, radius), truth).excess_px;
    EXPECT_LE(found, radius);
    EXPECT_GT(found, radius - 0.5);
  }
}

TEST(RegionAgreement, HasNoEdgeWhereTheWholePictureWasDrawn) {
  const RegionAgreement all = compare_regions(rectangle(0, 0, 11, 11), rectangle(5, 5, 1, 1));
  EXPECT_DOUBLE_EQ(all.iou, 1.0 / 121);
  EXPECT_TRUE(std::isnan(all.excess_px));
}

TEST(RegionAgreement, RefusesWhatCannotBeCompared) {
  EXPECT_THROW(compare_regions(Region(11, 11), rectangle(5, 5, 1, 1)), Error);
  EXPECT_THROW(compare_regions(Region(3, 3, 1), rectangle(5, 5, 1, 1)), Error);
}

}  // namespace
}  // namespace xil
