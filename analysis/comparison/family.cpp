#include "analysis/comparison/family.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xil {
namespace {

std::string question_text(const TestFamily::Question& question) {
  return fmt::format("{} ({}{})", question.what, question.tests, question.certain ? "" : ", if it is marked");
}

std::string family_text(const TestFamily& family) {
  std::vector<std::string> parts;
  for (const TestFamily::Question& question : family.questions) parts.push_back(question_text(question));
  const std::size_t tests = family.tests(), certain = family.certain_tests();
  return fmt::format("One family of {}{} test{} under Holm, every pair of strategies on every data set: {}.",
                     certain < tests ? fmt::format("{} to ", certain) : "", tests, tests == 1 ? "" : "s",
                     fmt::join(parts, ", "));
}

}  // namespace

std::size_t TestFamily::tests() const {
  std::size_t all = 0;
  for (const Question& question : questions) all += question.tests;
  return all;
}

std::size_t TestFamily::certain_tests() const {
  std::size_t all = 0;
  for (const Question& question : questions) all += question.certain ? question.tests : 0;
  return all;
}

std::string describe(const TestFamily& family) {
  if (family.tests() == 0) return {};
  const SeedAdvice advice = family.advice();
  const std::size_t certain = family.certain_tests();
  const std::size_t fewest = certain == 0 ? 0 : advise(family.seeds, certain, family.level).seeds_for_any_claim;
  const bool ranges = fewest > 0 && fewest < advice.seeds_for_any_claim;
  std::string text = fmt::format(
      "{} {} seed{}: the smallest two-sided p of a paired Wilcoxon test is {:.2g}, and the smallest of the family can "
      "reach {:g} with {}{} seeds or more{}",
      family_text(family), family.seeds, family.seeds == 1 ? "" : "s", advice.smallest_p, family.level,
      ranges ? fmt::format("{} to ", fewest) : "", advice.seeds_for_any_claim,
      advice.can_claim ? "" : ", so these seeds cannot show a difference on that level");
  if (advice.detectable_effect)
    text += fmt::format("; a difference of {:.1f} deviations of the paired differences is then found with 80 % power",
                        *advice.detectable_effect);
  return text + ".";
}

}  // namespace xil
