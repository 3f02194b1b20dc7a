#include "experiments/sweep/frozen_sweeps.h"

#include <set>

#include "framework/core/base/error.h"
#include "framework/store/files/sweep_store.h"

namespace xil {

Sweep read_frozen_sweeps(const std::filesystem::path& out, const Catalog& catalog) {
  refuse_unless(std::filesystem::is_directory(out), "{}: no such folder", out.string());
  const auto files = list_sweeps(out);
  refuse_unless(!files.empty(), "{}: no results of xil run are here (no sweeps/*.yaml)", out.string());
  Sweep all;
  std::set<std::string> seen;
  for (const auto& file : files) {
    Sweep sweep = load_sweep(file, {}, catalog);
    if (!sweep.question.empty() && all.question.find(sweep.question) == std::string::npos)
      all.question += (all.question.empty() ? "" : " ") + sweep.question;
    for (auto& [strategy, label] : sweep.labels) all.labels.insert_or_assign(strategy, std::move(label));
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
      if (!seen.insert(sweep.run_ids[i]).second) continue;
      all.runs.push_back(std::move(sweep.runs[i]));
      all.run_ids.push_back(std::move(sweep.run_ids[i]));
    }
  }
  all.swept = varying_keys(all.runs);
  return all;
}

}  // namespace xil
