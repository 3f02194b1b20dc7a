#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "experiments/interact/expert_desk.h"
#include "experiments/runner/run_expert.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

class NoPictures final : public CardPictures {
 public:
  std::string picture(ItemId item) const override { return "picture " + std::to_string(item); }
  std::optional<std::string> map(ItemId item, const Explanation* explained) const override {
    if (explained == nullptr) return std::nullopt;
    return "map " + std::to_string(item);
  }
};

SessionFacts facts(MapDisplay maps = MapDisplay::Shown) {
  SessionFacts facts{"P01", "weld", "caipi", {"ok", "defect"}, 2, 3, 1, 5, 10, {}};
  facts.oracle.maps = maps;
  return facts;
}

Card card_of(ItemId item, std::int64_t round = 1) {
  Card card;
  card.key = {round, item, false, false};
  card.rules = {1, true, 2, 2, 3};
  card.explanation = std::make_shared<const Explanation>();
  card.probability = 0.9;
  card.number = 1;
  card.in_round = 10;
  card.near = {{item + 1, Reason::NearHit, 1, 0.8, 0.9, kNoLabel}};
  card.verdicts_marking = {Verdict::WrongReasons};
  card.highlighted = {0, 2, 4};
  return card;
}

/// One process at the desk of a session's folder.
class Sitting {
 public:
  explicit Sitting(const std::filesystem::path& out, SessionFacts about = facts())
      : journal_(out, "0123456789abcdef"),
        desk({std::move(about), std::make_shared<NoPictures>(), journal_, [this] { return stop.load(); }}) {}

 private:
  SessionJournal journal_;

 public:
  std::atomic<bool> stop = false;
  ExpertDesk desk;

  Value open(const std::string& client = "tab-1") {
    return parse_json(desk.open(fmt::format(R"({{"client":"{}"}})", client)).body, "test");
  }
  PageReply post(std::int64_t question, std::int64_t seq, const std::string& action, const std::string& rest = "",
                 const std::string& client = "tab-1") {
    return desk.event(fmt::format(R"({{"client":"{}","question":{},"seq":{},"action":"{}","active_s":1,"idle_s":0{}}})",
                                  client, question, seq, action, rest));
  }
  std::future<SessionAnswer> ask(Card card) {
    return std::async(std::launch::async, [this, card] { return desk.ask(card); });
  }
  /// The state once the question is on the desk.
  Value question(std::int64_t id) {
    for (int i = 0; i < 2000; ++i) {
      const Value state = parse_json(desk.state("tab-1").body, "test");
      const Value* found = state.find("question");
      if (found != nullptr && !found->is_null() && *found->find("id")->get<std::int64_t>() == id) return state;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return {};
  }
};

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
    EXPECT_THROW(answer.get(), ExpertPaused);
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
    EXPECT_THROW(answer.get(), ExpertPaused);
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
