#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include "analysis/comparison/comparison_tables.h"
#include "analysis/comparison/observations.h"
#include "analysis/planned/answer_tables.h"
#include "analysis/results/published.h"
#include "analysis/results/run_scalars.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/run_choice.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/command_line/terminal_width.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/folder_runs.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

/// A flag's word as an enumeration.
template <class E>
E choice(const Arguments& arguments, std::string_view flag, E standard) {
  const auto word = arguments.value(flag);
  if (!word) return standard;
  const auto& names = EnumNames<E>::names;
  const auto found = std::find(names.begin(), names.end(), *word);
  refuse_unless(found != names.end(), "--{} takes one of {}, not '{}'", flag, fmt::join(names, ", "), *word);
  return static_cast<E>(found - names.begin());
}

double real_flag(const Arguments& arguments, std::string_view flag, double standard) {
  const auto text = arguments.value(flag);
  if (!text) return standard;
  double value = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), value);
  refuse_unless(result.ec == std::errc() && result.ptr == text->data() + text->size() && std::isfinite(value),
                "--{} takes a number, not '{}'", flag, *text);
  return value;
}

ScalarRequest read_request(const Arguments& arguments) {
  ScalarRequest request;
  request.metric = arguments.value("metric").value_or(request.metric);
  request.scalar = choice(arguments, "of", request.scalar);
  request.axis = choice(arguments, "over", request.axis);
  request.target = real_flag(arguments, "target", request.target);
  refuse_unless(request.scalar == Scalar::ToTarget || !arguments.has("target"), "--target goes with --of to_target");
  refuse_unless(request.scalar != Scalar::ToTarget || arguments.has("target"), "--of to_target needs --target VALUE");
  return request;
}

ComparisonOptions read_options(const Arguments& arguments) {
  ComparisonOptions options;
  options.baseline = arguments.value("baseline");
  options.level = real_flag(arguments, "level", options.level);
  refuse_unless(options.level > 0 && options.level < 1, "--level takes a number between 0 and 1");
  options.missing = missing_policy(arguments);
  return options;
}

/// One value per run of the folder, of which `runs` are complete; the others have none.
std::vector<Observation> values_of(const FolderRuns& all, const std::vector<RunData>& runs,
                                   const ScalarRequest& request, std::vector<std::string>& notes) {
  std::vector<Observation> observations = scalars_of(runs, request, notes);
  std::set<std::string> compared;
  for (const Observation& row : observations) compared.insert(row.dataset);
  for (std::size_t i = 0; i < all.labelled.size(); ++i) {
    const LabelledRun& run = all.labelled[i];
    if (!all.is_complete(i) && compared.contains(run.dataset))
      observations.push_back({.dataset = run.dataset,
                              .strategy = run.strategy,
                              .seed = run.seed,
                              .value = kUndefined,
                              .expert = run.expert});
  }
  return observations;
}

/// Everything that `compare` says of a folder or a table.
struct Result {
  std::string what;
  std::optional<Comparison> comparison;  ///< nothing: it was refused
  std::vector<BesidePublished> published = {};
  HypothesisAnswers answers = {};
  std::string refused = {};  ///< why
};

Value as_json(const Result& result) {
  Value json =
      result.comparison
          ? comparison_json(*result.comparison, result.what)
          : Value(Value::Map{
                {"what", Value(result.what)}, {"exploratory", Value(true)}, {"refused", Value(result.refused)}});
  if (!result.published.empty()) json.set("published", published_json(result.published));
  if (!result.answers.empty()) json.set("hypotheses", answers_json(result.answers));
  return json;
}

enum class Format { Text, Markdown, Latex };

}  // namespace

template <>
struct EnumNames<Format> {
  static constexpr std::array<std::string_view, 3> names = {"text", "markdown", "latex"};
};

