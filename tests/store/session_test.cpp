#include <gtest/gtest.h>

#include <cmath>

#include "framework/store/files/files.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"
#include "tests/support/session_files.h"

namespace xil {
namespace {

using Sentences = std::vector<std::string>;

class StoredSession : public testing::Test {
 protected:
  /// What is wrong with the file of a run with this session, which is not read then either.
  Sentences problems_with(const std::function<void(Session&)>& change) const {
    Session session = example_session();
    change(session);
    std::filesystem::remove(file_);
    example_session_run(dataset_, session).commit(file_);
    const Sentences problems = verify_run_file(file_);
    const std::string message = message_of([&] { read_session(file_); });
    EXPECT_EQ(problems.empty(), message.empty()) << message;
    const std::string first = problems.empty() ? "" : problems.front();
    EXPECT_NE(message.find(first), std::string::npos) << message;
    return problems;
  }

  const FakeDataset dataset_{10, 6};
  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / (std::string(kExampleId) + ".h5");
};

void expect_same(const SessionEvent& read, const SessionEvent& written) {
  EXPECT_EQ(read.time_unix, written.time_unix);
  EXPECT_EQ(read.round, written.round);
  EXPECT_EQ(read.item, written.item);
  EXPECT_EQ(read.practice, written.practice);
  EXPECT_EQ(read.action, written.action);
  EXPECT_EQ(read.target, written.target);
  EXPECT_EQ(read.value, written.value);
  EXPECT_EQ(read.active_s, written.active_s);
  EXPECT_EQ(read.idle_s, written.idle_s);
}

void expect_same(const SessionAnswer& read, const SessionAnswer& written) {
  EXPECT_EQ(read.round, written.round);
  EXPECT_EQ(read.item, written.item);
  EXPECT_EQ(read.practice, written.practice);
  EXPECT_EQ(read.comparison, written.comparison);
  EXPECT_EQ(read.predicted, written.predicted);
  EXPECT_EQ(read.given_label, written.given_label);
  EXPECT_EQ(read.verdict, written.verdict);
  EXPECT_EQ(read.strokes, written.strokes);
  EXPECT_EQ(read.active_s(), written.active_s());
  EXPECT_EQ(read.idle_s, written.idle_s);
  EXPECT_EQ(read.note, written.note);
}

TEST_F(StoredSession, ComesBackAsItWas) {
  const Session written = example_session();
  example_session_run(dataset_).commit(file_);
  EXPECT_EQ(verify_run_file(file_), Sentences{});
  const auto read = read_session(file_), listed = list_session(file_);
  ASSERT_TRUE(read && listed);
  EXPECT_EQ(read->expert, "inspector_7");
  ASSERT_EQ(read->events.size(), written.events.size());
  for (std::size_t i = 0; i < written.events.size(); ++i) expect_same(read->events[i], written.events[i]);
  ASSERT_EQ(read->answers.size(), written.answers.size());
  for (std::size_t i = 0; i < written.answers.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same(read->answers[i], written.answers[i]);
    expect_same(listed->answers[i], written.answers[i]);
    EXPECT_EQ(read->answers[i].defect, written.answers[i].defect);
    EXPECT_EQ(read->answers[i].wrong, written.answers[i].wrong);
    EXPECT_TRUE(listed->answers[i].defect.values.empty() && listed->answers[i].wrong.values.empty());
  }
  ASSERT_EQ(read->questionnaire.size(), 3U);
  EXPECT_EQ(read->questionnaire[0].name, "mental_demand");
  EXPECT_EQ(read->questionnaire[0].value, 55);
  EXPECT_TRUE(std::isnan(read->questionnaire[1].value));
  EXPECT_EQ(read->questionnaire[2].scale, "sus");
}

TEST_F(StoredSession, OfNothingIsEmpty) {
  RunFileWriter writer = example_run(dataset_);
  writer.set_session({});
  writer.commit(file_);
  EXPECT_EQ(verify_run_file(file_), Sentences{});
  const auto read = read_session(file_);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->expert.empty() && read->events.empty() && read->answers.empty() && read->questionnaire.empty());
}

TEST_F(StoredSession, WithoutNotesAndStrokesIsFine) {
  EXPECT_EQ(problems_with([](Session& session) {
              for (SessionAnswer& answer : session.answers) {
                answer.note.clear();
                answer.defect = answer.wrong = Region();
              }
            }),
            Sentences{});
  const auto read = read_session(file_);
  for (const SessionAnswer& answer : read->answers)
    EXPECT_TRUE(answer.note.empty() && answer.defect.values.empty() && answer.wrong.values.empty());
}

TEST_F(StoredSession, KeepsARegionThatWasErasedApartFromNone) {
  EXPECT_EQ(problems_with([](Session& session) { session.answers[1].wrong = Region(8, 8); }), Sentences{});
  const auto read = read_session(file_);
  EXPECT_EQ(read->answers[1].wrong, Region(8, 8));
  EXPECT_EQ(read->answers[1].defect, Region());
}

TEST_F(StoredSession, IsNotInOtherRuns) {
  example_run(dataset_).commit(file_);
  EXPECT_FALSE(read_session(file_));
  EXPECT_FALSE(read_replay_share(file_));
  const std::string bytes = read_file(file_);
  for (const char* word : {"session", "replay", "unsure"}) EXPECT_EQ(bytes.find(word), std::string::npos) << word;
}

TEST_F(StoredSession, OfImpossibleValuesIsNamed) {
  EXPECT_EQ(problems_with([](Session& session) { session.events[1].item = 20; }),
            Sentences{"/session/events: row 1 has an item that /items does not have."});
  EXPECT_EQ(problems_with([](Session& session) { session.events[2].round = 3; }),
            Sentences{"/session/events: row 2 has a round that the run does not have."});
  EXPECT_EQ(problems_with([](Session& session) { session.events[0].time_unix = -1; }),
            Sentences{"/session/events: row 0 has a time that is negative or not finite."});
  for (const std::size_t row : {1, 2, 3, 4}) {  // the example's pictures have 64 pixels, its run has 2 classes
    EXPECT_EQ(problems_with([&](Session& session) { session.events[row].value = 65; }).size(), 1U) << row;
    EXPECT_EQ(problems_with([&](Session& session) { session.events[row].value = -1; }).size(), 1U) << row;
  }
  EXPECT_EQ(problems_with([](Session& session) { session.answers[0].predicted = 2; }).size(), 1U);
  EXPECT_EQ(problems_with([](Session& session) { session.answers[0].given_label = kNoLabel; }).size(), 1U);
  EXPECT_EQ(problems_with([](Session& session) { session.answers[0].look_s = kUndefined; }),
            Sentences{"/session/answers: row 0 has a time that is negative or not finite."});
  EXPECT_EQ(problems_with([](Session& session) { session.answers[3].strokes = -1; }).size(), 1U);
  EXPECT_EQ(problems_with([](Session& session) { session.answers[3].note.assign(8001, 'x'); }).size(), 1U);
  EXPECT_EQ(problems_with([](Session& session) { session.answers[3].note = "\xff"; }).size(), 1U);
  EXPECT_EQ(problems_with([](Session& session) { session.expert.assign(257, 'x'); }).size(), 1U);
}

TEST_F(StoredSession, OfOtherQuestionsIsNamed) {
  for (const QuestionnaireLine& line : {QuestionnaireLine{"tlx", "sus_1", 3}, QuestionnaireLine{"sus", "sus_1", 5.5},
                                        QuestionnaireLine{"tlx", "effort", -1}, QuestionnaireLine{"", "effort", 1}})
    EXPECT_EQ(problems_with([&](Session& session) { session.questionnaire.push_back(line); }),
              Sentences{"/session/questionnaire: row 3 has a question or a value that its scale does not have."});
}

TEST_F(StoredSession, AgreesWithTheLooks) {
  EXPECT_EQ(problems_with([](Session& session) { session.answers[1].given_label = 1; }),
            Sentences{"/session/answers and /shown differ on item 4 in round 1: 1 W and 0 W."});
  EXPECT_EQ(problems_with([](Session& session) { session.answers[4].verdict = Verdict::RightReasons; }).size(), 1U);
  EXPECT_EQ(problems_with([](Session& session) { session.answers[1].round = 2; }),
            Sentences{"/session/answers has an answer for item 4 in round 2, and /shown has no such look."});
  EXPECT_EQ(problems_with([](Session& session) { session.answers.push_back(session.answers[1]); }),
            Sentences{"/session/answers has two answers for item 4 in round 1."});
  EXPECT_EQ(problems_with([](Session& session) { session.answers.pop_back(); }), Sentences{}) << "a look without one";
}

TEST_F(StoredSession, TakesRegionsOfThePicturesSizeOnly) {
  RunFileWriter early(example_header());
  EXPECT_NE(message_of([&] { early.set_session({}); }).find("before the run was started"), std::string::npos);
  Session session = example_session();
  session.answers[2].wrong = Region(4, 4);
  EXPECT_NE(message_of([&] { example_session_run(dataset_, session); }).find("item 5"), std::string::npos);
}

TEST_F(StoredSession, IsComparedWithOthersOnly) {
  example_session_run(dataset_).commit(file_);
  const auto write = [&](const std::string& name, const Session& session) {
    example_session_run(dataset_, session).commit(folder_ / name);
    return folder_ / name;
  };
  RunFileWriter machine = example_run(dataset_);
  machine.shown(example_unsure_look());
  machine.set_replay({kExampleId, 5, 5, 0, 0});
  machine.commit(folder_ / "machine");
  EXPECT_EQ(run_file_differences(file_, folder_ / "machine"), Sentences{}) << "a replay has no session of its own";
  EXPECT_EQ(run_file_differences(folder_ / "machine", file_), Sentences{});
  Session later = example_session();
  for (SessionEvent& event : later.events) event.time_unix += 1000, event.active_s += 1;
  later.answers[1].look_s = 7;
  EXPECT_EQ(run_file_differences(file_, write("later", later)), Sentences{}) << "times are not compared";
  later.answers[2].note = "small";
  later.answers[2].wrong.at(3, 3) = 1;
  EXPECT_EQ(run_file_differences(file_, write("other", later)),
            (Sentences{"/session/answers/note", "/session/answers/wrong"}));
}

TEST_F(StoredSession, LeavesTheShareOfAReplay) {
  RunFileWriter writer = example_run(dataset_);
  writer.set_replay({"fedcba9876543210", 4, 2, 1, 1});
  writer.commit(file_);
  EXPECT_EQ(verify_run_file(file_), Sentences{});
  const auto share = read_replay_share(file_);
  ASSERT_TRUE(share);
  EXPECT_EQ(share->session, "fedcba9876543210");
  EXPECT_EQ(share->asked * 1000 + share->answered * 100 + share->label_only * 10 + share->simulated, 4211);
  EXPECT_FALSE(read_session(file_));
  for (const ReplayShare& bad :
       {ReplayShare{"a", 3, 4, 0, 0}, ReplayShare{"a", 3, 0, -1, 0}, ReplayShare{"a", -1, 0, 0, 0}}) {
    std::filesystem::remove(file_);
    writer.set_replay(bad);
    writer.commit(file_);
    EXPECT_EQ(verify_run_file(file_).size(), 1U);
    EXPECT_NE(message_of([&] { read_replay_share(file_); }).find("/replay counts"), std::string::npos);
  }
}

class UnsureLook : public StoredSession {
 protected:
  /// The example with one more look.
  Sentences problems_with(const ShownRecord& look) const {
    std::filesystem::remove(file_);
    RunFileWriter writer = example_run(dataset_);
    writer.shown(look);
    writer.commit(file_);
    return verify_run_file(file_);
  }
};

TEST_F(UnsureLook, HasNoLabelAndComesBack) {
  EXPECT_EQ(problems_with(example_unsure_look()), Sentences{});
  const ShownRecord read = read_shown(file_).back();
  EXPECT_EQ(read.verdict, Verdict::Unsure);
  EXPECT_EQ(read.given_label, kNoLabel);
  EXPECT_NE(read_file(file_).find("W RWR RRR not_judged unsure"), std::string::npos) << "its code is explained";
}

TEST_F(UnsureLook, HasNoCorrections) {
  ShownRecord look = example_unsure_look();
  look.edits = 1;
  EXPECT_EQ(problems_with(look), Sentences{"/shown: row 4 was set aside, and has a label or corrections."});
  look = example_unsure_look();
  look.item = 6;  // of which the example has a copy in round 2
  EXPECT_EQ(problems_with(look), Sentences{"/corrections has one of item 6, which was set aside in round 2."});
}

TEST_F(UnsureLook, IsTheOnlyOneWithoutALabel) {
  ShownRecord look = example_unsure_look();
  look.given_label = 0;
  EXPECT_EQ(problems_with(look).size(), 1U);
  look = example_unsure_look();
  look.verdict = Verdict::NotJudged;
  EXPECT_EQ(problems_with(look), Sentences{"/shown/given_label holds -1, but there are 2 classes."});
}

}  // namespace
}  // namespace xil
