#include "analysis/quality/quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "analysis/quality/detection_summary.h"
#include "analysis/quality/quality_figures.h"
#include "analysis/report/figures.h"
#include "framework/store/runs/run_file_writer.h"

namespace xil {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Test items alone, with the labels and types that are given.
class TypedItems final : public Dataset {
 public:
  TypedItems(std::vector<std::string> classes, const std::vector<int>& labels, std::vector<std::string> types) {
    info_ = {"typed", std::move(classes), 1, 1, 4, 4, "digest", {}, {}, {}};
    types.resize(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i)
      items_.push_back({"pictures/" + std::to_string(i) + ".png", Split::Test, labels[i], types[i]});
  }
  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId id) const override { return Image(1, 4, 4, static_cast<std::uint8_t>(id)); }
  Image edited(ItemId id, const Edit&) const override { return image(id); }
  const Region* defect(ItemId) const override { return nullptr; }
  const Region* confounder(ItemId) const override { return nullptr; }

 private:
  DatasetInfo info_;
  std::vector<Item> items_;
};

using NamedMetrics = std::vector<std::pair<std::string, double>>;

class QualityOfRuns : public testing::Test {
 protected:
  QualityOfRuns() { std::filesystem::create_directories(folder_); }
  ~QualityOfRuns() override { std::filesystem::remove_all(folder_); }

  /// A run of one round; `maps`: items with a map.
  void add(const TypedItems& items, std::int64_t seed, std::vector<float> probabilities,
           std::vector<std::pair<std::string, double>> metrics = {}, const std::vector<ItemId>& maps = {},
           const std::string& config = "{}") {
    const LabelledRun run{"typed", "random", seed, folder_ / ("run" + std::to_string(seed) + ".h5")};
    RunHeader header;
    header.run_id = run.file.stem().string();
    header.config = config;
    header.dataset = header.model = header.explainer = "fake";
    header.strategy = run.strategy;
    header.seed = seed;
    RunFileWriter writer(header);
    std::vector<ItemId> test;
    for (ItemId id = 0; id < items.size(); ++id) test.push_back(id);
    writer.start(items, std::vector<ItemId>{}, test);
    for (const ItemId item : maps) writer.saliency({0, item, Map(4, 4, 1)}, 0);
    RoundRecord record{0, 0, 0, 1, std::move(metrics), {}, {}};
    record.test_probability = Matrix(test.size(), items.info().class_names.size());
    record.test_probability.values = std::move(probabilities);
    writer.round(record);
    writer.commit(run.file);
    runs_.push_back(run);
  }
  const Blocks& blocks() {
    data_ = read_runs(runs_);
    joined_ = join_runs(data_);
    return joined_.front();
  }
  TestResults results() { return *read_test_results(blocks(), notes_); }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("xil_quality_") + testing::UnitTest::GetInstance()->current_test_info()->name());
  std::vector<LabelledRun> runs_;
  std::vector<RunData> data_;
  std::vector<Blocks> joined_;
  std::vector<std::string> notes_;
};

/// Rows {p(ok), p(defect)} of these probabilities of a defect.
std::vector<float> of_defects(const std::vector<float>& defect) {
  std::vector<float> all;
  for (const float p : defect) all.insert(all.end(), {1 - p, p});
  return all;
}

const TypedItems kSeams({"ok", "defect"}, {0, 0, 1, 1, 1}, {"", "", "crack", "crack", "pore"});

TEST_F(QualityOfRuns, AConfusionMatrixIsTheMeanOfItsRows) {
  add(kSeams, 0, of_defects({.1f, .2f, .9f, .8f, .7f}));
  add(kSeams, 1, of_defects({.6f, .2f, .9f, .1f, .2f}));
  const ConfusionSummary summary = confusion_of(results(), 0);
  EXPECT_EQ(summary.seeds, 2u);
  EXPECT_DOUBLE_EQ(summary.shares[0][1], (0 + 1.0 / 2) / 2);
  EXPECT_DOUBLE_EQ(summary.shares[1][1], (1 + 1.0 / 3) / 2);
  EXPECT_EQ(summary.counts, (std::vector<std::vector<std::size_t>>{{3, 1}, {2, 4}}));
}

