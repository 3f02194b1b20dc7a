#include "analysis/results/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/comparison/conclusions.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {
namespace {

/// Sets without regions have no explanation metrics; without a cost model, or one that costs nothing, there is no
/// expert's time. Nothing is missing then.
bool is_measured(std::span<const RunData> runs, const ReportQuestion& question) {
  const bool of_time = question.request.axis == CurveAxis::ExpertSeconds;
  if (of_time && !has_expert_time(runs)) return false;
  return std::ranges::any_of(runs, [&](const RunData& run) {
    return metric_curve(run.summary, question.request.metric, question.request.axis).x.size() > (of_time ? 1U : 0U);
  });
}

NamedComparison answer(std::span<const RunData> runs, const ReportQuestion& question, Scalar scalar, Missing missing) {
  const ScalarRequest request{question.request.metric, scalar, question.request.axis};
  NamedComparison named{describe(request), {}, {}, question.name};
  const auto values = scalars_of(runs, request, named.notes);
  named.comparison = compare(values, {!lower_is_better(request), std::nullopt, missing, 0.05});
  return named;
}

std::string why_nothing_is_claimed(std::size_t complete, const std::vector<LabelledRun>& incomplete) {
  const LabelledRun& first = incomplete.front();
  return fmt::format(
      "Not compared: {} of {} runs {} not there, such as dataset={} strategy={} seed={}. Complete them (`xil "
      "status` says what became of them), or compare complete blocks with --missing drop.",
      incomplete.size(), complete + incomplete.size(), incomplete.size() == 1 ? "is" : "are", first.dataset,
      first.strategy, first.unit().text());
}

}  // namespace

std::vector<ReportQuestion> report_questions() {
  std::vector<ReportQuestion> all;
  for (const MetricInfo& metric : metric_table()) {
    const std::string name(metric.name);
    if (metric.asked) all.push_back({name, {name, Scalar::Area, CurveAxis::Shown}});
    if (metric.asked_over_time) all.push_back({name + "_expert_s", {name, Scalar::Area, CurveAxis::ExpertSeconds}});
  }
  return all;
}

TestFamily family_of(std::span<const NamedComparison> answers) {
  TestFamily family;
  for (const NamedComparison& named : answers) {
    family.level = named.comparison.options.level;
    std::size_t tests = 0;
    for (const DatasetComparison& data : named.comparison.datasets) {
      tests += data.pairs.size();
      family.seeds = family.seeds == 0 ? data.units.size() : std::min(family.seeds, data.units.size());
    }
    family.questions.push_back({named.what, tests});
  }
  return family;
}

std::vector<NamedComparison> answer_questions(std::span<const RunData> runs, Missing missing,
                                              std::vector<std::string>& notes) {
  std::vector<NamedComparison> answers;
  for (const ReportQuestion& question : report_questions()) {
    if (!is_measured(runs, question)) continue;
    try {
      answers.push_back(answer(runs, question, Scalar::Area, missing));
    } catch (const Error& error) {
      notes.push_back(fmt::format("no comparison of {} over {}: {}", question.request.metric,
                                  enum_name(question.request.axis), error.what()));
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
  if (claims.comparisons.empty() && notes.size() > before) claims.none = "Not compared: " + notes[before] + ".";
  return claims;
}

std::vector<NamedComparison> final_values(std::span<const RunData> runs, std::span<const std::string> others) {
  std::vector<NamedComparison> answers;
  std::vector<ReportQuestion> questions = report_questions();
  for (const std::string& metric : others) {
    if (std::ranges::find(questions, metric, &ReportQuestion::name) == questions.end())
      questions.push_back({metric, {metric, Scalar::Final, CurveAxis::Shown}});
  }
  for (const ReportQuestion& question : questions) {
    if (question.request.axis != CurveAxis::Shown || !is_measured(runs, question)) continue;
    try {
      answers.push_back(answer(runs, question, Scalar::Final, Missing::Drop));
    } catch (const Error&) {
      continue;  // told of the areas already
    }
  }
  return answers;
}

}  // namespace xil
