#include <algorithm>
#include <set>

#include "framework/loop/session_expert.h"
#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

/// Answers as the simulated expert does, is unsure of every `unsure_every`-th item, and keeps what it was asked.
class NotingExpert final : public Oracle {
 public:
  NotingExpert(const Dataset& dataset, const RunParams& run, ItemId unsure_every = 0)
      : own_(dataset, run.oracle, run.oracle_stream()), unsure_every_(unsure_every) {}
  Answer answer(const Question& question) const override {
    questions.push_back({question,
                         {question.near.begin(), question.near.end()},
                         {question.may_follow.begin(), question.may_follow.end()}});
    if (unsure_every_ > 0 && question.item % unsure_every_ == 0) return {kNoLabel, Verdict::Unsure, kUndefined, 1};
    return own_.answer(question);
  }
  double compare(const Question& question) const override {
    compared.push_back(question);
    return own_.compare(question);
  }
  Marking mark(ItemId item) const override { return own_.mark(item); }
  bool knows_regions() const override { return own_.knows_regions(); }
  double region_s() const override { return own_.region_s(); }

  struct Asked {
    Question question;
    std::vector<ItemBeside> near;
    std::vector<ExplainTask> may_follow;
  };
  mutable std::vector<Asked> questions;
  mutable std::vector<Question> compared;

 private:
  SimulatedExpert own_;
  ItemId unsure_every_;
};

RunParams by_person(RunParams run) {
  run.oracle.expert = ExpertKind::Human;
  return run;
}

TEST(Person, WhoAnswersAsTheSimulatedExpertGetsTheSameRun) {
  const FakeDataset dataset(90, 20);
  for (const char* strategy : {"random", "caipi", "nearcaipi"}) {
    const RunParams run = run_of(strategy), asked = by_person(run);
    const NotingExpert person(dataset, run);
    expect_same_course(run_with(run, dataset), run_with(asked, dataset, person), true);
  }
}

TEST(Person, SetsItemsAsideThatAreNeitherLabelledNorShownAgain) {
  const FakeDataset dataset(40, 10);
  const RunParams run = by_person(run_of("caipi"));
  const NotingExpert person(dataset, run, 3);
  const Result result = run_with(run, dataset, person);
  std::set<ItemId> seen;
  std::size_t unsure = 0;
  for (const ShownRecord& look : result.log.looks) {
    EXPECT_TRUE(seen.insert(look.item).second) << look.item;
    if (look.item % 3 != 0) continue;
    ++unsure;
    EXPECT_EQ(look.verdict, Verdict::Unsure);
    EXPECT_EQ(look.given_label, kNoLabel);
    EXPECT_EQ(look.edits + look.region_losses, 0);
  }
  EXPECT_GT(unsure, 3u);
  const auto initial = result.log.initial;
  for (const Example& example : result.examples) {
    const bool at_start = std::ranges::find(initial, example.item) != initial.end();
    EXPECT_TRUE(at_start || example.item % 3 != 0) << example.item;
  }
  const std::string note = std::to_string(unsure) + " items were set aside: the expert was unsure";
  EXPECT_NE(std::ranges::find(result.log.notes, note), result.log.notes.end());
}

TEST(Person, GoesOnAfterAnInterruptionWithTheSameItemsSetAside) {
  const FakeDataset dataset(40, 10);
  const RunParams run = by_person(run_of("caipi"));
  const Result whole = run_with(run, dataset, NotingExpert(dataset, run, 3));
  for (const RunHistory& past : whole.log.past) {
    MemoryLog log;
    FakeLearner learner(dataset);
    const auto strategy = make_strategy(run.strategy);
    const NotingExpert person(dataset, run, 3);
    run_loop({run, dataset, *strategy, person, learner, log, &past});
    std::vector<ShownRecord> looks = past.shown;
    looks.insert(looks.end(), log.looks.begin(), log.looks.end());
    ASSERT_EQ(looks.size(), whole.log.looks.size());
    for (std::size_t i = 0; i < looks.size(); ++i) EXPECT_EQ(looks[i].item, whole.log.looks[i].item);
  }
}

