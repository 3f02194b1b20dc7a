#include "experiments/interact/session_account.h"

#include <algorithm>
#include <map>
#include <set>

#include "framework/core/base/error.h"

namespace xil {
namespace {

using Place = std::pair<std::int64_t, ItemId>;

bool counts(const SessionAnswer& answer) { return !answer.practice && !answer.comparison; }

bool says_the_same(const SessionAnswer& answer, const ShownRecord& look) {
  return answer.given_label == look.given_label && answer.verdict == look.verdict && answer.predicted == look.predicted;
}

}  // namespace

SessionAccount account_of(Session session, const RunContent& run, const std::string& where) {
  const DividedLooks looks = divided_looks(run);
  std::map<Place, const SessionAnswer*> answers;
  for (const SessionAnswer& answer : session.answers) {
    if (counts(answer)) answers[{answer.round, answer.item}] = &answer;
  }
  std::set<Place> used;
  for (const ShownRecord* look : looks.compared) used.emplace(look->round, look->item);
  for (const ShownRecord* look : looks.asked) {
    const auto found = answers.find({look->round, look->item});
    require(
        found != answers.end() && says_the_same(*found->second, *look),
        "{}: the answer for item {} in round {} is not there any more: bring a copy of the journal back, or delete the "
        "checkpoints of this run, so that what is missing is asked again",
        where, look->item, look->round);
    used.insert(found->first);
  }
  SessionAccount account{std::move(session), 0};
  const std::int64_t last_round = run.rounds.back().round;
  account.unused = std::erase_if(account.session.answers, [&](const SessionAnswer& answer) {
    return answer.round > last_round || (!answer.practice && !used.contains({answer.round, answer.item}));
  });
  std::erase_if(account.session.events, [&](const SessionEvent& event) { return event.round > last_round; });
  return account;
}

}  // namespace xil
