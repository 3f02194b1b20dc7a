#include "framework/loop/session_expert.h"

#include "framework/core/base/error.h"

namespace xil {
namespace {

const Region* if_any(const std::optional<Region>& region) { return region ? &*region : nullptr; }

OracleParams for_substitute(const OracleParams& params) {
  OracleParams substitute = params;
  substitute.expert = ExpertKind::Simulated;
  return substitute;
}

}  // namespace

Marking marking_of(const SessionAnswer& answer) {
  Marking marking;
  if (area(answer.defect) > 0) marking.defect = answer.defect;
  if (area(answer.wrong) > 0) marking.confounder = answer.wrong;
  return marking;
}

Verdict verdict_of(int given_label, int predicted, Verdict reasons) {
  if (given_label == kNoLabel) return Verdict::Unsure;
  return given_label != predicted ? Verdict::WrongLabel : reasons;
}

double reference_score(const Question& question, Verdict verdict, const Dataset& dataset, const OracleParams& params) {
  const bool has_score = verdict != Verdict::WrongLabel && verdict != Verdict::Unsure;
  if (!has_score || question.explanation == nullptr) return kUndefined;
  return judge_reasons(*question.explanation, dataset.defect(question.item), dataset.confounder(question.item), params)
      .score;
}

SessionExpert::SessionExpert(const Dataset& dataset, const OracleParams& params, std::uint64_t oracle_seed,
                             const Session& session)
    : dataset_(dataset), params_(params), substitute_(dataset, for_substitute(params), oracle_seed) {
  for (const SessionAnswer& answer : session.answers) {
    if (answer.practice) continue;
    require(answer.item < dataset.size(), "the session answers item {}, and the dataset has {} items", answer.item,
            dataset.size());
    if (answer.comparison)
      comparison_s_[{answer.round, answer.item}].push_back(answer.active_s());
    else
      answers_[answer.item] = answer;
  }
}

const SessionAnswer* SessionExpert::find(ItemId item) const {
  const auto found = answers_.find(item);
  return found == answers_.end() ? nullptr : &found->second;
}

Answer SessionExpert::simulated(const Question& question) const {
  refuse_unless(
      params_.missing == MissingAnswers::Simulate,
      "the person of the session did not answer item {} ('{}'): set oracle.missing to simulate, or replay with "
      "the strategy, model and seed of the session",
      question.item, dataset_.item(question.item).path);
  return substitute_.answer(question);
}

AnswerSource SessionExpert::source(const SessionAnswer* given, int predicted, bool asks_reasons) {
  if (given == nullptr) return AnswerSource::Simulated;
  if (given->given_label != predicted || !asks_reasons) return AnswerSource::Person;
  const bool judged = given->verdict != Verdict::WrongLabel && given->verdict != Verdict::Unsure;
  return judged && given->predicted == predicted ? AnswerSource::Person : AnswerSource::LabelOfPerson;
}

AnswerSource SessionExpert::source_of(const ShownRecord& look, bool judged) const {
  return source(find(look.item), look.predicted, judged && look.explained);
}

Answer SessionExpert::answer(const Question& question) const {
  const SessionAnswer* given = find(question.item);
  if (given == nullptr) return simulated(question);
  Answer answer;
  answer.given_label = given->given_label;
  answer.expert_s = given->active_s();
  Verdict reasons = Verdict::NotJudged;
  if (question.explanation != nullptr) {
    const Marking drawn = marking_of(*given);
    const bool by_rule = source(given, question.predicted, true) == AnswerSource::LabelOfPerson;
    reasons =
        by_rule ? judge_reasons(*question.explanation, if_any(drawn.defect), if_any(drawn.confounder), params_).verdict
                : given->verdict;
  }
  answer.verdict = verdict_of(answer.given_label, question.predicted, reasons);
  answer.verdict_score = reference_score(question, answer.verdict, dataset_, params_);
  return answer;
}

double SessionExpert::compare(const Question& question) const {
  const std::pair<std::int64_t, ItemId> place{question.round, question.item};
  const auto found = comparison_s_.find(place);
  const std::size_t number = compared_[place]++;
  return found != comparison_s_.end() && number < found->second.size() ? found->second[number]
                                                                       : substitute_.compare(question);
}

Marking SessionExpert::mark(ItemId item) const {
  const SessionAnswer* given = find(item);
  return given != nullptr ? marking_of(*given) : substitute_.mark(item);
}

}  // namespace xil
