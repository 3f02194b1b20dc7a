#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>

#include "experiments/command_line/console.h"
#include "experiments/command_line/say_warnings.h"
#include "experiments/commands/chosen_runs.h"
#include "experiments/commands/commands.h"
#include "experiments/commands/folder_sessions.h"
#include "experiments/commands/out_folder.h"
#include "experiments/planning/folder_facts.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_description.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"
#include "framework/store/files/sweep_store.h"

namespace xil {
namespace {

/// Seconds until everything is done if as many runs as now go on in parallel; nothing while none is
/// running.
std::optional<double> eta_s(const SweepStatus& progress) {
  const std::size_t running = progress.count(RunStatus::Running);
  if (running == 0) return std::nullopt;
  return progress.remaining_core_s / static_cast<double>(running);
}

/// Keys about people are there only where people answered, and notes where there are some.
Value as_json(const OutFolder& folder, const SweepStatus& progress, const FolderSessions& people,
              std::span<const Warning> warnings) {
  Value json(Value::Map{{"out", Value(folder.path.string())},
                        {"counts", counts_json(progress)},
                        {"eta_s", json_value(eta_s(progress))},
                        {"remaining_core_s", Value(progress.remaining_core_s)},
                        {"warnings", json_list(warnings, warning_json)},
                        {"runs", runs_json(folder.runs, progress)}});
  if (!folder.notes.empty()) json.set("notes", json_value(folder.notes));
  if (!people.sessions.empty()) json.set("sessions", json_list(people.sessions, session_json));
  if (!people.unread.empty()) json.set("unread_sessions", json_value(people.unread));
  return json;
}

std::string describe(const Attempt& attempt) {
  std::string text = fmt::format("on {}, rank {}", attempt.host, attempt.rank);
  if (!attempt.job.empty()) text += ", job " + attempt.job;
  if (attempt.rounds > 0) text += fmt::format(", {} of {} rounds", attempt.round, attempt.rounds);
  return text;
}

/// Whether `xil prune` took the run out.
bool is_removed(const RunState& state) {
  return state.status == RunStatus::Missing && state.last()->reason.starts_with("removed by: ");
}

/// Why a run is not complete, in the words of its last attempt.
std::string reason_of(const RunState& state) {
  const Attempt& last = *state.last();
  if (is_removed(state)) return ": " + last.reason;
  const std::string tries = state.attempts.size() > 1 ? fmt::format(" ({} attempts)", state.attempts.size()) : "";
  if (state.status == RunStatus::Running) return tries;
  if (last.state == AttemptState::Complete) return ": finished, but its file is gone" + tries;
  const std::string word(enum_name(last.state));
  return (last.reason.empty() ? ": " + word : fmt::format(": {}: {}", word, last.reason)) + tries;
}

void print_runs(const OutFolder& folder, const SweepStatus& progress, RunStatus status, RunDescriptions& descriptions) {
  for (std::size_t i = 0; i < progress.states.size(); ++i) {
    const RunState& state = progress.states[i];
    if (state.status != status || state.last() == nullptr) continue;
    const std::string_view word = is_removed(state)              ? "removed"
                                  : status == RunStatus::Missing ? "interrupted"
                                                                 : enum_name(status);
    say("  {} {} {} ({}){}\n", word, folder.runs.run_ids[i], descriptions.of(i), describe(*state.last()),
        reason_of(state));
  }
}

/// Whether every run that is not complete has a person as its expert.
bool waits_for_people(const OutFolder& folder, const SweepStatus& progress) {
  for (std::size_t i = 0; i < progress.states.size(); ++i) {
    const bool is_done = progress.states[i].status == RunStatus::Complete;
    if (!is_done && folder.runs.runs[i].oracle.expert != ExpertKind::Human) return false;
  }
  return true;
}

void print_outlook(const OutFolder& folder, const SweepStatus& progress) {
  const auto open = progress.count(RunStatus::Running) + progress.count(RunStatus::Missing);
  const std::string_view rough = progress.measured_runs > 0 ? "" : ", a rough guess as no run has finished yet";
  if (const auto eta = eta_s(progress)) {
    say("done in about {} with {} at a time{}\n", duration_text(*eta), progress.count(RunStatus::Running), rough);
  } else if (open > 0 && waits_for_people(folder, progress)) {
    say("nothing is running; people go on with their runs by: xil interact SWEEP --expert NAME --out {}\n",
        shell_path(folder.path.string()));
  } else if (open > 0) {
    say("nothing is running; about {} of one core are left{}. Go on with: xil run {} --out {}\n",
        duration_text(progress.remaining_core_s), rough, shell_path(list_sweeps(folder.path).back().string()),
        shell_path(folder.path.string()));
  }
  if (progress.count(RunStatus::Failed) > 0 && !waits_for_people(folder, progress))
    say("failed runs are tried again by: xil run ... --retry-failed\n");
}

void print_sessions(const FolderSessions& people) {
  for (const NamedSession& session : people.sessions)
    for (const std::string& line : session_lines(session)) say("  {}\n", line);
  for (const std::string& why : people.unread) say("  {}\n", why);
  if (!people.sessions.empty()) say("to simulate such experts: xil status ... --oracle all\n");
}

void print(const OutFolder& folder, const SweepStatus& progress, const FolderSessions& people) {
  say("{}: {}\n", folder.path.string(), counts_text(progress));
  for (const std::string& note : folder.notes) say("note: {}\n", note);
  RunDescriptions descriptions(folder.runs);
  for (const RunStatus status : {RunStatus::Running, RunStatus::Failed, RunStatus::Missing}) {
    print_runs(folder, progress, status, descriptions);
  }
  print_sessions(people);
  print_outlook(folder, progress);
}

bool nothing_left(const SweepStatus& progress) {
  return progress.count(RunStatus::Running) + progress.count(RunStatus::Missing) == 0;
}

constexpr std::array kFlags = {
    Flag{"watch", "", "again every two seconds until nothing is left to do"}, kOnlyFlag, kExcludeFlag,
    Flag{"oracle", "WHICH", "only the oracle: of a sweep, as measured from people: all, a pseudonym or a run_id"},
    kJsonFlag};

int command_status(const Arguments& arguments) {
  const Catalog all = catalog();
  const bool clear = arguments.has("watch") && !arguments.has("json") && isatty(STDOUT_FILENO) == 1;
  while (true) {
    const OutFolder folder = read_chosen_folder(arguments, all);
    const SweepStatus progress = read_status(folder.path, folder.runs, all);
    const FolderSessions people = read_folder_sessions(folder, progress);
    if (const auto which = arguments.value("oracle")) {
      write_lines(stdout, snippet_of(people, *which));
      return 0;
    }
    const std::vector<Warning> warnings =
        folder_warnings(folder.path, folder.runs, complete_runs(progress), all, FileOrigin::Unknown);
    if (clear) say_as_it_is("\x1b[H\x1b[2J");
    if (arguments.has("json")) {
      say_json(as_json(folder, progress, people, warnings));
    } else {
      print(folder, progress, people);
      say_warnings(warnings);
    }
    if (!output_lost().empty() || !arguments.has("watch") || nothing_left(progress)) return 0;
    std::this_thread::sleep_for(std::chrono::seconds(2));
  }
}

}  // namespace

constexpr Command kStatus = {
    "status", "OUT|SWEEP.yaml", "complete, running, failed and missing runs, and when it will be done", 1, 1,
    kFlags,   command_status};

}  // namespace xil
