#include "experiments/prune/prune_command.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <numeric>

#include "experiments/command_line/console.h"
#include "experiments/commands/chosen_runs.h"
#include "experiments/prune/leftovers.h"
#include "experiments/prune/removal.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_description.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// Whether the answer is yes: --yes, or a word on the terminal.
bool is_agreed(const Arguments& arguments) {
  if (arguments.has("yes")) return true;
  if (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) {
    say("remove this? [y/N] ");
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    if (answer == "y" || answer == "yes") return true;
  }
  say("nothing was removed; --yes removes it\n");
  return false;
}

/// The runs that every --drop matches.
std::vector<std::size_t> dropped(const OutFolder& folder, const std::vector<RunCriterion>& criteria) {
  const std::vector<ChoosableRun> runs = choosable(folder, label_folder(folder));
  for (const RunCriterion& criterion : criteria) criterion.refuse_unmatched(runs);
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool all =
        std::ranges::all_of(criteria, [&](const RunCriterion& criterion) { return criterion.matches(runs[i]); });
    if (all) indices.push_back(i);
  }
  return indices;
}

std::string contents_of(const RunRemains& run) {
  std::vector<std::string> parts;
  if (run.has_file) parts.emplace_back("run file with its maps");
  if (!run.models.empty())
    parts.push_back(fmt::format("{} model{}", run.models.size(), run.models.size() == 1 ? "" : "s"));
  if (run.has_checkpoints) parts.emplace_back("checkpoints");
  if (run.has_session) parts.emplace_back("answers of a person");
  return parts.empty() ? "its failure" : fmt::format("{}", fmt::join(parts, ", "));
}

double total_bytes(const std::vector<RunRemains>& all) {
  return std::accumulate(all.begin(), all.end(), 0.0,
                         [](double sum, const RunRemains& run) { return sum + run.bytes; });
}

/// Lists what goes; gives it without the runs in hand, and without those of which nothing is there.
std::vector<RunRemains> list_removal(const OutFolder& folder, const std::vector<std::size_t>& indices) {
  RunDescriptions descriptions(folder.runs);
  std::vector<RunRemains> going;
  std::size_t in_hand = 0, nothing = 0;
  for (RunRemains& run : remains_of(folder, indices)) {
    if (run.status == RunStatus::Running) {
      say("  stays: a living job has {} {} in hand\n", run.run_id, descriptions.of(run.index));
      ++in_hand;
    } else if (!run.is_anything() && run.status != RunStatus::Failed) {
      ++nothing;
    } else {
      say("  {} {} {} ({}, {})\n", enum_name(run.status), run.run_id, descriptions.of(run.index), contents_of(run),
          size_text(run.bytes));
      going.push_back(std::move(run));
    }
  }
  say("{} of {} runs go, {} in all", going.size(), folder.runs.runs.size(), size_text(total_bytes(going)));
  if (in_hand > 0) say("; {} stay: jobs have them in hand", in_hand);
  if (nothing > 0) say("; of {} more there is nothing", nothing);
  say("\n");
  return going;
}

void refuse_people(const OutFolder& folder, const std::vector<RunRemains>& going, const Arguments& arguments) {
  if (arguments.has("sessions")) return;
  for (const RunRemains& run : going) {
    const bool is_persons = run.has_session || folder.runs.runs[run.index].oracle.expert == ExpertKind::Human;
    refuse_unless(
        !is_persons,
        "run {} holds the answers of {}, which nobody can make again: choose other runs, or add --sessions to "
        "remove people's sessions as well",
        run.run_id, folder.runs.runs[run.index].oracle.person);
  }
}

int drop_runs(const OutFolder& folder, const std::vector<RunCriterion>& criteria, const Arguments& arguments) {
  const std::vector<std::size_t> indices = dropped(folder, criteria);
  std::string command = fmt::format("xil prune {}", shell_path(folder.path.string()));
  for (const std::string& text : arguments.values("drop")) command += " --drop " + shell_word(text);
  if (arguments.has("sessions")) command += " --sessions";
  refuse_unless(!indices.empty(), "{}: no run matches every --drop", command);
  const std::vector<RunRemains> going = list_removal(folder, indices);
  refuse_people(folder, going, arguments);
  if (going.empty() || !is_agreed(arguments)) return 0;
  const std::vector<std::string> left = remove_runs(folder, going, command);
  for (const std::string& id : left) say("  {} stays: a job has just taken it\n", id);
  say("{} runs were removed; they count as missing now, and the journal says by which command. Figures and pages that "
      "were drawn before still show them: xil report {}\n",
      going.size() - left.size(), shell_path(folder.path.string()));
  return 0;
}

int tidy(const OutFolder& folder, const Arguments& arguments) {
  const std::vector<Leftovers> all = find_leftovers(folder);
  double bytes = 0;
  for (const Leftovers& one : all) {
    say("  {}: {}, {}\n", one.what, one.paths.size(), size_text(one.bytes));
    bytes += one.bytes;
  }
  if (all.empty()) {
    say("{}: nothing can go but runs, which --drop key=value chooses\n", folder.path.string());
    return 0;
  }
  say("{} can go; nothing needs it\n", size_text(bytes));
  if (!is_agreed(arguments)) return 0;
  remove_leftovers(all);
  say("removed\n");
  return 0;
}

constexpr std::array kFlags = {
    Flag{"drop", "K=V", "removes the runs whose key K has the value V, or one of V,W,...; given again, all must hold",
         true},
    Flag{"sessions", "", "--drop: runs with the answers of people as well"},
    Flag{"yes", "", "removes what is listed without asking"}};

int command_prune(const Arguments& arguments) {
  const std::vector<RunCriterion> criteria = criteria_of(arguments, "drop");
  refuse_unless(!criteria.empty() || !arguments.has("sessions"), "--sessions goes with --drop");
  const OutFolder folder = read_out_folder(arguments.positional.front(), catalog());
  return criteria.empty() ? tidy(folder, arguments) : drop_runs(folder, criteria, arguments);
}

}  // namespace

constexpr Command kPrune = {
    "prune", "OUT", "lists what may go, and its size; --drop takes runs out on purpose", 1, 1, kFlags, command_prune};

}  // namespace xil
