#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "experiments/catalog.h"
#include "experiments/commands.h"
#include "experiments/console.h"
#include "experiments/out_folder.h"
#include "experiments/source_conflicts.h"
#include "framework/config/yaml.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/store/checkpoint.h"
#include "framework/store/feature_file.h"
#include "framework/store/model_file.h"
#include "framework/store/run_file.h"
#include "framework/store/run_state.h"
#include "framework/store/sweep_store.h"

namespace xil {
namespace {

struct Finding {
  std::string file, problem;
};

struct Verification {
  std::size_t files = 0;
  std::vector<Finding> problems;
  std::vector<std::string> notes;
};

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            std::string_view extension) {
  std::vector<std::filesystem::path> files;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  require(!code, "cannot read {}: {}", folder.string(), code.message());
  std::sort(files.begin(), files.end());
  return files;
}

/// Does the configuration in the file lead to the run id in the file and in its name?
std::vector<std::string> check_identity(const std::filesystem::path& file, const RunHeader& header,
                                        const Catalog& catalog) try {
  std::vector<std::string> problems;
  const RunParams run = read_run(parse_yaml(header.config, "config"), catalog);
  const std::string id = run_id(run, catalog);
  if (id != header.run_id) {
    problems.push_back(fmt::format(
        "its configuration belongs to run {}, not {}: another version of xil, or edited", id,
        header.run_id));
  }
  if (file.stem() != header.run_id)
    problems.push_back(fmt::format("is named otherwise than its run {}", header.run_id));
  return problems;
} catch (const Error& error) {
  return {fmt::format("its configuration is not one of this version of xil: {}", error.what())};
}

std::string commit_of(const RunHeader& header) {
  for (const auto& [key, value] : header.provenance) {
    if (key == "commit") return value;
  }
  return "unknown";
}

void check_sweeps(const std::filesystem::path& out, Verification& result) {
  for (const auto& file : list_sweeps(out)) {
    if (sha256(read_config_file(file)).substr(0, 16) == file.stem()) continue;
    result.problems.push_back(
        {file.string(), "was changed after it was written; a changed sweep is another sweep"});
  }
}

/// Derived data: what is damaged can go.
void check_features(const std::filesystem::path& out, Verification& result) {
  if (!std::filesystem::exists(out / "features")) return;
  for (const auto& file : files_in(out / "features", ".h5")) try {
      check_feature_file(file);
    } catch (const Error& error) {
      result.problems.push_back({file.string(), error.what()});
    }
}

/// Applies `check` to a file and keeps what it throws.
template <class Check>
void examine(const std::filesystem::path& file, Verification& result, Check&& check) {
  ++result.files;
  try {
    check();
  } catch (const Error& error) {
    result.problems.push_back({file.string(), error.what()});
  }
}

/// Rounds of runs that are not complete.
void check_checkpoints(const std::filesystem::path& out, Verification& result) {
  std::error_code none;
  for (const auto& run : std::filesystem::directory_iterator(out / "checkpoints", none)) {
    if (!run.is_directory()) continue;
    for (const auto& file : files_in(run.path(), ".h5")) {
      examine(file, result, [&] {
        const std::string run_id = check_checkpoint(file);
        require(run_id == run.path().filename(), "belongs to run {}; delete it", run_id);
      });
    }
  }
}

void check_models(const std::filesystem::path& out, Verification& result) {
  if (!std::filesystem::exists(out / "models")) return;
  for (const auto& file : files_in(out / "models", ".h5")) examine(file, result, [&] { read_model(file); });
}

/// Temporary files of processes that were killed while they wrote; those of living ones are not told apart.
void count_leftovers(const std::filesystem::path& out, Verification& result) {
  std::size_t leftovers = 0;
  std::error_code code;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(out, code)) {
    if (entry.path().filename().string().find(".partial-") != std::string::npos) ++leftovers;
  }
  if (leftovers == 0) return;
  result.notes.push_back(fmt::format("{} temporary files (*.partial-*) were left by processes that were killed; they do no "
                                     "harm and can be deleted while nothing is running",
                                     leftovers));
}

Verification verify(const std::filesystem::path& out, const Catalog& catalog) {
  const OutFolder folder = read_out_folder(out, catalog);
  const std::set<std::string> known(folder.runs.run_ids.begin(), folder.runs.run_ids.end());
  Verification result;
  std::set<std::string> commits;
  std::size_t strangers = 0;
  check_sweeps(out, result);
  check_features(out, result);
  check_checkpoints(out, result);
  check_models(out, result);
  count_leftovers(out, result);
  for (const auto& file : files_in(out / "runs", ".h5")) {
    ++result.files;
    std::vector<std::string> problems = verify_run_file(file);
    if (problems.empty()) {
      const RunHeader header = read_summary(file).header;
      commits.insert(commit_of(header));
      problems = check_identity(file, header, catalog);
    }
    if (!known.contains(file.stem().string())) ++strangers;
    for (std::string& problem : problems)
      result.problems.push_back({file.string(), std::move(problem)});
  }
  for (std::string& sentence : source_conflicts(out, folder.runs)) result.problems.push_back({out.string(), std::move(sentence)});
  if (commits.size() > 1) {
    result.notes.push_back(
        fmt::format("the runs come from {} commits: {}", commits.size(), fmt::join(commits, ", ")));
  }
  const auto complete = static_cast<std::size_t>(std::ranges::count_if(
      known, [&](const std::string& id) { return std::filesystem::exists(run_file_path(out, id)); }));
  if (complete < known.size())
    result.notes.push_back(fmt::format("{} of {} runs are complete; xil run goes on with the others", complete, known.size()));
  if (strangers > 0)
    result.notes.push_back(
        fmt::format("{} run files belong to no sweep that is kept here", strangers));
  return result;
}

Value as_json(const Verification& result) {
  Value::List problems, notes;
  for (const Finding& finding : result.problems) {
    problems.push_back(
        Value(Value::Map{{"file", Value(finding.file)}, {"problem", Value(finding.problem)}}));
  }
  for (const std::string& note : result.notes) notes.emplace_back(note);
  return Value(Value::Map{{"files", Value(static_cast<std::int64_t>(result.files))},
                          {"problems", Value(std::move(problems))},
                          {"notes", Value(std::move(notes))}});
}

void print(const Verification& result) {
  for (const Finding& finding : result.problems)
    say("{}: {}\n", finding.file, finding.problem);
  for (const std::string& note : result.notes) say("note: {}\n", note);
  if (result.problems.empty()) {
    say("{} file{} intact\n", result.files, result.files == 1 ? "" : "s");
  } else {
    say(
        "{} problem{} in {} files. Delete what is damaged and run the sweep again: only what is "
        "missing is done again\n",
        result.problems.size(), result.problems.size() == 1 ? "" : "s", result.files);
  }
}

}  // namespace

int command_verify(const Arguments& arguments) {
  const Verification result = verify(arguments.positional.front(), catalog());
  if (arguments.has("json")) {
    say_json(as_json(result));
  } else {
    print(result);
  }
  return result.problems.empty() ? 0 : 1;
}

}  // namespace xil
