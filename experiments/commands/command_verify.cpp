#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "experiments/command_line/console.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/out_folder.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_identity.h"
#include "experiments/sweep/source_conflicts.h"
#include "framework/config/yaml.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/store/files/files.h"
#include "framework/store/files/own_files.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/readings/kept_readings.h"
#include "framework/store/runs/checkpoint.h"
#include "framework/store/runs/fit_checkpoint.h"
#include "framework/store/runs/model_file.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/sets/feature_file.h"

namespace xil {
namespace {

struct Finding {
  std::string file, problem;
  bool unreadable = false;  ///< not looked into: its content may be in order
};

struct Verification {
  std::size_t files = 0;
  std::vector<Finding> problems;
  std::vector<std::string> notes;
  std::set<std::string> sweeps;  ///< frozen ones that sound run files name
};

std::string commit_of(const RunHeader& header) {
  for (const auto& [key, value] : header.provenance) {
    if (key == "commit") return value;
  }
  return "unknown";
}

void check_sweeps(const std::filesystem::path& out, Verification& result) {
  for (const auto& file : list_sweeps(out)) {
    if (sha256(read_config_file(file)).substr(0, 16) == file.stem()) continue;
    result.problems.push_back({file.string(), "was changed after it was written; a changed sweep is another sweep"});
  }
}

/// Tries files of one folder, which somebody else may have made, and keeps what is wrong with them. Gives those that
/// are sound.
std::vector<std::filesystem::path> examine(const std::vector<std::filesystem::path>& files, int own_parts,
                                           Verification& result, const Trial& check) {
  std::vector<OwnPath> tried;
  for (const std::filesystem::path& file : files) {
    try {
      require_not_being_written(file, own_parts);
      tried.emplace_back(file, own_parts);
    } catch (const Error& error) {
      result.problems.push_back({file.string(), error.what(), true});
    }
  }
  const auto failed = try_in_children(tried, check);
  std::vector<std::filesystem::path> sound;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    const auto found = failed.find(i);
    if (found == failed.end()) {
      sound.push_back(tried[i].path);
      continue;
    }
    for (const std::string& problem : found->second.messages)
      result.problems.push_back({tried[i].path.string(), problem});
  }
  return sound;
}

/// Derived data: what is damaged can go, and does not count as a file.
void check_features(const std::filesystem::path& out, Verification& result) {
  examine(list_own_folder(out / "features", ".h5"), 2, result,
          trial_of([](const std::filesystem::path& file) { check_feature_file(file); }));
}

/// Rounds of runs that are not complete.
void check_checkpoints(const std::filesystem::path& out, Verification& result) {
  for (const auto& run : list_own_folder(out / "checkpoints")) {
    const auto files = list_own_folder({run, 2}, ".h5");
    result.files += files.size();
    examine(files, 3, result, trial_of([&run](const std::filesystem::path& file) {
              const std::string run_id = check_checkpoint(file);
              require(run_id == run.filename(), "belongs to run {}; delete it", run_id);
            }));
    const auto fits = list_own_folder({run, 2}, ".fit");
    result.files += fits.size();
    examine(fits, 3, result, trial_of([&run](const std::filesystem::path& file) {
              const std::string run_id = check_fit_checkpoint(file);
              require(run_id == run.filename(), "belongs to run {}; delete it", run_id);
            }));
  }
}

void check_models(const std::filesystem::path& out, Verification& result) {
  const auto files = list_own_folder(out / "models", ".h5");
  result.files += files.size();
  examine(files, 2, result, trial_of([](const std::filesystem::path& file) {
            const SavedModel model = read_model(file);
            require(file.stem() == fmt::format("{}-{}", model.run_id, model.round),
                    "holds the model of run {} after round {}, not of its name", model.run_id, model.round);
          }));
}

/// Checksums and structure of these files were checked like those of all others.
void note_unchecked(const std::map<std::string, std::size_t>& unchecked, Verification& result) {
  for (const auto& [what, count] : unchecked) {
    result.notes.push_back(fmt::format(
        "the configuration of {} run file{} could not be checked against its run id: this xil does not know "
        "{}; checksums and structure were checked",
        count, count == 1 ? "" : "s", what));
  }
}

/// A sweep that runs knew, and that is gone, may have asked what nobody can tell now.
void note_missing_sweeps(const std::filesystem::path& out, Verification& result) {
  for (const std::string& digest : result.sweeps) {
    if (find_own_file({out / "sweeps" / (digest + ".yaml"), 2})) continue;
    result.notes.push_back(fmt::format(
        "run files name the frozen sweep {}, which is gone: no hypothesis on their runs counts as planned", digest));
  }
}

/// What the table of readings says wrongly of a sound file; empty if nothing.
std::string problem_with_kept(const KeptReadings& kept, const std::filesystem::path& file) {
  constexpr std::uintmax_t kMostKept = std::uintmax_t{1} << 28;
  if (!kept.has(file.stem().string()) || std::filesystem::file_size(file) > kMostKept) return {};
  const std::string bytes = read_own_file({file, 2});
  return kept.problem_of(file.stem().string(), encoded(read_run(bytes, file, ReadingDepth::Everything)), sha256(bytes));
}

/// Gives the runs whose files are not sound, and the commits of the others.
std::set<std::string> check_runs(const std::filesystem::path& out, const std::vector<std::filesystem::path>& files,
                                 const Sweep& sweep, const Catalog& catalog, Verification& result,
                                 std::set<std::string>& commits) {
  std::map<std::string, std::size_t> runs;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) runs[sweep.run_ids[i]] = i;
  result.files += files.size();
  const KeptReadings kept(out);
  const auto sound = examine(files, 2, result, [&](const std::filesystem::path& file) {
    std::vector<std::string> problems = verify_run_file(file);
    if (!problems.empty()) return problems;
    const RunHeader header = read_header(file);
    const auto run = runs.find(file.stem().string());
    problems = run == runs.end() ? check_identity(header, catalog).problems
                                 : run_problems(header, sweep.runs[run->second], catalog);
    if (std::string problem = problem_with_kept(kept, file); !problem.empty()) problems.push_back(std::move(problem));
    return problems;
  });
  for (const auto& table : kept.foreign_tables())
    result.notes.push_back(
        fmt::format("'{}' is not used: it is of another user, another build of xil, or damaged", table.string()));
  std::set<std::string> unread;
  std::map<std::string, std::size_t> unchecked;
  for (const auto& file : files) unread.insert(file.stem());
  for (const auto& file : sound) {
    unread.erase(file.stem());
    const RunHeader header = read_header(file);
    commits.insert(commit_of(header));
    std::istringstream digests(known_sweeps_of(header));
    for (std::string digest; digests >> digest;) result.sweeps.insert(digest);
    const std::string unknown = check_identity(header, catalog).unchecked;
    if (!unknown.empty()) ++unchecked[unknown];
  }
  note_unchecked(unchecked, result);
  return unread;
}

