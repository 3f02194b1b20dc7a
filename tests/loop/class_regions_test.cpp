#include "framework/loop/class_regions.h"

#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

ClassShape box(const char* of, std::vector<double> corners, ClassReason as) {
  ClassShape shape;
  shape.classes = {of};
  shape.as = as;
  shape.box = std::move(corners);
  return shape;
}

// By hand, in a picture of 8 x 8: pixel centres are (n + .5) / 8.
TEST(DrawnPixels, AreThoseWhoseCentresLieInside) {
  const Region quarter = drawn_pixels(box("a", {0, 0, 0.5, 0.25}, ClassReason::Wrong), 8, 8);
  EXPECT_EQ(area(quarter), 8u);
  EXPECT_EQ(quarter.at(1, 3), 1);
  EXPECT_EQ(quarter.at(2, 3), 0);
  EXPECT_EQ(quarter.at(1, 4), 0);

  ClassShape circle;
  circle.circle = {0.5, 0.5,
                   0.25};  // radius 2 pixels about (4, 4): offsets .5 and 1.5 in both directions but the corners
  EXPECT_EQ(area(drawn_pixels(circle, 8, 8)), 12u);
  const Region wide = drawn_pixels(circle, 8, 16);
  EXPECT_EQ(area(wide), 12u) << "the radius is a share of the smaller side";
  EXPECT_EQ(wide.at(4, 9), 1);

  ClassShape triangle;
  triangle.polygon = {{0, 0}, {1, 0}, {0, 1}};  // below the diagonal: 7 + 6 + ... + 1 centres, and none on it
  EXPECT_EQ(area(drawn_pixels(triangle, 8, 8)), 28u);
}

TEST(ClassRegions, JoinShapesOfOneKindAndKnowTheirClasses) {
  DatasetInfo info;
  info.name = "castings";
  info.class_names = {"ok", "defect"};
  info.height = info.width = 8;
  const ClassRegions regions(
      {box("ok", {0, 0, 0.5, 0.5}, ClassReason::Wrong), box("ok", {0.5, 0.5, 1, 1}, ClassReason::Wrong),
       box("ok", {0, 0, 1, 1}, ClassReason::Right)},
      info);
  EXPECT_EQ(area(*regions.of_class(0).confounder), 32u);
  EXPECT_EQ(area(*regions.of_class(0).defect), 64u);
  EXPECT_FALSE(regions.of_class(1).defect || regions.of_class(1).confounder);
  EXPECT_TRUE(regions.any_right());
  EXPECT_TRUE(ClassRegions({}, info).empty());
  EXPECT_THROW(ClassRegions({box("okay", {0, 0, 1, 1}, ClassReason::Wrong)}, info), Error);
  EXPECT_THROW(ClassRegions({box("ok", {0, 0, 0.01, 0.01}, ClassReason::Wrong)}, info), Error) << "no pixel";
}

TEST(ClassShapes, AreOneShapeInShares) {
  EXPECT_NO_THROW(box("a", {0, 0, 1, 1}, ClassReason::Wrong).validate());
  EXPECT_THROW(box("", {0, 0, 1, 1}, ClassReason::Wrong).validate(), Error);
  EXPECT_THROW(box("a", {0, 0, 1}, ClassReason::Wrong).validate(), Error);
  EXPECT_THROW(box("a", {0.5, 0, 0.5, 1}, ClassReason::Wrong).validate(), Error);
  EXPECT_THROW(box("a", {0, 0, 28, 28}, ClassReason::Wrong).validate(), Error);
  EXPECT_THROW(box("a", {}, ClassReason::Wrong).validate(), Error);
  ClassShape two = box("a", {0, 0, 1, 1}, ClassReason::Wrong);
  two.circle = {0.5, 0.5, 0.5};
  EXPECT_THROW(two.validate(), Error);
  two.box.clear();
  EXPECT_NO_THROW(two.validate());
  two.circle.clear();
  two.polygon = {{0, 0}, {1, 1}};
  EXPECT_THROW(two.validate(), Error);
  two.polygon = {{0, 0}, {0.3, 0.3}, {1, 1}};
  EXPECT_THROW(two.validate(), Error) << "nothing lies inside";
  two.polygon = {{0, 0}, {1, 1}, {1, 0}, {0, 1}};
  EXPECT_NO_THROW(two.validate()) << "two triangles that touch";
  two.classes = {"a", "b", "a"};
  EXPECT_THROW(two.validate(), Error) << "it would be paid for twice";
}

// A shape of two classes is drawn for each.
TEST(ClassRegions, MayBeOfSeveralClasses) {
  DatasetInfo info;
  info.class_names = {"ok", "crack", "pore"};
  info.height = info.width = 8;
  ClassShape shape = box("crack", {0, 0, 0.5, 0.5}, ClassReason::Right);
  shape.classes.emplace_back("pore");
  const ClassRegions regions({shape}, info);
  EXPECT_EQ(regions.drawn(), 2u);
  EXPECT_FALSE(regions.of_class(0).defect);
  EXPECT_EQ(regions.of_class(1).defect, regions.of_class(2).defect);
}

