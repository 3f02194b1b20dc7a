#include "experiments/interact/session_account.h"

#include <gtest/gtest.h>

#include "framework/core/base/error.h"

namespace xil {
namespace {

SessionAnswer answer_of(std::int64_t round, ItemId item, Verdict verdict = Verdict::RightReasons) {
  SessionAnswer answer;
  answer.round = round;
  answer.item = item;
  answer.verdict = verdict;
  return answer;
}

/// One round in which items 5 and 6 were asked about, and the initial item 0 was shown for comparison.
RunContent run() {
  RunContent content;
  content.initial = {1, 0, 0, 0, 0, 0, 0, 0};
  content.rounds.resize(2);
  content.rounds.back().round = 1;
  for (const ItemId item : {ItemId{5}, ItemId{6}, ItemId{0}}) {
    ShownRecord& look = content.shown.emplace_back();
    look.round = 1;
    look.item = item;
    look.verdict = item == 0 ? Verdict::NotJudged : Verdict::RightReasons;
  }
  return content;
}

Session session() {
  Session made;
  made.answers = {answer_of(1, 5), answer_of(1, 6), answer_of(1, 0, Verdict::NotJudged)};
  made.answers.back().comparison = true;
  return made;
}

TEST(SessionAccount, HasEveryAnswerOfTheRunsLooks) {
  const SessionAccount account = account_of(session(), run(), "journal");
  EXPECT_EQ(account.session.answers.size(), 3u);
  EXPECT_EQ(account.unused, 0u);
}

TEST(SessionAccount, LeavesOutAnswersOfLooksThatTheRunDoesNotHaveAndCountsThem) {
  Session made = session();
  made.answers.push_back(answer_of(1, 7));
  made.answers.push_back(answer_of(2, 7));  // the run ended after round 1
  made.answers.push_back(answer_of(1, 3));
  made.answers.back().practice = true;
  made.events.resize(2);
  made.events.back().round = 2;
  const SessionAccount account = account_of(made, run(), "journal");
  EXPECT_EQ(account.session.answers.size(), 4u);
  EXPECT_EQ(account.unused, 2u);
  EXPECT_EQ(account.session.events.size(), 1u);
}

TEST(SessionAccount, RefusesARunOfWhichAnAnswerIsMissingOrAnother) {
  Session made = session();
  made.answers.erase(made.answers.begin());
  EXPECT_THROW(account_of(made, run(), "journal"), Error);
  made = session();
  made.answers.front().given_label = 1;
  EXPECT_THROW(account_of(made, run(), "journal"), Error);
}

}  // namespace
}  // namespace xil
