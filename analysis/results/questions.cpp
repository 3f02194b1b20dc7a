#include "analysis/results/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/comparison/conclusions.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {
namespace {

struct Question {
  std::string name;
  std::string metric;
  CurveAxis axis;
};

std::vector<Question> questions() {
  std::vector<Question> all;
  for (const MetricInfo& metric : metric_table()) {
    const std::string name(metric.name);
    if (metric.asked) all.push_back({name, name, CurveAxis::Shown});
    if (metric.asked_over_time) all.push_back({name + "_expert_s", name, CurveAxis::ExpertSeconds});
  }
  return all;
}

/// Sets without regions have no explanation metrics; without a cost model, or one that costs nothing, there is no
/// expert's time. Nothing is missing then.
bool is_measured(std::span<const RunData> runs, const Question& question) {
  const bool of_time = question.axis == CurveAxis::ExpertSeconds;
  if (of_time && !has_expert_time(runs)) return false;
  return std::ranges::any_of(runs, [&](const RunData& run) {
    return metric_curve(run.summary, question.metric, question.axis).x.size() > (of_time ? 1U : 0U);
  });
}

NamedComparison answer(std::span<const RunData> runs, const Question& question, Scalar scalar, Missing missing) {
  const ScalarRequest request{question.metric, scalar, question.axis};
  NamedComparison named{describe(request), {}, {}, question.name};
  const auto values = scalars_of(runs, request, named.notes);
  named.comparison = compare(values, {!lower_is_better(request), std::nullopt, missing, 0.05});
  return named;
}

std::string why_nothing_is_claimed(std::size_t complete, const std::vector<LabelledRun>& incomplete) {
  const LabelledRun& first = incomplete.front();
  return fmt::format(
      "Nothing is claimed: {} of {} runs {} not there, such as dataset={} strategy={} seed={}. Complete them (`xil "
      "status` says what became of them), or claim from complete blocks with --missing drop.",
      incomplete.size(), complete + incomplete.size(), incomplete.size() == 1 ? "is" : "are", first.dataset,
      first.strategy, first.unit().text());
}

}  // namespace

std::vector<NamedComparison> answer_questions(std::span<const RunData> runs, Missing missing,
                                              std::vector<std::string>& notes) {
  std::vector<NamedComparison> answers;
  for (const Question& question : questions()) {
    if (!is_measured(runs, question)) continue;
    try {
      answers.push_back(answer(runs, question, Scalar::Area, missing));
    } catch (const Error& error) {
      notes.push_back(
          fmt::format("no comparison of {} over {}: {}", question.metric, enum_name(question.axis), error.what()));
    }
  }
  std::vector<Comparison> family;
  for (NamedComparison& named : answers) family.push_back(std::move(named.comparison));
  if (!family.empty()) judge_together(family);
  for (std::size_t i = 0; i < answers.size(); ++i) answers[i].comparison = std::move(family[i]);
  return answers;
}

Claims claims_of(std::span<const RunData> runs, const std::vector<LabelledRun>& incomplete, Missing missing,
                 std::vector<std::string>& notes) {
  if (missing == Missing::Error && !incomplete.empty()) return {{}, why_nothing_is_claimed(runs.size(), incomplete)};
  const std::size_t before = notes.size();
  Claims claims{answer_questions(runs, missing, notes), {}};
  if (claims.comparisons.empty() && notes.size() > before) claims.none = "Nothing is claimed: " + notes[before] + ".";
  return claims;
}

std::vector<NamedComparison> final_values(std::span<const RunData> runs) {
  std::vector<NamedComparison> answers;
  for (const Question& question : questions()) {
    if (question.axis != CurveAxis::Shown || !is_measured(runs, question)) continue;
    try {
      answers.push_back(answer(runs, question, Scalar::Final, Missing::Drop));
    } catch (const Error&) {
      continue;  // told of the areas already
    }
  }
  return answers;
}

}  // namespace xil
