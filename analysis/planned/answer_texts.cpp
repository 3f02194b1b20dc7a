#include "analysis/planned/answer_texts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "analysis/planned/asked_pairs.h"

namespace xil {
namespace {

/// "0.034 [0.012, 0.056] over 8 pairs".
std::string effect_of(const HypothesisAnswer& answer) {
  if (!std::isfinite(answer.estimate)) return fmt::format("{} pairs", answer.units.size());
  const std::string interval = std::isnan(answer.interval.low)
                                   ? std::string()
                                   : fmt::format(" [{:+.3g}, {:+.3g}]", answer.interval.low, answer.interval.high);
  return fmt::format("difference {:+.3g}{}, {} {}", answer.estimate, interval, answer.units.size(),
                     unit_noun(answer.units, answer.units.size() != 1));
}

std::string p_of(double p) { return p_text(p).starts_with('<') ? p_text(p) : "= " + p_text(p); }

std::string look_of(const HypothesisAnswer& answer) {
  if (!answer.look) return {};
  const LookState& look = *answer.look;
  std::string text = fmt::format(" Look {} of {}, with {} seeds: p {} alone, and its bound is {:.2g}.", look.reached,
                                 answer.asked.looks.size(), look.used, p_of(look.p), look.bound);
  if (look.unused > 0)
    text += fmt::format(" {} pair{} beyond it {} not used{}.", look.unused, look.unused == 1 ? "" : "s",
                        look.unused == 1 ? "is" : "are",
                        look.next > 0 ? fmt::format(" before the next look, at {} seeds", look.next)
                                      : std::string(": it was the last look"));
  return text;
}

/// What it would take to decide an open question.
std::string need_of(const HypothesisAnswer& answer) {
  if (answer.look && answer.look->next > 0) return fmt::format(" The next look is at {} seeds.", answer.look->next);
  if (answer.look) return " It was the last look: more seeds cannot decide it.";
  if (!answer.seeds_for_80) return {};
  return fmt::format(" {} seeds find a difference like the one seen with 80 % power{}.", *answer.seeds_for_80,
                     answer.seeds_for_95 ? fmt::format(", {} with 95 %", *answer.seeds_for_95) : std::string());
}

std::string claimed_sentence(const HypothesisAnswer& answer) {
  const AskedTest& asked = answer.asked;
  const std::string p = fmt::format("p {} under Holm", p_of(answer.adjusted_p));
  switch (asked.terms.kind) {
    case HypothesisKind::Better: {
      const bool as_asked = answer.outcome == Outcome::Claimed;
      return fmt::format("{}: {} is better than {} ({}; {}).", as_asked ? "Claimed" : "The opposite is claimed",
                         as_asked ? asked.first : asked.second, as_asked ? asked.second : asked.first,
                         effect_of(answer), p);
    }
    case HypothesisKind::Equivalent:
      return fmt::format("Claimed: {} and {} are equal within {:g} ({}; {}).", asked.first, asked.second,
                         asked.terms.margin, effect_of(answer), p);
    case HypothesisKind::NotWorse:
      return fmt::format("Claimed: {} is not worse than {} by {:g} or more ({}; {}).", asked.first, asked.second,
                         asked.terms.margin, effect_of(answer), p);
  }
  return {};
}

}  // namespace

std::string statement_of(const HypothesisTerms& terms, const std::string& first, const std::string& second) {
  const std::string what = describe(request_of(terms));
  switch (terms.kind) {
    case HypothesisKind::Better:
      return fmt::format("{} is better than {} in {}{}", first, second, what,
                         terms.sides == Sides::One ? " (one-sided)" : "");
    case HypothesisKind::Equivalent:
      return fmt::format("{} and {} differ by less than {:g} in {}", first, second, terms.margin, what);
    case HypothesisKind::NotWorse:
      return fmt::format("{} is worse than {} by less than {:g}, if at all, in {}", first, second, terms.margin, what);
  }
  return {};
}

std::string sentence_of(const HypothesisAnswer& answer, const std::string& left) {
  switch (answer.outcome) {
    case Outcome::Claimed:
    case Outcome::Opposite:
      return claimed_sentence(answer) + look_of(answer);
    case Outcome::Open:
      return fmt::format("Not decided ({}; p {}, under Holm {}); that is no proof of the contrary.{}{}",
                         effect_of(answer), p_of(answer.p), p_text(answer.adjusted_p), look_of(answer),
                         need_of(answer));
    case Outcome::Unanswered:
      return fmt::format("Not answered: {}.", left);
    case Outcome::Exploratory:
      return answer.units.empty() ? fmt::format("Exploratory, and there is nothing to describe: {}.", left)
                                  : fmt::format("Exploratory ({}; p {} by itself): {}.", effect_of(answer),
                                                p_of(answer.p), answer.asked.exploratory);
  }
  return {};
}

}  // namespace xil
