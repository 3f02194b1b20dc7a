#include "framework/loop/session_expert.h"

#include <algorithm>
#include <cmath>

#include "framework/core/base/error.h"
#include "tests/loop/loop_runs.h"

namespace xil {
namespace {

/// The session of a person who answered as in the looks of a run, and drew the dataset's regions.
Session session_of(const Result& result, const Dataset& dataset) {
  Session session;
  for (const ShownRecord& look : result.log.looks) {
    SessionAnswer answer;
    answer.round = look.round;
    answer.item = look.item;
    answer.predicted = look.predicted;
    answer.given_label = look.given_label;
    answer.verdict = look.verdict;
    if (const Region* defect = dataset.defect(look.item)) answer.defect = *defect;
    if (const Region* confounder = dataset.confounder(look.item)) answer.wrong = *confounder;
    session.answers.push_back(answer);
  }
  return session;
}

RunParams replay_of(RunParams run, MissingAnswers missing = MissingAnswers::Refuse) {
  run.oracle.expert = ExpertKind::Replay;
  run.oracle.missing = missing;
  return run;
}

TEST(SessionExpert, RepeatsTheRunThatTheSessionWasMadeIn) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("nearcaipi");
  const Result first = run_with(run, dataset);
  const SessionExpert expert(dataset, replay_of(run).oracle, run.oracle_stream(), session_of(first, dataset));
  const Result again = run_with(replay_of(run), dataset, expert);
  expect_same_course(first, again, true);
  ASSERT_EQ(first.log.looks.size(), again.log.looks.size());
  for (std::size_t i = 0; i < first.log.looks.size(); ++i) {
    const double one = first.log.looks[i].verdict_score, other = again.log.looks[i].verdict_score;
    EXPECT_TRUE(one == other || (std::isnan(one) && std::isnan(other))) << i;
    EXPECT_EQ(expert.source_of(again.log.looks[i], true), AnswerSource::Person) << i;
  }
}

TEST(SessionExpert, RefusesWhatThePersonDidNotAnswerOrSimulatesIt) {
  const FakeDataset dataset(90, 20);
  const RunParams run = run_of("caipi");
  Session session = session_of(run_with(run, dataset), dataset);
  session.answers.resize(10);
  const SessionExpert strict(dataset, replay_of(run).oracle, 0, session);
  EXPECT_THROW(run_with(replay_of(run), dataset, strict), Error);
  const RunParams lenient = replay_of(run, MissingAnswers::Simulate);
  const SessionExpert expert(dataset, lenient.oracle, 0, session);
  const Result result = run_with(lenient, dataset, expert);
  expect_same_course(run_with(run, dataset), result, true);
  const auto simulated = std::ranges::count_if(result.log.looks, [&](const ShownRecord& look) {
    return expert.source_of(look, true) == AnswerSource::Simulated;
  });
  EXPECT_EQ(static_cast<std::size_t>(simulated), result.log.looks.size() - 10);
}

/// One question about item 1 (label 1, with a defect and a confounder), of which the network predicts `predicted`.
Answer asked(const SessionExpert& expert, const Explanation& map, int predicted) {
  Question question;
  question.item = 1;
  question.predicted = predicted;
  question.explanation = &map;
  return expert.answer(question);
}

/// A map that lies on the defect alone, and one on the confounder alone.
Explanation on_region(const Region& region) {
  Explanation explanation;
  explanation.map = Map(8, 8);
  std::ranges::transform(region.values, explanation.map.values.begin(), [](auto v) { return static_cast<float>(v); });
  return explanation;
}

TEST(SessionExpert, JudgesTheReasonsByTheDrawnRegionsWhereThePersonWasNotAsked) {
  const FakeDataset dataset(20, 4);
  SessionAnswer answer;
  answer.item = 1;
  answer.predicted = 0;  // it was corrected then, so that its reasons were not judged
  answer.given_label = 1;
  answer.verdict = Verdict::WrongLabel;
  answer.defect = *dataset.defect(1);
  Session session;
  session.answers = {answer};
  const OracleParams params = replay_of(run_of("caipi")).oracle;
  const SessionExpert expert(dataset, params, 0, session);
  EXPECT_EQ(asked(expert, on_region(*dataset.defect(1)), 0).verdict, Verdict::WrongLabel);
  EXPECT_EQ(asked(expert, on_region(*dataset.defect(1)), 1).verdict, Verdict::RightReasons);
  EXPECT_EQ(asked(expert, on_region(*dataset.confounder(1)), 1).verdict, Verdict::WrongReasons);
  ShownRecord look;
  look.item = 1;
  look.explained = true;
  look.predicted = 1;
  EXPECT_EQ(expert.source_of(look, true), AnswerSource::LabelOfPerson);
  look.predicted = 0;
  EXPECT_EQ(expert.source_of(look, true), AnswerSource::Person);
  look.item = 2;
  EXPECT_EQ(expert.source_of(look, true), AnswerSource::Simulated);
}

TEST(SessionExpert, SetsAsideAgainWhatThePersonSetAside) {
  const FakeDataset dataset(20, 4);
  SessionAnswer answer;
  answer.item = 1;
  answer.given_label = kNoLabel;
  answer.verdict = Verdict::Unsure;
  Session session;
  session.answers = {answer};
  const SessionExpert expert(dataset, replay_of(run_of("caipi")).oracle, 0, session);
  const Answer given = asked(expert, on_region(*dataset.defect(1)), 1);
  EXPECT_EQ(given.verdict, Verdict::Unsure);
  EXPECT_EQ(given.given_label, kNoLabel);
}

TEST(SessionExpert, LeavesPracticeOut) {
  const FakeDataset dataset(20, 4);
  SessionAnswer answer;
  answer.item = 1;
  answer.practice = true;
  Session session;
  session.answers = {answer};
  const SessionExpert expert(dataset, replay_of(run_of("caipi")).oracle, 0, session);
  EXPECT_THROW(asked(expert, on_region(*dataset.defect(1)), 1), Error);
}

}  // namespace
}  // namespace xil
