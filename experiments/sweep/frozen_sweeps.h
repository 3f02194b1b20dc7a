#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// A run of a kept sweep that names what this program does not know.
struct ForeignRun {
  std::string name;     ///< "dataset=weld_seams strategy=patience seed=3"
  std::string unknown;  ///< "strategy 'patience'"
};

/// What a kept sweep asks.
struct FrozenSweep {
  std::string digest;      ///< its name
  bool as_frozen = false;  ///< its content still has that digest
  std::vector<Hypothesis> hypotheses;
  std::map<std::string, ForeignRun> foreign = {};  ///< by run id, which is not that of the run's file
};

/// The runs of all sweeps that are kept in an output folder, each once, in the order of sort_by_condition(). The
/// result's name, frozen and digest are empty; its question joins those of the sweeps, a strategy's label is that of
/// the newest sweep that gives one, and a published value that several sweeps give is there once. What a sweep names
/// and this program does not know is taken as plain values, and the files of such runs are found
/// (adopt_foreign_files()). Refuses a folder without kept sweeps. If a kept sweep cannot be read in spite of that, the
/// error names it.
/// `frozen`: receives what each sweep asks, oldest sweep first; the result's own hypotheses are empty.
Sweep read_frozen_sweeps(const std::filesystem::path& out, const Catalog& catalog,
                         std::vector<FrozenSweep>* frozen = nullptr);

/// Those of the same runs that this program could carry out. Opens no run file.
RunList read_known_runs(const std::filesystem::path& out, const Catalog& catalog);

}  // namespace xil
