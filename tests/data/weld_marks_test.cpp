#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "framework/data/weld/weld_seams.h"

namespace xil {
namespace {

using DatasetPtr = std::shared_ptr<const Dataset>;

double share(const Region& region) {
  return static_cast<double>(area(region)) / static_cast<double>(region.values.size());
}

/// A chalk stroke is white, a marker's dot blue.
bool is_chalk(const Dataset& set, ItemId id) {
  const Image image = set.image(id);
  const Region& mark = *set.confounder(id);
  double red = 0, blue = 0;
  for (int row = 0; row < mark.height; ++row) {
    for (int column = 0; column < mark.width; ++column) {
      if (mark.at(row, column) == 0) continue;
      red += image.at(0, row, column);
      blue += image.at(2, row, column);
    }
  }
  return red > 0.6 * blue;
}

/// Share of items in a split whose mark, by its kind, speaks for their class.
double truthful_share(const Dataset& set, Split split) {
  double truthful = 0, items = 0;
  for (ItemId id = 0; id < set.size(); ++id) {
    if (set.item(id).split != split) continue;
    items += 1;
    if (is_chalk(set, id) == (set.item(id).label == 0)) truthful += 1;
  }
  return truthful / items;
}

TEST(WeldMarks, GoWithTheClassButInTestTheyDoNot) {
  WeldSeamsParams params;
  params.items = 1200;
  params.size = 16;
  params.validation_share = 0.25;
  params.confounder = ConfounderClasses::Both;
  params.confounder_strength = 0.9;
  const DatasetPtr set = make_weld_seams(params, 0);
  // Bounds: four standard deviations of a share among 480, 300 and 420 items.
  EXPECT_NEAR(truthful_share(*set, Split::Pool), 0.9, 0.055);
  EXPECT_NEAR(truthful_share(*set, Split::Validation), 0.9, 0.07);
  EXPECT_NEAR(truthful_share(*set, Split::Test), 0.5, 0.1);
}

TEST(WeldMarks, OfOneClassAreAbsentElsewhere) {
  for (const ConfounderClasses classes : {ConfounderClasses::Ok, ConfounderClasses::Defect}) {
    WeldSeamsParams params;
    params.items = 120;
    params.size = 32;
    params.confounder = classes;
    params.confounder_strength = 1;
    const DatasetPtr set = make_weld_seams(params, 0);
    const int carrier = classes == ConfounderClasses::Ok ? 0 : 1;
    std::set<std::pair<int, bool>> in_test;
    for (ItemId id = 0; id < set->size(); ++id) {
      const Item& item = set->item(id);
      const bool marked = set->confounder(id) != nullptr;
      EXPECT_TRUE(!marked || is_chalk(*set, id) == (carrier == 0)) << id;
      if (item.split == Split::Test) {
        in_test.insert({item.label, marked});
      } else {
        EXPECT_EQ(marked, item.label == carrier);
      }
    }
    EXPECT_EQ(in_test.size(), 4u) << "test items with and without mark in both classes";
  }
}

TEST(WeldMarks, AreOfSensibleSizeAndNeverOnADefect) {
  WeldSeamsParams params;
  params.items = 400;
  params.confounder = ConfounderClasses::Both;
  const DatasetPtr set = make_weld_seams(params, 7);
  std::set<std::size_t> first_pixels;
  for (ItemId id = 0; id < set->size(); ++id) {
    const Region& mark = *set->confounder(id);
    EXPECT_GT(share(mark), 0.02) << id;
    EXPECT_LT(share(mark), 0.065) << id;
    const auto first = std::find(mark.values.begin(), mark.values.end(), 1);
    first_pixels.insert(static_cast<std::size_t>(first - mark.values.begin()));
    if (set->defect(id) == nullptr) continue;
    for (std::size_t i = 0; i < mark.values.size(); ++i) {
      ASSERT_FALSE(mark.values[i] != 0 && set->defect(id)->values[i] != 0) << id;
    }
  }
  EXPECT_GT(first_pixels.size(), 200u) << "marks lie in many places";
}

}  // namespace
}  // namespace xil
