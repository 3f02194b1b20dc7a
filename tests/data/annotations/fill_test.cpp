#include "framework/data/annotations/fill.h"

#include <gtest/gtest.h>

#include <limits>

#include "framework/data/annotations/coco_runs.h"
#include "framework/data/annotations/drawn_region.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

using Rows = std::vector<std::string>;

/// A line per row: '#' inside, '.' outside.
Rows rows_of(const Region& region) {
  Rows rows;
  for (int row = 0; row < region.height; ++row) {
    rows.emplace_back();
    for (int column = 0; column < region.width; ++column) rows.back() += region.at(row, column) != 0 ? '#' : '.';
  }
  return rows;
}

Rows filled(const std::vector<Shape>& shapes, int height, int width) {
  FillCounts counts;
  return rows_of(fill(shapes, height, width, "a.json", counts));
}

Shape polygon(std::vector<double> points) { return {.points = std::move(points)}; }

TEST(Fill, TakesPixelsWhoseCentresLieInAPolygon) {
  // The line from (0, 0) to (4, 4) passes through the centres of the diagonal, which lie on the left side.
  EXPECT_EQ(filled({polygon({0, 0, 4, 0, 4, 4})}, 4, 4), (Rows{"####", ".###", "..##", "...#"}));
  EXPECT_EQ(filled({box_shape(1, 0, 3, 2)}, 3, 4), (Rows{".##.", ".##.", "...."}));
  EXPECT_EQ(filled({box_shape(0.4, 0.6, 2.6, 2.4)}, 3, 4), (Rows{"....", "###.", "...."}));
}

TEST(Fill, FollowsTheEvenOddRuleInOnePolygonAndJoinsSeveral) {
  // A bow: two triangles that touch in (2, 2); rows 0.5, 1.5, 2.5, 3.5 cross it at y and 4 - y.
  EXPECT_EQ(filled({polygon({0, 0, 4, 0, 0, 4, 4, 4})}, 4, 4), (Rows{"###.", ".#..", ".#..", "###."}));
  EXPECT_EQ(filled({box_shape(0, 0, 2, 1), box_shape(1, 0, 3, 2)}, 2, 4), (Rows{"###.", ".##."}));
}

TEST(Fill, MarksTheOutlineOfAPolygonThatHoldsNoCentre) {
  EXPECT_EQ(filled({polygon({0.6, 0.1, 0.9, 3.9, 0.7, 3.9})}, 4, 3), (Rows{"#..", "#..", "#..", "#.."}));
  EXPECT_EQ(filled({polygon({1, 0.5, 2, 0.5, 3, 0.5})}, 2, 4), (Rows{".###", "...."}));
}

TEST(Fill, TakesDiscsAndStrokesByTheDistanceOfCentres) {
  // Distances of centres from (2, 2) in 4 x 4 pixels: sqrt(.5) = .71, sqrt(2.5) = 1.58, sqrt(4.5) = 2.12.
  EXPECT_EQ(filled({{.kind = Shape::Kind::Disc, .points = {2, 2, 1.6}}}, 4, 4), (Rows{".##.", "####", "####", ".##."}));
  EXPECT_EQ(filled({{.kind = Shape::Kind::Stroke, .points = {0.5, 1.5, 3.5, 1.5}, .width = 1}}, 3, 4),
            (Rows{"....", "####", "...."}));
  EXPECT_EQ(filled({{.kind = Shape::Kind::Stroke, .points = {1.5, 1.5}, .width = 2}}, 3, 4),
            (Rows{".#..", "###.", ".#.."}));
}

TEST(Fill, ReadsRunsColumnByColumn) {
  // 3 x 4 pixels: 4 outside, 2 inside (the second and third of column 1), 3 outside, 3 inside.
  const Shape runs{.kind = Shape::Kind::Runs, .runs = {4, 2, 3, 3}, .box_height = 3, .box_width = 4};
  EXPECT_EQ(filled({runs}, 3, 4), (Rows{"...#", ".#.#", ".#.#"}));
  Shape moved = runs;
  moved.left = 2;
  moved.top = -1;
  EXPECT_EQ(filled({moved}, 3, 4), (Rows{"...#", "...#", "...."}));
  Shape wrong = runs;
  wrong.runs.back() = 4;
  EXPECT_EQ(refusal([&] { filled({wrong}, 3, 4); }),
            "1: a.json: run lengths of 13 pixels for a box of 3 x 4: restore the annotation");
}

TEST(Fill, CountsWhatIsCutOrEnclosesNothing) {
  FillCounts counts;
  const Region region =
      fill({box_shape(-3, 0, 2, 1), polygon({1, 1, 2, 2}), box_shape(1, 1, 1, 1), box_shape(3, 2, 4.5, 3)}, 3, 4,
           "a.json", counts);
  EXPECT_EQ(rows_of(region), (Rows{"##..", "....", "...#"}));
  EXPECT_EQ(counts.cut, 1u);
  EXPECT_EQ(counts.nothing, 2u);
  EXPECT_EQ(counts.marked, 3u);
}

