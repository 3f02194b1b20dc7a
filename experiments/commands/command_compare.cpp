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
};

void print(const Arguments& arguments, const Result& result) {
  const Comparison& comparison = *result.comparison;
  const std::string& what = result.what;
  const std::vector<BesidePublished>& published = result.published;
  const HypothesisAnswers& answers = result.answers;
  if (arguments.has("json")) {
    Value json = comparison_json(comparison, what);
    if (!published.empty()) json.set("published", published_json(published));
    if (!answers.empty()) json.set("hypotheses", answers_json(answers));
    return say_json(json);
  }
  const std::string format = arguments.value("format").value_or("text");
  const auto write = [&](const std::string& claims, const std::string& own, const std::string& others) {
    write_lines(stdout, claims + (published.empty() ? own : own + "\n" + others));
  };
  const std::size_t columns = terminal_columns();
  if (format == "text")
    return write(answers_text(answers, columns), comparison_text(comparison, what, columns),
                 published_text(published, columns));
  if (format == "markdown")
    return write(answers_markdown(answers), comparison_markdown(comparison, what), published_markdown(published));
  refuse_unless(format == "latex", "--format takes text, markdown or latex, not '{}'", format);
  write(answers_latex(answers), comparison_latex(comparison, what), published_latex(published));
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

/// Where the pairs of all strategies cannot be compared, hypotheses that can be answered still are.
int print_answers_alone(const Arguments& arguments, const Result& result, const Error& refusal) {
  const bool any =
      std::ranges::any_of(result.answers.answers, [](const HypothesisAnswer& one) { return !one.units.empty(); });
  if (!any) throw;  // the refusal, which is being handled
  if (arguments.has("json")) {
    say_json(Value(Value::Map{{"what", Value(result.what)},
                              {"exploratory", Value(true)},
                              {"hypotheses", answers_json(result.answers)},
                              {"refused", Value(std::string(refusal.what()))}}));
  } else {
    write_lines(stdout, answers_text(result.answers, terminal_columns()));
  }
  say_to(stderr, "note: the exploratory comparison is left out: {}\n", refusal.what());
  return 0;
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
  const std::vector<RunData> runs = all.data();
  const auto published = published_rows(all, request.metric);
  if (const std::size_t others = published_rows(all).size() - published.size(); others > 0)
    notes.push_back(fmt::format("{} published values are of other metrics: see --metric, or the report", others));
  Result result{describe(request), std::nullopt, beside_published(runs, published),
                answer_hypotheses(runs, asked_tests_of(all), options.missing)};
  try {
    result.comparison = compare(values_of(all, runs, request, notes), options);
  } catch (const Error& refusal) {
    return print_answers_alone(arguments, result, refusal);
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
