#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/results/oracle_snippet.h"
#include "analysis/results/run_data.h"
#include "framework/core/base/value.h"

namespace xil {

/// A session under the names that its run has in figures and tables.
struct NamedSession {
  LabelledRun run;
  SessionSummary summary;
};

/// The sessions of people among the runs, by expert, then in the order of the runs.
std::vector<NamedSession> sessions_of(std::span<const RunData> runs);
/// The same order for sessions that were read on their own.
void sort_by_expert(std::vector<NamedSession>& sessions);

/// Per expert and per session: answers and agreement, seconds, the first half against the second, workload and
/// usability.
std::vector<TextTable> session_tables(std::span<const NamedSession> sessions);
/// What the numbers of the tables mean, and what they do not; one sentence or several each.
std::vector<std::string> session_notes();
/// oracle_snippet() of all sessions together, and, where there are several, of each expert.
std::vector<std::string> session_snippets(std::span<const NamedSession> sessions);

/// A few lines for a terminal, the first with the expert and the run, the others indented.
std::vector<std::string> session_lines(const NamedSession& session);
/// Everything of a summary; `oracle`: see oracle_json().
Value session_json(const NamedSession& session);

}  // namespace xil