namespace {

/// The answers, the comparison of all pairs and the published values; what there is not is empty.
std::array<std::string, 3> parts_of(const Result& result, Format format) {
  const std::size_t columns = terminal_columns();
  const auto compared = [&](auto form) { return result.comparison ? form(*result.comparison) : std::string(); };
  switch (format) {
    case Format::Text:
      return {answers_text(result.answers, columns),
              compared([&](const Comparison& all) { return comparison_text(all, result.what, columns); }),
              published_text(result.published, columns)};
    case Format::Markdown:
      return {answers_markdown(result.answers),
              compared([&](const Comparison& all) { return comparison_markdown(all, result.what); }),
              published_markdown(result.published)};
    case Format::Latex:
      return {answers_latex(result.answers),
              compared([&](const Comparison& all) { return comparison_latex(all, result.what); }),
              published_latex(result.published)};
  }
  return {};
}

void print(const Arguments& arguments, const Result& result) {
  const Format format = choice(arguments, "format", Format::Text);
  if (arguments.has("json")) return say_json(as_json(result));
  const auto& [claims, own, others] = parts_of(result, format);
  write_lines(stdout, claims + (result.published.empty() ? own : own + "\n" + others));
}

constexpr std::array kFlags = {
    Flag{"metric", "M", "of a results folder; default: accuracy"},
    Flag{"of", "WHAT", "of its curve: aubc (default), final, low (at a quarter of the budget) or to_target"},
    Flag{"over", "AXIS", "shown (default) or expert_s"},
    Flag{"target", "V", "to_target: the value to be reached"},
    Flag{"baseline", "S", "pairs with this strategy only; default: all pairs"},
    kMissingFlag,
    kOnlyFlag,
    kExcludeFlag,
    Flag{"lower-is-better", "", "as it is taken to be for losses, wrong reasons and budgets"},
    Flag{"level", "A", "of the exploratory comparison; default: .05"},
    Flag{"format", "F", "text, markdown or latex"},
    kJsonFlag};

void check_baseline(const ComparisonOptions& options, const FolderRuns& all) {
  std::set<std::string> strategies;
  for (const LabelledRun& run : all.labelled) strategies.insert(run.strategy);
  refuse_unless(!options.baseline || strategies.contains(*options.baseline),
                "there is no strategy '{}': take one of {}", options.baseline.value_or(""),
                fmt::join(strategies, ", "));
}

int compare_table(const Arguments& arguments, const std::string& file, ComparisonOptions options) {
  refuse_unless(std::filesystem::exists(file), "{}: no such file or folder", file);
  for (const char* flag : {"metric", "of", "over", "target"})
    refuse_unless(!arguments.has(flag), "--{} goes with a results folder; a table has its values already", flag);
  refuse_unless(arguments.repeated.empty(), "--only and --exclude go with a results folder");
  options.greater_is_better = !arguments.has("lower-is-better");
  print(arguments, {file, compare(read_observations(read_file(file), file), options)});
  return 0;
}

int command_compare(const Arguments& arguments) {
  const std::string operand = results_folder(arguments.positional.front(), catalog()).string();
  ComparisonOptions options = read_options(arguments);
  std::vector<std::string> notes;
  if (!std::filesystem::is_directory(operand)) return compare_table(arguments, operand, options);
  const ScalarRequest request = read_request(arguments);
  options.greater_is_better = !(arguments.has("lower-is-better") || lower_is_better(request));
  const FolderRuns all = read_folder_runs(arguments);
  check_baseline(options, all);
  const std::vector<RunData> runs = all.data();
  const auto published = published_rows(all, request.metric);
  if (const std::size_t others = published_rows(all).size() - published.size(); others > 0)
    notes.push_back(fmt::format("{} published values are of other metrics: see --metric, or the report", others));
  Result result{describe(request), std::nullopt, beside_published(runs, published),
                answer_hypotheses(runs, asked_tests_of(all), options.missing)};
  try {
    result.comparison = compare(values_of(all, runs, request, notes), options);
  } catch (const Error& refusal) {
    if (result.answers.empty()) throw;
    result.refused = refusal.what();  // what was planned is answered all the same, if only with what it lacks
    notes.push_back("the exploratory comparison is left out: " + result.refused);
  }
  print(arguments, result);
  notes.insert(notes.begin(), all.folder.notes.begin(), all.folder.notes.end());
  for (const std::string& note : notes) say_to(stderr, "note: {}\n", note);
  return 0;
}

}  // namespace

constexpr Command kCompare = {
    "compare", "OUT|TABLE.csv", "the answers to the sweep's hypotheses, and every pair of strategies", 1, 1,
    kFlags,    command_compare};

}  // namespace xil