/// Links, pipes and the like in a folder of xil: none is followed or read, whatever put it there.
void check_kinds_below(const std::filesystem::path& part, Verification& result) {
  namespace fs = std::filesystem;
  const auto found = [&](const fs::path& path, fs::file_status status) {
    if (fs::is_regular_file(status) || fs::is_directory(status) || !fs::exists(status)) return;
    result.problems.push_back({path.string(),
                               fs::is_symlink(status)
                                   ? "is a symbolic link, and xil follows none below a results folder: remove it"
                                   : "is a pipe, a socket or a device: remove it",
                               true});
  };
  std::error_code code;
  const fs::file_status folder = fs::symlink_status(part, code);
  found(part, folder);
  if (!fs::is_directory(folder)) return;
  constexpr auto kOptions = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(part, kOptions, code), end; !code && at != end; at.increment(code)) {
    std::error_code ignored;
    found(at->path(), at->symlink_status(ignored));
  }
}

void check_kinds(const std::filesystem::path& out, Verification& result) {
  for (const char* part : kNeededFolders) check_kinds_below(out / part, result);
  for (const char* part : kOtherFolders) check_kinds_below(out / part, result);
}

/// Temporary files of processes that were killed while they wrote; those of living ones are not told apart.
void count_leftovers(const std::filesystem::path& out, Verification& result) {
  std::size_t leftovers = 0;
  std::error_code code;
  std::filesystem::recursive_directory_iterator at(out, std::filesystem::directory_options::skip_permission_denied,
                                                   code);
  for (const std::filesystem::recursive_directory_iterator end; !code && at != end; at.increment(code)) {
    if (at->path().filename().string().find(".partial-") != std::string::npos) ++leftovers;
  }
  if (leftovers == 0) return;
  result.notes.push_back(
      fmt::format("{} temporary files (*.partial-*) were left by processes that were killed; they do no "
                  "harm and can be deleted while nothing is running",
                  leftovers));
}

