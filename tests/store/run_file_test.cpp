#include "framework/store/runs/run_file.h"

#include <gtest/gtest.h>

#include <cmath>

#include "framework/store/files/files.h"
#include "framework/store/runs/format_page.h"
#include "framework/store/runs/model_file.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

class RunFile : public testing::Test {
 protected:
  RunFile() { example_run(dataset_).commit(file_); }

  const FakeDataset dataset_{10, 6};
  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / (std::string(kExampleId) + ".h5");
};

void expect_same(double left, double right) {
  if (std::isnan(left))
    EXPECT_TRUE(std::isnan(right)) << right;
  else
    EXPECT_EQ(left, right);
}

TEST_F(RunFile, KeepsItsHeader) {
  const RunHeader header = read_summary(file_).header, written = example_header();
  EXPECT_EQ(header.run_id, written.run_id);
  EXPECT_EQ(header.config, written.config);
  EXPECT_EQ(header.dataset, "fake");
  EXPECT_EQ(header.strategy, "nearcaipi");
  EXPECT_EQ(header.model, "cnn");
  EXPECT_EQ(header.explainer, "rise");
  EXPECT_EQ(header.seed, -7);
  EXPECT_EQ(header.dataset_digest, "digest") << "taken from the dataset";
  EXPECT_EQ(header.provenance, written.provenance);
}

TEST_F(RunFile, KeepsItsRoundsInTheOrderOfTheRecord) {
  const RoundColumns rounds = read_summary(file_).rounds;
  std::vector<std::string> names;
  for (const auto& [name, values] : rounds.columns) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"round", "shown", "expert_s", "train_size", "accuracy", "gap", "late",
                                             "train_s"}));
  EXPECT_EQ(rounds.rounds(), 3U);
  EXPECT_EQ(*rounds.find("round"), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(*rounds.find("shown"), (std::vector<double>{0, 2, 4}));
  EXPECT_EQ(*rounds.find("expert_s"), (std::vector<double>{0, 12.5, 25}));
  EXPECT_EQ(*rounds.find("train_size"), (std::vector<double>{3, 6, 9}));
  EXPECT_EQ(*rounds.find("accuracy"), (std::vector<double>{0.5, 1.0 / 3, 1.0 / 3}));
  EXPECT_EQ(*rounds.find("train_s"), (std::vector<double>{0, 0.5, 1}));
  EXPECT_EQ(rounds.find("nothing"), nullptr);
}

TEST_F(RunFile, HasNaNWhereARoundLacksAMetric) {
  const RoundColumns rounds = read_summary(file_).rounds;
  EXPECT_EQ(rounds.find("gap")->at(0), 0);
  EXPECT_TRUE(std::isnan(rounds.find("gap")->at(1)));
  EXPECT_TRUE(std::isnan(rounds.find("late")->at(0)) && std::isnan(rounds.find("late")->at(1)));
  EXPECT_EQ(rounds.find("late")->at(2), 0.25);
}

TEST_F(RunFile, KeepsEveryLook) {
  const std::vector<ShownRecord> shown = read_shown(file_), written = example_looks();
  ASSERT_EQ(shown.size(), written.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(shown[i].round, written[i].round);
    EXPECT_EQ(shown[i].item, written[i].item);
    EXPECT_EQ(shown[i].reason, written[i].reason);
    EXPECT_EQ(shown[i].of, written[i].of);
    expect_same(written[i].similarity, shown[i].similarity);
    EXPECT_EQ(shown[i].true_label, written[i].true_label);
    EXPECT_EQ(shown[i].given_label, written[i].given_label);
    EXPECT_EQ(shown[i].predicted, written[i].predicted);
    EXPECT_EQ(shown[i].probability, written[i].probability);
    EXPECT_EQ(shown[i].verdict, written[i].verdict);
    expect_same(written[i].verdict_score, shown[i].verdict_score);
    EXPECT_EQ(shown[i].edits, written[i].edits);
    EXPECT_EQ(shown[i].region_losses, written[i].region_losses);
    EXPECT_EQ(shown[i].explained, written[i].explained);
    EXPECT_EQ(shown[i].diagnostics, written[i].diagnostics);
  }
}

TEST_F(RunFile, KeepsMapsToHalfALevelWithPictureAndRegion) {
  const std::vector<SavedMap> maps = read_maps(file_, 0, 2);
  ASSERT_EQ(maps.size(), 2U);
  const Map ramp = example_maps()[0].map;
  const double half_level = (63.0 / 64) / 255 / 2;
  for (std::size_t i = 0; i < ramp.values.size(); ++i) {
    EXPECT_NEAR(maps[0].map.values[i], ramp.values[i], half_level + 1e-7);
  }
  EXPECT_EQ(maps[0].image, dataset_.image(5));
  EXPECT_EQ(maps[0].region, *dataset_.defect(5));
  for (const float value : maps[1].map.values) EXPECT_TRUE(std::isnan(value));
  EXPECT_EQ(area(maps[1].region), 0U) << "item 10 has neither a defect nor a confounder";
}

TEST_F(RunFile, GivesMapsRowByRow) {
  EXPECT_EQ(list_maps(file_), (std::vector<std::pair<std::int64_t, ItemId>>{{1, 5}, {2, 10}}));
  const std::vector<SavedMap> second = read_maps(file_, 1, 1);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].item, 10U);
  EXPECT_NE(message_of([&] { read_maps(file_, 1, 2); }).find("only 2 rows"), std::string::npos);
}