TEST(Person, IsShownNearHitsAndMissesOfTheItemByPredictedClass) {
  const FakeDataset dataset(60, 10);
  RunParams run = by_person(run_of("random"));
  run.oracle.near = 2;
  const NotingExpert person(dataset, run);
  run_with(run, dataset, person);
  ASSERT_FALSE(person.questions.empty());
  for (const auto& [question, near, follow] : person.questions) {
    ASSERT_EQ(near.size(), 4u);  // of 60 random pictures, two classes of enough items
    for (std::size_t i = 0; i < near.size(); ++i) {
      EXPECT_NE(near[i].item, question.item);
      EXPECT_EQ(near[i].reason, i < 2 ? Reason::NearHit : Reason::NearMiss);
      EXPECT_EQ(near[i].predicted == question.predicted, near[i].reason == Reason::NearHit);
    }
    EXPECT_GE(near[0].similarity, near[1].similarity);
  }
}

TEST(Person, IsAskedNextWhatWasAnnounced) {
  const FakeDataset dataset(60, 10);
  const RunParams run = by_person(run_of("nearcaipi"));
  const NotingExpert person(dataset, run);
  run_with(run, dataset, person);
  for (std::size_t i = 1; i < person.questions.size(); ++i) {
    const auto& before = person.questions[i - 1];
    const auto& now = person.questions[i];
    if (now.question.round != before.question.round) continue;
    ASSERT_GE(before.may_follow.size(), 1u);
    const auto first = std::span(before.may_follow).first(std::min<std::size_t>(2, before.may_follow.size()));
    EXPECT_NE(std::ranges::find(first, now.question.item, &ExplainTask::item), first.end())
        << "item " << now.question.item << " after " << before.question.item;
  }
}

TEST(Person, OfANeighbourSeesItsQueryWithTheGivenLabel) {
  const FakeDataset dataset(60, 10);
  const RunParams run = by_person(run_of("nearcaipi"));
  const NotingExpert person(dataset, run);
  const Result result = run_with(run, dataset, person);
  std::size_t neighbours = 0;
  for (std::size_t i = 0; i < person.questions.size(); ++i) {
    const auto& asked = person.questions[i];
    if (asked.question.reason == Reason::Query) continue;
    ++neighbours;
    ASSERT_FALSE(asked.near.empty());
    EXPECT_EQ(asked.near.front().reason, Reason::Query);
    EXPECT_EQ(asked.near.front().item, result.log.looks[i].of);
    EXPECT_EQ(asked.near.front().given_label, dataset.item(asked.near.front().item).label);
  }
  EXPECT_GT(neighbours, 0u);
}

TEST(Person, PractisesOnValidationItemsThatAreNotCounted) {
  const FakeDataset dataset(60, 10);
  RunParams run = by_person(run_of("caipi"));
  const Result without = run_with(run, dataset, NotingExpert(dataset, run));
  run.oracle.practice = 3;
  const NotingExpert person(dataset, run);
  expect_same_course(without, run_with(run, dataset, person), true);
  const auto practice =
      std::ranges::count_if(person.questions, [](const auto& asked) { return asked.question.practice; });
  EXPECT_EQ(practice, 3);
  for (const auto& asked : person.questions) {
    if (asked.question.practice) {
      EXPECT_EQ(dataset.item(asked.question.item).split, Split::Validation);
      EXPECT_NE(asked.question.explanation, nullptr);
    }
  }
}

TEST(Person, ComparesLabelledNeighboursWithoutAnAnswer) {
  const FakeDataset dataset(60, 10);
  const RunParams run = by_person(run_of("nearcaipi", {{"neighbours_from", text("labelled")}}));
  const NotingExpert person(dataset, run);
  const Result result = run_with(run, dataset, person);
  ASSERT_FALSE(person.compared.empty());
  EXPECT_EQ(person.questions.size() + person.compared.size(), result.log.looks.size());
  for (const Question& compared : person.compared) EXPECT_NE(compared.given_label, kNoLabel);
}

TEST(RandomOrder, ShowsTheSameItemsOfARoundInAnotherOrder) {
  const FakeDataset dataset(60, 10);
  RunParams run = run_of("active");
  run.rounds = 1;
  const Result chosen = run_with(run, dataset);
  run.oracle.order = ItemOrder::Random;
  const Result shuffled = run_with(run, dataset), again = run_with(run, dataset);
  const auto items = [](const Result& result) {
    std::vector<ItemId> all;
    for (const ShownRecord& look : result.log.looks) all.push_back(look.item);
    return all;
  };
  std::vector<ItemId> one = items(chosen), other = items(shuffled);
  EXPECT_EQ(other, items(again));
  EXPECT_NE(one, other);
  std::ranges::sort(one);
  std::ranges::sort(other);
  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace xil
