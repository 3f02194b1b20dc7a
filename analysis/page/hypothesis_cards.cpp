#include "analysis/page/hypothesis_cards.h"

#include <fmt/format.h>

#include <cmath>

#include "framework/core/base/params.h"

namespace xil {
namespace {

AnswerCard::State state_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Claimed:
    case Outcome::Opposite:
      return AnswerCard::State::Claimed;
    case Outcome::Open:
      return AnswerCard::State::Open;
    case Outcome::Unanswered:
      return AnswerCard::State::TooFew;
    case Outcome::Exploratory:
      return AnswerCard::State::Exploratory;
  }
  return AnswerCard::State::Open;
}

std::string claim_badge(HypothesisKind kind) {
  switch (kind) {
    case HypothesisKind::Better:
      return "Claimed: better";
    case HypothesisKind::Equivalent:
      return "Claimed: equivalent";
    case HypothesisKind::NotWorse:
      return "Claimed: not worse";
  }
  return {};
}

std::string badge_of(const HypothesisAnswer& answer) {
  switch (answer.outcome) {
    case Outcome::Claimed:
      return claim_badge(answer.asked.terms.kind);
    case Outcome::Opposite:
      return "The opposite is claimed";
    case Outcome::Open:
      return "Undecided";
    case Outcome::Unanswered:
      return "Not answered";
    case Outcome::Exploratory:
      return "Exploratory";
  }
  return {};
}

std::vector<std::string> facts_of(const HypothesisAnswer& answer) {
  std::vector<std::string> facts;
  const auto& [left, equal, right, error, samples] = answer.probabilities;
  if (std::isfinite(left))
    facts.push_back(fmt::format("As description, probabilities: {} better {:.2f}, {}{} better {:.2f}.",
                                answer.asked.first, right, equal > 0 ? fmt::format("equal {:.2f}, ", equal) : "",
                                answer.asked.second, left));
  if (std::isfinite(answer.first_mean) && std::isfinite(answer.second_mean))
    facts.push_back(fmt::format("Means: {} {:.3f}, {} {:.3f}.", answer.asked.first, answer.first_mean,
                                answer.asked.second, answer.second_mean));
  return facts;
}

std::string needs_of(const HypothesisAnswer& answer) {
  if (answer.claimed() || answer.outcome == Outcome::Exploratory) return {};
  if (!answer.asked.unreadable.empty()) return "the xil that made its runs.";
  if (answer.outcome == Outcome::Unanswered)
    return "a value of every pair; `xil status` lists the runs that are missing.";
  if (answer.look && answer.look->next > 0) return fmt::format("the next look, at {} seeds.", answer.look->next);
  if (answer.look) return "a new sweep with seeds of its own: it was the last look.";
  if (!answer.seeds_for_80) return "more seeds than can be planned from what was seen.";
  return fmt::format("{} seeds for the difference that was seen, with 80 % power{}.", *answer.seeds_for_80,
                     answer.seeds_for_95 ? fmt::format("; {} with 95 %", *answer.seeds_for_95) : std::string());
}

/// Where a difference may lie by the hypothesis and count as none: on the side of 0 that it tests, or on both.
std::optional<Interval> margin_of(const HypothesisTerms& terms) {
  switch (terms.kind) {
    case HypothesisKind::Better:
      break;
    case HypothesisKind::Equivalent:
      return Interval{-terms.margin, terms.margin};
    case HypothesisKind::NotWorse:
      return Interval{-terms.margin, 0};
  }
  return std::nullopt;
}

IntervalPicture picture_of(const HypothesisAnswer& answer, const std::map<std::string, std::size_t>& styles) {
  IntervalPicture picture;
  if (answer.differences.empty()) return picture;
  const auto style = styles.find(answer.asked.first);
  picture.differences = true;
  picture.left = answer.asked.second + " better";
  picture.right = answer.asked.first + " better";
  picture.margin = margin_of(answer.asked.terms);
  picture.rows.push_back({"difference", style == styles.end() ? std::nullopt : std::optional(style->second),
                          answer.estimate, answer.interval, answer.differences});
  return picture;
}

}  // namespace

std::vector<AnswerCard> hypothesis_cards(const HypothesisAnswers& all,
                                         const std::map<std::string, std::size_t>& styles) {
  std::vector<AnswerCard> cards;
  for (const HypothesisAnswer& answer : all.answers) {
    AnswerCard card;
    card.state = state_of(answer.outcome);
    card.badge = badge_of(answer);
    card.question = fmt::format("{}. {}", answer.asked.number, answer.statement);
    card.dataset = answer.asked.dataset;
    card.answer = answer.sentence;
    card.facts = facts_of(answer);
    card.needs = needs_of(answer);
    card.picture = picture_of(answer, styles);
    card.link = CurveLink{answer.asked.terms.metric,
                          std::string(enum_name(answer.asked.terms.over)),
                          {answer.asked.first, answer.asked.second}};
    cards.push_back(std::move(card));
  }
  return cards;
}

}  // namespace xil