Verification verify(const std::filesystem::path& out, const Catalog& catalog) {
  const OutFolder folder = read_out_folder(out, catalog);
  const std::set<std::string> known(folder.runs.run_ids.begin(), folder.runs.run_ids.end());
  Verification result;
  std::set<std::string> commits;
  std::size_t strangers = 0;
  check_kinds(out, result);
  if (!result.problems.empty()) return result;  // nothing is read beside what should not be there
  check_sweeps(out, result);
  check_features(out, result);
  check_checkpoints(out, result);
  check_models(out, result);
  count_leftovers(out, result);
  const auto files = list_own_folder(out / "runs", ".h5");
  const std::set<std::string> unread = check_runs(out, files, folder.runs, catalog, result, commits);
  note_missing_sweeps(out, result);
  for (const auto& file : files) strangers += known.contains(file.stem().string()) ? 0 : 1;
  for (std::string& sentence : source_conflicts(out, folder.runs, unread))
    result.problems.push_back({out.string(), std::move(sentence)});
  if (commits.size() > 1) {
    result.notes.push_back(fmt::format("the runs come from {} commits: {}", commits.size(), fmt::join(commits, ", ")));
  }
  const auto complete = static_cast<std::size_t>(
      std::ranges::count_if(known, [&](const std::string& id) { return has_run_file(out, id); }));
  if (complete < known.size())
    result.notes.push_back(
        fmt::format("{} of {} runs are complete; xil run goes on with the others", complete, known.size()));
  if (strangers > 0)
    result.notes.push_back(fmt::format("{} run files belong to no sweep that is kept here", strangers));
  return result;
}

Value as_json(const Verification& result) {
  const auto problem_json = [](const Finding& finding) {
    return Value(Value::Map{{"file", Value(finding.file)}, {"problem", Value(finding.problem)}});
  };
  return Value(Value::Map{{"files", json_value(result.files)},
                          {"problems", json_list(result.problems, problem_json)},
                          {"notes", json_value(result.notes)}});
}

void print(const Verification& result) {
  for (const Finding& finding : result.problems) say("{}: {}\n", finding.file, finding.problem);
  for (const std::string& note : result.notes) say("note: {}\n", note);
  if (result.problems.empty()) {
    say("{} file{} intact\n", result.files, result.files == 1 ? "" : "s");
    return;
  }
  const bool damaged = std::ranges::any_of(result.problems, [](const Finding& finding) { return !finding.unreadable; });
  say("{} problem{} in {} files. {}\n", result.problems.size(), result.problems.size() == 1 ? "" : "s", result.files,
      damaged ? "Delete what is damaged and run the sweep again: only what is missing is done again"
              : "What could not be read was not checked and may be in order");
}

constexpr std::array kFlags = {kJsonFlag};

int command_verify(const Arguments& arguments) {
  const Verification result = verify(results_folder(arguments.positional.front(), catalog()), catalog());
  if (arguments.has("json")) {
    say_json(as_json(result));
  } else {
    print(result);
  }
  return result.problems.empty() ? 0 : 1;
}

}  // namespace

constexpr Command kVerify = {
    "verify", "OUT", "checks every run file against its checksums and its configuration", 1, 1, kFlags, command_verify};

}  // namespace xil