TEST_F(QualityOfRuns, RecallIsTakenPerTypeOfDefect) {
  add(kSeams, 0, of_defects({.1f, .2f, .9f, .8f, .7f}));
  add(kSeams, 1, of_defects({.6f, .2f, .9f, .1f, .2f}));
  const auto recalls = recalls_of(results());
  ASSERT_EQ(recalls.size(), 2u) << "ok items are no type";
  EXPECT_EQ(recalls[0].group, "crack");
  EXPECT_DOUBLE_EQ(recalls[0].value.mean, (1 + .5) / 2);
  EXPECT_EQ(recalls[0].items, 4u);
  EXPECT_EQ(recalls[1].group, "pore");
  EXPECT_DOUBLE_EQ(recalls[1].value.mean, .5);
}

TEST_F(QualityOfRuns, CurvesHaveTheAreasThatTheRoundsLog) {
  // By hand: with scores .3 (ok) .6 (ok) .9 .5 .2, AP = 1/3 (1/1 + 2/3 + 3/5) and AUROC = 3 of 6 pairs.
  add(kSeams, 0, of_defects({.3f, .6f, .9f, .5f, .2f}), {{"average_precision", (1 + 2.0 / 3 + 3.0 / 5) / 3}});
  const auto detection = detection_of(results());
  ASSERT_EQ(detection.size(), 1u);
  EXPECT_NEAR(detection[0].roc_area.mean, .5, 1e-12);
  EXPECT_NEAR(detection[0].average_precision.mean, (1 + 2.0 / 3 + 3.0 / 5) / 3, 1e-12);
  EXPECT_TRUE(std::isnan(detection[0].roc.low.front())) << "one seed has no band";
  EXPECT_TRUE(notes_.empty()) << notes_.front();
}

TEST_F(QualityOfRuns, ALoggedPrecisionOfAnotherClassIsNoticed) {
  add(kSeams, 0, of_defects({.3f, .6f, .9f, .5f, .2f}), {{"average_precision", .4}});
  results();
  EXPECT_THAT(notes_, Contains(HasSubstr("logged an average precision of 0.4")));
}

TEST_F(QualityOfRuns, MissedDefectsNeedEnoughOkItems) {
  std::vector<int> labels(20, 0);
  std::vector<float> scores;
  for (int i = 0; i < 20; ++i) scores.push_back(.01f * static_cast<float>(i));
  labels.insert(labels.end(), {1, 1, 1, 1});
  scores.insert(scores.end(), {.9f, .185f, .1f, .05f});
  add(TypedItems({"ok", "defect"}, labels, {}), 0, of_defects(scores));
  const auto missed = missed_of(results(), {.01, .05}, notes_);
  ASSERT_EQ(missed.size(), 1u);
  EXPECT_DOUBLE_EQ(missed[0].rate, .05);
  EXPECT_DOUBLE_EQ(missed[0].missed.mean, .5) << "only .9 and .185 lie above the second largest ok score, .18";
  EXPECT_DOUBLE_EQ(missed[0].false_alarms.mean, .05);
  EXPECT_DOUBLE_EQ(missed[0].expected_false_alarms.mean, 2.0 / 21);
  EXPECT_THAT(notes_, Contains(HasSubstr("missed defects at 1 % false alarms are undefined in runs with 20 ok test "
                                         "items, of which one is a larger share: it takes at least 100")));
}

TEST_F(QualityOfRuns, ClassesWithoutAnOkOneAreTakenOneAgainstTheOthers) {
  const TypedItems strips({"inclusion", "patches", "scratches"}, {0, 1, 2, 0, 1, 2, 0, 1, 2}, {});
  add(strips, 0,
      {.337f, .518f, .145f, .137137f, .428428f, .434434f, .32f,  .554f,    .126f,  .476f,    .025f, .499f, .419f, .13f,
       .451f, .515f, .014f, .471f,    .257f,    .458f,    .285f, .611612f, .3003f, .088088f, .295f, .568f, .137f});
  const auto detection = detection_of(results());
  ASSERT_EQ(detection.size(), 1u);
  EXPECT_NEAR(detection[0].roc_area.mean, 0.38888888888888884, 1e-12);  // scikit-learn, mean over the classes
  EXPECT_NEAR(detection[0].average_precision.mean, 0.358994708994709, 1e-12);
  EXPECT_TRUE(missed_of(results(), {.5}, notes_).empty());
  EXPECT_THAT(notes_, Contains(HasSubstr("missed defects are left out, since none of the classes inclusion, patches, "
                                         "scratches is known to be the one without a defect")));
  EXPECT_EQ(recalls_of(results()).size(), 3u);
}