TEST(Fill, RefusesWhatLiesOutsideOrIsNoPosition) {
  EXPECT_EQ(refusal([] { filled({box_shape(10, 0, 12, 2)}, 3, 4); }),
            "1: a.json: a shape from (10, 0) to (12, 2) lies outside of the picture of 4 x 3 pixels: correct the "
            "annotation");
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e8}) {
    EXPECT_NE(refusal([&] { filled({polygon({0, 0, bad, 0, 2, 2})}, 3, 4); }), "accepted");
  }
  // Many corners that each cross all rows take too long.
  std::vector<double> zigzag;
  for (int i = 0; i < 3'000'000; ++i) zigzag.insert(zigzag.end(), {i % 7 * 1.0, i % 2 * 4000.0});
  EXPECT_EQ(refusal([&] { filled({polygon(zigzag)}, 4000, 8); }),
            "1: a.json: its shapes are too many, or have too many corners: simplify them");
}

TEST(CocoRuns, AreDecodedAsPycocotoolsEncodesThem) {
  // By hand after rleToString: 5 is '5'; 2 is '2'; 40 = 8 + 32 is 'X' (8 + 32 + 48) and '1'; the fourth length is kept
  // as its difference to the second: 1 - 2 = -1 is 'O' (31 + 48); the fifth, 43 - 40, is '3'.
  EXPECT_EQ(coco_runs("52X1O3", "a"), (std::vector<std::uint32_t>{5, 2, 40, 1, 43}));
  EXPECT_TRUE(coco_runs("", "a").empty());
  EXPECT_EQ(refusal([] { coco_runs("X", "a"); }), "1: a: compressed run lengths end too early: restore them");
  EXPECT_NE(refusal([] { coco_runs("\x7f", "a"); }), "accepted");
  EXPECT_NE(refusal([] { coco_runs("O", "a"); }), "accepted");  // a first length of -1
}

/// A picture of 2 x 3 pixels as it is stored, with an orientation.
InspectedPicture picture_of(int orientation, bool turned) {
  InspectedPicture picture;
  picture.facts.orientation = orientation;
  picture.image = turned && swaps_sides(orientation) ? Image(1, 3, 2) : Image(1, 2, 3);
  return picture;
}

Rows drawn(const DrawnShapes& regions, int orientation, bool turned) {
  SourceParams params;
  params.orientation = turned ? Orientation::Exif : Orientation::Raw;
  FillCounts counts;
  return rows_of(region_of_shapes(regions.defect, regions, picture_of(orientation, turned), params, "a.json", counts));
}

TEST(DrawnRegion, TurnsWithItsPicture) {
  // Stored: 2 rows of 3. Orientation 6 turns clockwise: the lower left pixel becomes the upper left one.
  DrawnShapes stored{.defect = {box_shape(0, 1, 1, 2)}, .height = 2, .width = 3};
  EXPECT_EQ(drawn(stored, 6, false), (Rows{"...", "#.."}));
  EXPECT_EQ(drawn(stored, 6, true), (Rows{"#.", "..", ".."}));
  EXPECT_EQ(drawn(stored, 8, true), (Rows{"..", "..", ".#"}));
  DrawnShapes upright{.defect = {box_shape(0, 0, 1, 1)}, .height = 3, .width = 2};
  EXPECT_EQ(drawn(upright, 6, true), (Rows{"#.", "..", ".."}));
  EXPECT_EQ(drawn(upright, 6, false), (Rows{"...", "#.."}));
  EXPECT_EQ(drawn(upright, 8, false), (Rows{"..#", "..."}));
}

TEST(DrawnRegion, NeedsToKnowThePixelsThatItLiesOn) {
  DrawnShapes regions{.defect = {box_shape(0, 0, 1, 1)}, .height = 4, .width = 3};
  EXPECT_NE(refusal([&] { drawn(regions, 1, false); }).find("drawn on 3 x 4 pixels, and the picture has 3 x 2"),
            std::string::npos);
  regions.height = 2;
  EXPECT_NE(refusal([&] { drawn(regions, 3, false); }).find("drawn_on=stored"), std::string::npos);
  regions.on = DrawnOn::Upright;
  EXPECT_EQ(drawn(regions, 3, false), (Rows{"...", "..#"}));
  regions.on = DrawnOn::Stored;
  EXPECT_EQ(drawn(regions, 3, false), (Rows{"#..", "..."}));
  EXPECT_EQ(drawn(regions, 3, true), (Rows{"...", "..#"}));
}

TEST(DrawnRegion, TakesFractionsOfItsSides) {
  const DrawnShapes regions{.defect = {box_shape(0.34, 0.5, 1, 1)}, .fractions = true};
  EXPECT_EQ(drawn(regions, 1, false), (Rows{"...", ".##"}));
}

}  // namespace
}  // namespace xil