TEST_F(RunFile, IsFoundFaultless) { EXPECT_EQ(verify_run_file(file_), std::vector<std::string>{}); }

TEST_F(RunFile, OfTheSameRunHasTheSameBytes) {
  example_run(dataset_).commit(folder_ / "again.h5");
  EXPECT_EQ(read_file(folder_ / "again.h5"), read_file(file_));
}

TEST_F(RunFile, IsNeverReplaced) {
  const std::string before = read_file(file_);
  RunHeader other = example_header();
  other.seed = 8;
  example_run(dataset_, other).commit(file_);
  EXPECT_EQ(read_file(file_), before);
  EXPECT_EQ(names_in(folder_.path()), std::vector<std::string>{file_.filename().string()});
}

TEST_F(RunFile, WithoutLooksMapsAndRefutationsIsFine) {
  RunFileWriter writer(example_header("bare"));
  const std::vector<ItemId> initial = {0}, test = {14};
  writer.start(dataset_, initial, test);
  writer.round(example_round(0, 1));
  writer.commit(folder_ / "bare.h5");
  EXPECT_EQ(verify_run_file(folder_ / "bare.h5"), std::vector<std::string>{});
  EXPECT_TRUE(read_shown(folder_ / "bare.h5").empty());
  EXPECT_TRUE(read_corrections(folder_ / "bare.h5").empty());
  EXPECT_TRUE(list_maps(folder_ / "bare.h5").empty());
  EXPECT_TRUE(read_maps(folder_ / "bare.h5", 0, 0).empty());
}

TEST_F(RunFile, DifferencesAreNamedExceptWallClock) {
  const std::vector<ItemId> initial = {0}, test = {14};
  const auto write = [&](const char* name, double accuracy, double expert_s, double train_s) {
    RunFileWriter writer(example_header());
    writer.start(dataset_, initial, test);
    RoundRecord record = example_round(0, 1);
    record.expert_s = expert_s;
    record.metrics = {{"accuracy", accuracy}};
    record.timings = {{"train_s", train_s}};
    writer.round(record);
    writer.commit(folder_ / name);
    return folder_ / name;
  };
  const auto left = write("left", 0.5, 1, 2);
  EXPECT_EQ(run_file_differences(left, write("clock", 0.5, 1, 3)), std::vector<std::string>{});
  EXPECT_EQ(run_file_differences(left, write("both", 0.25, 2, 2)),
            (std::vector<std::string>{"/rounds/accuracy", "/rounds/expert_s"}));
}

TEST(RunFileWriter, RefusesWhatDoesNotFit) {
  const FakeDataset dataset(10, 6);
  const std::vector<ItemId> initial = {0}, test = {14, 15};
  RunFileWriter writer(example_header());
  writer.start(dataset, initial, test);
  EXPECT_NE(message_of([&] { writer.commit("never.h5"); }).find("no rounds"), std::string::npos);
  EXPECT_NE(message_of([&] { writer.round(example_round(0, 3)); }).find("3 x 2"), std::string::npos);
  writer.round(example_round(1, 2));
  EXPECT_NE(message_of([&] { writer.round(example_round(1, 2)); }).find("after round 1"), std::string::npos);
  EXPECT_NE(message_of([&] { writer.saliency({1, 0, Map(4, 4)}, 0); }).find("item 0"), std::string::npos);
  EXPECT_NE(message_of([&] { writer.start(dataset, initial, test); }), "");
  RunHeader other = example_header();
  other.dataset_digest = "another";
  RunFileWriter foreign(other);
  EXPECT_NE(message_of([&] { foreign.start(dataset, initial, test); }).find("digest"), std::string::npos);
}

TEST(RunFileWriter, RefusesMetricsNamedLikeWallClock) {
  const FakeDataset dataset(10, 6);
  const std::vector<ItemId> initial = {0}, test = {14};
  const ScratchFolder folder;
  RunFileWriter writer(example_header());
  writer.start(dataset, initial, test);
  RoundRecord record = example_round(0, 1);
  record.metrics.emplace_back("slip_s", 1);
  writer.round(record);
  EXPECT_NE(message_of([&] { writer.commit(folder / "x.h5"); }).find("slip_s"), std::string::npos);
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(ModelFile, ComesBackAsItWas) {
  const FakeDataset dataset(10, 6, 3);
  const ScratchFolder folder;
  const std::string state = std::string("\0weights\xff\n", 10);
  write_model(folder / "models", {"abc", 12, "{}", dataset.info(), state});
  const SavedModel model = read_model(folder / "models/abc-12.h5");
  EXPECT_EQ(model.run_id, "abc");
  EXPECT_EQ(model.round, 12);
  EXPECT_EQ(model.config, "{}");
  EXPECT_EQ(model.state, state);
  EXPECT_EQ(model.dataset.name, "fake");
  EXPECT_EQ(model.dataset.class_names, dataset.info().class_names);
  EXPECT_EQ(model.dataset.positive_class, 1);
  EXPECT_EQ(model.dataset.channels * 100 + model.dataset.height * 10 + model.dataset.width, 188);
  EXPECT_EQ(model.dataset.digest, "digest");
}

/// A column that is added to a record is to be documented as it is stored.
TEST(FormatPage, ListsTheColumnsOfEveryRecord) {
  const std::string page = read_file(std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() /
                                     "framework/store/README.md");
  const std::vector<std::string> lines = format_page_lines();
  EXPECT_GE(lines.size(), 30u);
  for (const std::string& line : lines) EXPECT_NE(page.find("\n" + line + "\n"), std::string::npos) << line;
}

}  // namespace
}  // namespace xil
