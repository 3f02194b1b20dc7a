#include "framework/core/interfaces/groups.h"

#include <cmath>

#include "framework/loop/metrics/group_metrics.h"
#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

/// Items whose confounders speak for classes.
class HintedDataset final : public Dataset {
 public:
  struct Entry {
    int label, hint;
  };
  explicit HintedDataset(std::vector<Entry> entries, bool marked = true) : marked_(marked), region_(2, 2) {
    info_.name = "hinted";
    info_.class_names = {"ok", "defect"};
    for (const Entry& entry : entries) items_.push_back({"", Split::Test, entry.label, "", entry.hint});
  }
  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId) const override { return Image(1, 2, 2); }
  Image edited(ItemId id, const Edit&) const override { return image(id); }
  const Region* defect(ItemId) const override { return nullptr; }
  const Region* confounder(ItemId) const override { return marked_ ? &region_ : nullptr; }

 private:
  DatasetInfo info_;
  std::vector<Item> items_;
  bool marked_;
  Region region_;
};

double named(const NamedValues& values, const std::string& name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  ADD_FAILURE() << "no " << name;
  return kUndefined;
}

NamedValues metrics_of(const HintedDataset& set, const Matrix& probabilities) {
  std::vector<ItemId> items;
  std::vector<int> labels;
  for (ItemId id = 0; id < set.size(); ++id) {
    items.push_back(id);
    labels.push_back(set.item(id).label);
  }
  return group_metrics(set, items, labels, probabilities);
}

TEST(Groups, AreClassByWhatTheConfounderSays) {
  const HintedDataset marked({{0, 0}, {0, 1}, {1, 1}, {1, kNoHint}}), bare({{1, kNoHint}}, false);
  EXPECT_EQ(group_of(marked, 0, 0), 1);
  EXPECT_EQ(group_of(marked, 1, 0), 2);
  EXPECT_EQ(group_of(marked, 2, 1), 4);
  EXPECT_EQ(group_of(marked, 0, 1), 5) << "for the class that the expert gave";
  EXPECT_EQ(group_of(marked, 3, 1), 4) << "marked, and nobody says for which class";
  EXPECT_EQ(group_of(bare, 0, 1), 3);
  EXPECT_EQ(group_name(marked.info(), 5), "defect, confounder contradicts");
}

// By hand: group 1 has one of two right, group 2 none of one, group 4 two of two: worst 0, mean .5.
TEST(GroupMetrics, AreWorstMeanAndEach) {
  const HintedDataset set({{0, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 1}});
  Matrix probabilities(5, 2);
  probabilities.values = {0.9f, 0.1f, 0.2f, 0.8f, 0.3f, 0.7f, 0.1f, 0.9f, 0.4f, 0.6f};
  const NamedValues values = metrics_of(set, probabilities);
  EXPECT_EQ(values.size(), 5u);
  EXPECT_EQ(named(values, "worst_group_accuracy"), 0);
  EXPECT_DOUBLE_EQ(named(values, "group_accuracy"), 0.5);
  EXPECT_DOUBLE_EQ(named(values, "group_accuracy_1"), 0.5);
  EXPECT_DOUBLE_EQ(named(values, "group_accuracy_2"), 0);
  EXPECT_DOUBLE_EQ(named(values, "group_accuracy_4"), 1);
}

TEST(GroupMetrics, AreUndefinedWithoutConfoundersAndForNoNumbers) {
  Matrix probabilities(1, 2, 0.5f);
  const NamedValues none = metrics_of(HintedDataset({{1, kNoHint}}, false), probabilities);
  EXPECT_EQ(none.size(), 2u);
  EXPECT_TRUE(std::isnan(named(none, "worst_group_accuracy")));
  probabilities.values[0] = std::nanf("");
  const NamedValues broken = metrics_of(HintedDataset({{1, 1}}), probabilities);
  EXPECT_TRUE(std::isnan(named(broken, "worst_group_accuracy")));
  EXPECT_TRUE(std::isnan(named(broken, "group_accuracy_4")));
}

TEST(GroupFeedback, IsGivenForEveryLabelledItemWhereAStrategyAsks) {
  const FakeDataset dataset(90, 20);
  const auto asked = run_with(run_of("group_dro"), dataset), not_asked = run_with(run_of("jtt"), dataset);
  for (const Example& example : asked.examples)
    EXPECT_EQ(example.group, group_of(dataset, example.item, example.label));
  for (const Example& example : not_asked.examples) EXPECT_EQ(example.group, kNoGroup);
}

// By hand: six initial items cost a glance of 3 s each, and each of seven items a round 3 s more than without groups.
TEST(GroupFeedback, CostsAGlanceForEveryLabelledItem) {
  const FakeDataset dataset(90, 20);
  RunParams run = run_of("dfr");
  run.oracle.glance_s = 3;
  const auto with = run_with(run, dataset);
  run.oracle.glance_s = 0;
  const auto without = run_with(run, dataset);
  for (std::size_t round = 0; round < with.log.rounds.size(); ++round) {
    EXPECT_DOUBLE_EQ(with.log.rounds[round].expert_s - without.log.rounds[round].expert_s,
                     3.0 * (6 + 7 * static_cast<double>(round)));
  }
  run = run_of("random");
  run.oracle.glance_s = 3;
  EXPECT_EQ(run_with(run, dataset).log.rounds[0].expert_s, 0) << "nobody asks";
}

TEST(GroupFeedback, IsThereAgainAfterAnInterruption) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("group_dro");
  const auto whole_run = run_with(run, dataset);
  const SimulatedExpert expert(dataset, run.oracle, run.oracle_stream());
  const auto strategy = make_strategy(run.strategy);
  const RunHistory& past = whole_run.log.past.at(3);
  FakeLearner learner(dataset);
  MemoryLog log;
  EXPECT_EQ(run_loop({run, dataset, *strategy, expert, learner, log, &past}), LoopEnd::Complete);
  EXPECT_EQ(log.rounds.back().expert_s, whole_run.log.rounds.back().expert_s);
  ASSERT_EQ(learner.trained_on().size(), whole_run.examples.size());
  for (std::size_t i = 0; i < whole_run.examples.size(); ++i)
    EXPECT_EQ(learner.trained_on()[i].group, whole_run.examples[i].group);
}

}  // namespace
}  // namespace xil
