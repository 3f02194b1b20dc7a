#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/interfaces/run_paused.h"
#include "tests/interact/sitting.h"
#include "tests/support/refusals.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

std::string phase(const Value& state) { return *state.find("phase")->get<std::string>(); }

class ExpertDeskTest : public testing::Test {
 protected:
  ScratchFolder folder_;
};

TEST_F(ExpertDeskTest, HandsTheAnswerOfThePageToTheLoop) {
  Sitting sitting(folder_.path());
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  const Value state = sitting.question(1);
  ASSERT_EQ(phase(state), "question");
  EXPECT_EQ(sitting.post(1, 1, "label", R"(,"label":1)").status, 200);
  EXPECT_EQ(sitting.post(1, 2, "reasons", R"(,"reasons":"wrong")").status, 200);
  EXPECT_EQ(sitting.post(1, 3, "stroke", R"(,"target":"wrong","rle":[0,2,4])").status, 200);
  EXPECT_EQ(sitting.post(1, 4, "answer").status, 200);
  const SessionAnswer given = answer.get();
  EXPECT_EQ(given.item, 7u);
  EXPECT_EQ(given.verdict, Verdict::WrongReasons);
  EXPECT_EQ(area(given.wrong), 2u);
}

TEST_F(ExpertDeskTest, AcknowledgesARepeatedEventWithoutEffect) {
  Sitting sitting(folder_.path());
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  sitting.question(1);
  sitting.post(1, 1, "label", R"(,"label":0)");
  EXPECT_EQ(sitting.post(1, 1, "label", R"(,"label":1)").status, 200);
  sitting.post(1, 2, "answer");
  EXPECT_EQ(answer.get().given_label, 0);
}

TEST_F(ExpertDeskTest, RefusesWhatDoesNotFitWithOneLineAndStays) {
  Sitting sitting(folder_.path());
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  sitting.question(1);
  for (const char* body : {"", "{", "[1]", R"({"client":"tab-1"})", R"({"client":"tab-1","client":"x"})"}) {
    const PageReply reply = sitting.desk.event(body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.body.find('\n'), std::string::npos);
  }
  EXPECT_EQ(sitting.post(1, 1, "stroke", R"(,"target":"wrong","rle":[7])").status, 400);
  EXPECT_EQ(sitting.post(1, 1, "answer").status, 400);
  EXPECT_EQ(sitting.post(5, 1, "tick").status, 410);
  sitting.post(1, 1, "unsure");
  EXPECT_EQ(answer.get().verdict, Verdict::Unsure);
}

TEST_F(ExpertDeskTest, TellsASecondTabThatTheSessionIsOpenElsewhereUnlessItTakesOver) {
  Sitting sitting(folder_.path());
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  sitting.question(1);
  EXPECT_EQ(sitting.desk.open(R"({"client":"tab-2"})").status, 409);
  EXPECT_EQ(sitting.desk.state("tab-2").status, 409);
  EXPECT_EQ(sitting.desk.open(R"({"client":"tab-2","take_over":true})").status, 200);
  EXPECT_EQ(sitting.post(1, 1, "unsure").status, 409);  // of tab-1
  EXPECT_EQ(sitting.post(1, 1, "unsure", "", "tab-2").status, 200);
  answer.get();
}

TEST_F(ExpertDeskTest, GoesOnWithTheDraftAfterTheProcessWasKilled) {
  {
    Sitting sitting(folder_.path());
    sitting.open();
    auto answer = sitting.ask(card_of(7));
    sitting.question(1);
    sitting.post(1, 1, "label", R"(,"label":1)");
    sitting.post(1, 2, "stroke", R"(,"target":"defect","rle":[5,1])");
    sitting.stop = true;
    EXPECT_THROW(answer.get(), RunPaused);
  }
  Sitting sitting(folder_.path());
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  const Value state = sitting.question(1);
  const Value& draft = *state.find("question")->find("draft");
  EXPECT_EQ(*draft.find("label"), Value(std::int64_t{1}));
  EXPECT_EQ(*draft.find("seq"), Value(std::int64_t{2}));
  sitting.post(1, 3, "reasons", R"(,"reasons":"right")");
  sitting.post(1, 4, "answer");
  const SessionAnswer given = answer.get();
  EXPECT_EQ(given.verdict, Verdict::RightReasons);
  EXPECT_EQ(area(given.defect), 1u);
}