TEST_F(QualityOfRuns, TheOkClassIsTheConfiguredOneElseTheFirstOfTwo) {
  TestPredictions test;
  test.class_names = {"scratch", "ok"};
  EXPECT_EQ(class_roles(test, "{}").ok, 0u);
  EXPECT_EQ(class_roles(test, R"({"dataset": {"ok_class": "ok"}})").ok, 1u);
  EXPECT_EQ(class_roles(test, R"({"dataset": {"ok_class": "none"}})").ok, std::nullopt);
  test.class_names = {"free", "crack", "pore"};
  test.labels = {0, 1, 2};
  test.types = {"", "", ""};
  EXPECT_EQ(class_roles(test, "{}").ok, std::nullopt);
  test.types = {"", "crack", "pore"};
  EXPECT_EQ(class_roles(test, "{}").ok, 0u);
}

TEST_F(QualityOfRuns, TheMostConfidentlyWrongItemsComeFirstAndSayWhereMapsAreMissing) {
  add(kSeams, 0, of_defects({.95f, .2f, .9f, .3f, .1f}), {}, {0});
  const WrongGallery gallery = wrong_gallery(results(), "wrong_typed", nullptr, notes_);
  ASSERT_EQ(gallery.items.size(), 3u);
  EXPECT_EQ(gallery.items[0].path, "pictures/0.png");
  EXPECT_TRUE(gallery.items[0].has_map);
  EXPECT_EQ(gallery.items[1].path, "pictures/4.png");
  EXPECT_EQ(gallery.items[1].predicted, "ok");
  EXPECT_THAT(notes_, Contains(HasSubstr("2 of the 3 most confidently wrong test items have no map")));
  EXPECT_THAT(notes_, Contains(HasSubstr("`saliency: all`")));
  ASSERT_EQ(gallery.figures.size(), 1u);
  EXPECT_THAT(gallery.figures[0].script, HasSubstr("'no map kept'"));
  EXPECT_THAT(gallery.figures[0].script, HasSubstr("'probability 0.950'"));
}

TEST_F(QualityOfRuns, RunsWithoutNumbersAreLeftOutAndNamed) {
  add(kSeams, 0, of_defects({.1f, .2f, .9f, .8f, .7f}));
  add(kSeams, 1, of_defects({std::nanf(""), .2f, .9f, .1f, .2f}));
  EXPECT_EQ(confusion_of(results(), 0).seeds, 1u);
  EXPECT_THAT(notes_, Contains(HasSubstr("run run1 is left out of the figures for quality assurance: its last "
                                         "predictions are no numbers")));
}

TEST_F(QualityOfRuns, TablesAndCaptionsGoWithTheFigures) {
  add(kSeams, 0, of_defects({.1f, .2f, .9f, .8f, .3f}));
  Quality quality;
  const auto figures = quality_figures(blocks(), {0}, {{.5}, nullptr}, quality, notes_);
  ASSERT_EQ(figures.size(), 4u) << "no picture is at hand, so that there is no gallery";
  EXPECT_EQ(quality.figures.size(), figures.size());
  const std::string markdown = quality_markdown(quality);
  EXPECT_THAT(markdown, HasSubstr("| typed | random | 50 % | 1 | 3 |"));
  EXPECT_THAT(markdown, HasSubstr("which is optimistic"));
  EXPECT_THAT(markdown, HasSubstr("pictures/4.png"));
  EXPECT_THAT(quality_latex(quality), HasSubstr("\\begin{tabular}{lllllrr}"));
  EXPECT_THAT(markdown, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace xil