TEST(ClassShapes, AreWrittenWithoutDefaultsAndReadAgain) {
  ClassShape shape = box("ok", {0, 0, 0.5, 0.5}, ClassReason::Wrong);
  EXPECT_EQ(to_json(shape.as_value()), R"({"class": "ok", "box": [0.0, 0.0, 0.5, 0.5]})");
  shape.classes.emplace_back("pore");
  shape.as = ClassReason::Right;
  EXPECT_EQ(ClassShape::from_value(shape.as_value(), "class_regions"), shape);
  EXPECT_THROW(ClassShape::from_value(Value(std::string("ok")), "class_regions"), Error);
}

RunParams drawn_for_classes(RunParams run) {
  run.oracle.class_regions = {box("class 0", {0, 0, 0.5, 0.5}, ClassReason::Wrong),
                              box("class 1", {0, 0, 0.5, 0.5}, ClassReason::Wrong)};
  return run;
}

TEST(ClassRegions, StandInThePlaceOfTheItemsOwn) {
  const auto dataset = std::make_shared<FakeDataset>(20, 10);
  EXPECT_EQ(with_class_regions(dataset, {}), dataset);
  const auto known = with_class_regions(dataset, {box("class 0", {0, 0, 0.5, 0.5}, ClassReason::Wrong)});
  EXPECT_EQ(area(*known->confounder(0)), 16u);
  EXPECT_EQ(known->confounder(1), nullptr) << "class 1 has none";
  EXPECT_EQ(known->defect(1), nullptr) << "although the item has one";
  EXPECT_EQ(known->image(3), dataset->image(3));
}

TEST(ClassFeedback, GivesVerdictsToASetWithoutRegions) {
  const FakeDataset dataset(90, 20, 2, false);
  const auto without = run_with(run_of("caipi"), dataset), with = run_with(drawn_for_classes(run_of("caipi")), dataset);
  const auto judged = [](const Result& result) {
    return std::ranges::count_if(result.log.looks, [](const ShownRecord& look) {
      return look.verdict == Verdict::WrongReasons || look.verdict == Verdict::RightReasons;
    });
  };
  EXPECT_EQ(judged(without), 0);
  EXPECT_GT(judged(with), 0);
  ASSERT_FALSE(with.log.refutations().empty());
  for (const Correction& correction : with.log.refutations()) EXPECT_EQ(area(correction.region()), 16u);
}

// By hand: two shapes of 5 s before the first look, and no region later; each look 2 s, each wrong label 1 s.
TEST(ClassFeedback, IsPaidOncePerClass) {
  const FakeDataset dataset(90, 20, 2, false);
  const auto result = run_with(drawn_for_classes(run_of("caipi")), dataset);
  EXPECT_EQ(result.log.rounds.front().expert_s, 10);
  double looks = 0;
  for (const ShownRecord& look : result.log.looks) looks += look.verdict == Verdict::WrongLabel ? 3 : 2;
  EXPECT_DOUBLE_EQ(result.log.rounds.back().expert_s, 10 + looks);
  EXPECT_EQ(run_with(drawn_for_classes(run_of("random")), dataset).log.rounds.front().expert_s, 0)
      << "nobody needs the regions";
}

TEST(ClassFeedback, IsNotPaidAgainAfterAnInterruption) {
  const FakeDataset dataset(90, 20, 2, false);
  const RunParams run = drawn_for_classes(run_of("caipi"));
  const auto whole_run = run_with(run, dataset);
  const SimulatedExpert expert(dataset, run.oracle, run.oracle_stream());
  const auto strategy = make_strategy(run.strategy);
  FakeLearner learner(dataset);
  MemoryLog log;
  const RunHistory& past = whole_run.log.past.at(2);
  EXPECT_EQ(run_loop({run, dataset, *strategy, expert, learner, log, &past}), LoopEnd::Complete);
  EXPECT_EQ(log.rounds.back().expert_s, whole_run.log.rounds.back().expert_s);
  EXPECT_EQ(learner.trained_on().size(), whole_run.examples.size());
}

TEST(ClassFeedback, NoiseIsThatOfTheClass) {
  const FakeDataset dataset(90, 20, 2, false);
  RunParams run = drawn_for_classes(run_of("caipi"));
  run.oracle.mask_noise = MaskNoise::Shifted;
  const SimulatedExpert expert(dataset, run.oracle, 1);
  EXPECT_EQ(expert.mark(0).confounder, expert.mark(2).confounder) << "both of class 0";
  EXPECT_NE(area(*expert.mark(0).confounder), 0u);
}

}  // namespace
}  // namespace xil