TEST_F(ExpertDeskTest, LetsThePageTryAgainUntilTheItemIsThereAgainAfterARestart) {
  {
    Sitting sitting(folder_.path());
    sitting.open();
    auto answer = sitting.ask(card_of(7));
    sitting.question(1);
    sitting.post(1, 1, "label", R"(,"label":0)");
    sitting.stop = true;
    EXPECT_THROW(answer.get(), RunPaused);
  }
  Sitting sitting(folder_.path());
  EXPECT_EQ(sitting.post(1, 2, "answer").status, 503);                  // the network is still being trained
  EXPECT_EQ(sitting.post(1, 1, "label", R"(,"label":0)").status, 200);  // is kept already
  EXPECT_EQ(sitting.post(2, 1, "tick").status, 410);                    // of an item that was never shown
  auto answer = sitting.ask(card_of(7));
  sitting.question(1);
  EXPECT_EQ(sitting.post(1, 2, "answer").status, 200);
  EXPECT_EQ(answer.get().given_label, 0);
}

TEST_F(ExpertDeskTest, GivesAnAnswerOfTheJournalWithoutThePage) {
  {
    Sitting sitting(folder_.path());
    sitting.open();
    auto answer = sitting.ask(card_of(7));
    sitting.question(1);
    sitting.post(1, 1, "label", R"(,"label":0)");
    sitting.post(1, 2, "answer");
    answer.get();
  }
  Sitting sitting(folder_.path());
  EXPECT_EQ(sitting.desk.ask(card_of(7)).given_label, 0);
  EXPECT_EQ(sitting.desk.session().answers.size(), 1u);
}

TEST_F(ExpertDeskTest, AsksAnewIfTheNetworkNowPredictsOtherwise) {
  {
    Sitting sitting(folder_.path());
    sitting.open();
    auto answer = sitting.ask(card_of(7));
    sitting.question(1);
    sitting.post(1, 1, "label", R"(,"label":0)");
    sitting.post(1, 2, "answer");
    answer.get();
  }
  Sitting sitting(folder_.path());
  sitting.open();
  Card card = card_of(7);
  card.rules.predicted = 0;
  auto answer = sitting.ask(card);
  sitting.question(1);
  sitting.post(1, 1, "unsure");
  EXPECT_EQ(answer.get().verdict, Verdict::Unsure);
  EXPECT_EQ(sitting.desk.session().answers.size(), 1u);
}

TEST_F(ExpertDeskTest, ShowsALabelledItemForComparisonEachTimeItIsDue) {
  Sitting sitting(folder_.path());
  sitting.open();
  for (const std::int64_t occurrence : {0, 1}) {
    Card card = card_of(7);
    card.key.comparison = true;
    card.key.occurrence = occurrence;
    auto answer = sitting.ask(card);
    sitting.question(occurrence + 1);
    EXPECT_EQ(sitting.post(occurrence + 1, 1, "continue").status, 200);
    EXPECT_TRUE(answer.get().comparison);
  }
  EXPECT_EQ(sitting.desk.session().answers.size(), 2u);
}

TEST_F(ExpertDeskTest, RefusesAJournalOfAnotherRunAndDamagedLinesWithTheirPlace) {
  const auto journal = folder_.path() / "sessions" / "0123456789abcdef.jsonl";
  { const Sitting sitting(folder_.path()); }
  const auto refusal_with = [&](const std::string& line) {
    std::ofstream(journal) << line << "\n";
    return refusal([&] { const Sitting sitting(folder_.path()); });
  };
  EXPECT_NE(refusal_with(R"({"kind":"session","time_unix":1,"run_id":"fedcba9876543210"})").find("fedcba9876543210"),
            std::string::npos);
  EXPECT_NE(refusal_with(R"({"kind":"riddle","time_unix":1})").find("0123456789abcdef.jsonl:1"), std::string::npos);
}

