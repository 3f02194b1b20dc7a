#include "experiments/interact/human_expert.h"

#include "framework/core/base/error.h"
#include "framework/core/numeric/run_lengths.h"
#include "framework/loop/metrics/localisation.h"
#include "framework/loop/session_expert.h"

namespace xil {

Card HumanExpert::card_of(const Question& question) const {
  const DatasetInfo& info = parts_.dataset.info();
  const bool shows_maps = parts_.run.oracle.maps != MapDisplay::Hidden;  // else nobody can judge the reasons
  Card card;
  card.key = {question.round, question.item, question.practice, false, 0};
  card.rules = {question.predicted, shows_maps && question.explanation != nullptr, info.classes(), info.height,
                info.width};
  if (question.explanation != nullptr) {
    card.explanation = std::make_shared<const Explanation>(*question.explanation);
    const Map relevance = positive_relevance(*question.explanation);
    card.highlighted = run_lengths(highlighted(relevance, parts_.run.oracle.highlight));
  }
  card.probability = question.probability;
  card.reason = question.reason;
  card.similarity = question.similarity;
  card.given_label = question.given_label;
  card.number = question.number;
  card.in_round = question.in_round;
  card.near.assign(question.near.begin(), question.near.end());
  for (const Verdict verdict : kLabellingVerdicts) {
    if (parts_.strategy.corrections(verdict).reads_regions()) card.verdicts_marking.push_back(verdict);
  }
  return card;
}

/// The next item first, whatever the answer will be; then the pictures beside this one; then what may come later.
void HumanExpert::look_ahead(const Question& question) const {
  constexpr std::size_t kUrgent = 2;
  std::vector<ExplainTask> tasks;
  const auto follow = question.may_follow;
  const auto urgent = follow.first(std::min(kUrgent, follow.size()));
  tasks.assign(urgent.begin(), urgent.end());
  if (question.explanation != nullptr && parts_.run.oracle.maps != MapDisplay::Hidden) {
    for (const ItemBeside& near : question.near) tasks.push_back({near.item, near.predicted});
  }
  for (const ExplainTask& task : follow.subspan(urgent.size())) tasks.push_back(task);
  parts_.learner.look_ahead(std::move(tasks), question.round);
}

Answer HumanExpert::answer(const Question& question) const {
  if (!question.practice) look_ahead(question);
  const SessionAnswer given = parts_.desk.ask(card_of(question));
  if (!question.practice) marked_[question.item] = marking_of(given);
  Answer answer;
  answer.given_label = given.given_label;
  answer.verdict = given.verdict;
  answer.expert_s = given.active_s();
  answer.verdict_score = reference_score(question, answer.verdict, parts_.dataset, parts_.run.oracle);
  return answer;
}

double HumanExpert::compare(const Question& question) const {
  Card card = card_of(question);
  card.key.comparison = true;
  card.rules.asks_reasons = false;
  card.key.occurrence = compared_[{question.round, question.item}]++;
  return parts_.desk.ask(std::move(card)).active_s();
}

Marking HumanExpert::mark(ItemId item) const {
  const auto found = marked_.find(item);
  require(found != marked_.end(), "item {} was not shown to the person", item);
  return found->second;
}

}  // namespace xil
