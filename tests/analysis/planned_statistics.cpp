#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "analysis/statistics/bayes_signed_rank.h"
#include "analysis/statistics/friedman.h"
#include "analysis/statistics/looks.h"
#include "analysis/statistics/paired_test.h"
#include "analysis/statistics/planned_power.h"
#include "analysis/statistics/pooled_difference.h"
#include "framework/core/base/error.h"

// Usage: planned_statistics < REQUESTS. Answers requests, a line each, with a line of numbers, for
// planned_statistics_test.py to compute once more.
namespace xil {
namespace {

template <class T>
T read() {
  T value{};
  require(static_cast<bool>(std::cin >> value), "a request ends too early");
  return value;
}

std::vector<double> read_values(std::size_t count) {
  std::vector<double> values(count);
  for (double& value : values) value = read<double>();
  return values;
}

std::vector<double> read_list() { return read_values(read<std::size_t>()); }

std::vector<std::size_t> read_counts() {
  std::vector<std::size_t> counts(read<std::size_t>());
  for (std::size_t& count : counts) count = read<std::size_t>();
  return counts;
}

PairedQuestion read_question() {
  const auto claim = static_cast<PairedClaim>(read<int>());
  return {claim, read<double>()};
}

PairedDifferences read_differences(const PairedQuestion& question) {
  const std::vector<double> a = read_list(), b = read_list();
  return paired_differences(question, a, b);
}

void answer(std::initializer_list<double> numbers) {
  for (const double number : numbers) fmt::print("{} ", number);
}

void paired() {
  const PairedQuestion question = read_question();
  const auto level = read<double>();
  const PairedTest test = paired_test(question, read_differences(question), level);
  answer({static_cast<double>(test.pairs), static_cast<double>(test.used), test.p, test.above, test.below,
          test.exact ? 1.0 : 0.0, test.location.estimate, test.location.interval.low, test.location.interval.high,
          test.location.coverage});
}

void friedman() {
  const auto blocks = read<std::size_t>();
  std::vector<std::vector<double>> values;
  for (std::size_t block = 0; block < blocks; ++block) values.push_back(read_list());
  const FriedmanTest test = friedman_test(values);
  answer(
      {test.chi_square, test.f, test.p, test.exact ? 1.0 : 0.0, static_cast<double>(test.permutations), test.p_error});
}

void bayes() {
  const auto rope = read<double>();
  const RopeProbabilities found = bayesian_signed_rank(read_differences({}), rope);
  answer({found.left, found.equal, found.right, found.error});
}

void pooled() {
  std::vector<std::vector<double>> differences(read<std::size_t>());
  for (std::vector<double>& dataset : differences) dataset = read_list();
  const PooledDifference found = pooled_difference(differences);
  answer({found.estimate, found.interval.low, found.interval.high, found.tau, found.equal_weights ? 1.0 : 0.0});
  for (const double own : found.of_dataset) answer({own});
}

void sequential() {
  const PairedQuestion question = read_question();
  const auto level = read<double>();
  const auto tests = read<std::size_t>();
  LookPlan plan;
  plan.seeds = read_counts();
  plan.pairs = read_counts();
  const SequentialTest test = sequential_test(question, read_differences(question), plan, tests, level);
  answer({test.p, test.claims_at ? static_cast<double>(*test.claims_at) : -1.0});
  for (const LookResult& look : test.looks) answer({look.p, look.bound, look.spent, look.enumerated ? 1.0 : 0.0});
}

void planned() {
  const bool two_sided = read<int>() == 1;
  const auto level = read<double>();
  for (const PlannedLook& look : plan_looks(read_counts(), level, two_sided)) answer({look.bound, look.spent});
}

void power() {
  PlannedTest plan;
  plan.question = read_question();
  plan.level = read<double>();
  plan.tests = read<std::size_t>();
  plan.looks = read_counts();
  const auto mean = read<double>(), deviation = read<double>();
  const ExpectedDifferences expected = ExpectedDifferences::normal(mean, deviation);
  const auto seeds = read<std::size_t>();
  const PowerOfPlan found = planned_power(plan, expected, seeds);
  const auto for_80 = fewest_seeds_for(.8, plan, expected), for_95 = fewest_seeds_for(.95, plan, expected);
  answer({found.power, found.error, found.expected_seeds, static_cast<double>(found.fewest_seeds.value_or(0)),
          static_cast<double>(for_80.value_or(0)), static_cast<double>(for_95.value_or(0))});
}

}  // namespace
}  // namespace xil

int main() {
  using Answer = void (*)();
  const std::vector<std::pair<std::string, Answer>> known = {
      {"paired", xil::paired},         {"friedman", xil::friedman}, {"bayes", xil::bayes}, {"pooled", xil::pooled},
      {"sequential", xil::sequential}, {"planned", xil::planned},   {"power", xil::power}};
  std::string word;
  while (std::cin >> word) {
    for (const auto& [name, give] : known) {
      if (name == word) give();
    }
    std::cout << std::flush;
    fmt::print("\n");
  }
}