TEST_F(ExpertDeskTest, KeepsOfAPostWhatItsActionNeeds) {
  Sitting sitting(folder_.path());
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  sitting.question(1);
  sitting.post(1, 1, "tick", R"(,"junk":"0123456789")");
  sitting.post(1, 2, "stroke", R"(,"target":"wrong","rle":[0,0,0,1,0,1,4,0,0])");
  EXPECT_EQ(sitting.post(1, 0, "tick").status, 400);
  sitting.post(1, 3, "unsure");
  EXPECT_EQ(area(answer.get().wrong), 2u);
  std::ifstream file(folder_.path() / "sessions" / "0123456789abcdef.jsonl");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text.find("junk"), std::string::npos);
  EXPECT_NE(text.find("[0, 2, 4]"), std::string::npos) << text;
}

TEST_F(ExpertDeskTest, ShowsTheMapOnlyWhenTheModeAllowsIt) {
  Sitting sitting(folder_.path(), facts(MapDisplay::AfterLabel));
  sitting.open();
  auto answer = sitting.ask(card_of(7));
  EXPECT_EQ(*sitting.question(1).find("question")->find("map"), Value(false));
  EXPECT_TRUE(sitting.question(1).find("question")->find("highlighted")->is_null());
  EXPECT_EQ(sitting.desk.map(1, 0).status, 404);
  EXPECT_EQ(sitting.desk.picture(1, 0).body, "picture 7");
  sitting.post(1, 1, "label", R"(,"label":1)");
  EXPECT_EQ(*sitting.question(1).find("question")->find("map"), Value(true));
  EXPECT_EQ(sitting.desk.map(1, 0).body, "map 7");
  EXPECT_EQ(sitting.desk.map(1, 1).status, 202);  // it is still being made
  EXPECT_EQ(sitting.desk.picture(1, 1).body, "picture 8");
  for (const auto& [question, slot] : {std::pair{1, 2}, {1, -1}, {2, 0}, {0, 0}}) {
    EXPECT_EQ(sitting.desk.picture(question, slot).status, 404);
    EXPECT_EQ(sitting.desk.map(question, slot).status, 404);
  }
  sitting.post(1, 2, "unsure");
  answer.get();
}

TEST_F(ExpertDeskTest, TakesQuestionnairesAndSkippedOnes) {
  Sitting sitting(folder_.path());
  sitting.open();
  auto asked = std::async(std::launch::async, [&] {
    sitting.desk.ask_questionnaire("tlx");
    sitting.desk.ask_questionnaire("sus");
  });
  const auto fill = [&](const std::string& rest) {
    for (int i = 0; i < 2000; ++i) {
      const PageReply reply = sitting.post(0, 1, "questionnaire", rest);
      if (reply.status == 200) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  };
  EXPECT_TRUE(fill(R"(,"scale":"tlx","values":{"mental_demand":55,"effort":20})"));
  EXPECT_TRUE(fill(R"(,"scale":"sus","skipped":true)"));
  asked.get();
  const Session session = sitting.desk.session();
  ASSERT_EQ(session.questionnaire.size(), 16u);
  EXPECT_EQ(session.questionnaire[0].value, 55);
  EXPECT_TRUE(std::isnan(session.questionnaire[1].value));
  EXPECT_TRUE(std::isnan(session.questionnaire[6].value));
}

TEST_F(ExpertDeskTest, TellsThePageHowItEnded) {
  Sitting sitting(folder_.path());
  sitting.open();
  sitting.desk.finish("0123456789abcdef.h5");
  EXPECT_EQ(phase(parse_json(sitting.desk.state("tab-1").body, "test")), "finished");
  sitting.desk.wait_until_told(std::chrono::seconds(60));
}

}  // namespace
}  // namespace xil
