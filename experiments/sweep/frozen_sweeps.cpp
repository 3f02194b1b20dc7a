#include "experiments/sweep/frozen_sweeps.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "experiments/sweep/foreign_runs.h"
#include "experiments/sweep/run_order.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/foreign_run.h"
#include "framework/store/files/sweep_store.h"

namespace xil {
namespace {

Sweep load_kept(const std::filesystem::path& file, const Catalog& catalog) try {
  return load_sweep(file, {}, catalog);
} catch (const Error&) {
  return load_sweep(file, {}, tolerant(catalog));
}

/// Submissions of one sweep with more seeds say the same of more runs.
void add_published(PublishedValue value, std::vector<PublishedValue>& all) {
  const auto told = std::ranges::find_if(all, [&](const PublishedValue& one) {
    return one.condition == value.condition && one.metric == value.metric && one.value == value.value &&
           one.source == value.source;
  });
  if (told == all.end()) return all.push_back(std::move(value));
  for (std::string& id : value.run_ids) {
    if (std::ranges::find(told->run_ids, id) == told->run_ids.end()) told->run_ids.push_back(std::move(id));
  }
}

std::map<std::string, ForeignRun> foreign_runs(const Sweep& sweep) {
  std::map<std::string, ForeignRun> foreign;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    const RunParams& run = sweep.runs[i];
    if (run.unknown.empty()) continue;
    foreign.emplace(sweep.run_ids[i], ForeignRun{fmt::format("dataset={} strategy={} seed={}", run.dataset.name,
                                                             run.strategy.name, run.seed),
                                                 unknown_text(run)});
  }
  return foreign;
}

/// The runs of all kept sweeps, each once, oldest sweep first.
Sweep collect(const std::filesystem::path& out, const Catalog& catalog, std::vector<FrozenSweep>* frozen) {
  refuse_unless(std::filesystem::is_directory(out), "{}: no such folder", out.string());
  const auto files = list_sweeps(out);
  refuse_unless(!files.empty(), "{}: no results of xil run are here (no sweeps/*.yaml)", out.string());
  Sweep all;
  std::set<std::string> seen;
  for (const auto& file : files) {
    Sweep sweep = load_kept(file, catalog);
    if (!sweep.question.empty() && all.question.find(sweep.question) == std::string::npos)
      all.question += (all.question.empty() ? "" : " ") + sweep.question;
    if (frozen != nullptr)
      frozen->push_back({file.stem().string(), is_as_frozen(file), std::move(sweep.hypotheses), foreign_runs(sweep)});
    for (PublishedValue& value : sweep.published) add_published(std::move(value), all.published);
    for (auto& [strategy, label] : sweep.labels) all.labels.insert_or_assign(strategy, std::move(label));
    std::vector<std::size_t> added;
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
      if (seen.insert(sweep.run_ids[i]).second) added.push_back(i);
    }
    all.runs.append(sweep.runs, added);
    for (const std::size_t i : added) all.run_ids.push_back(std::move(sweep.run_ids[i]));
  }
  return all;
}

}  // namespace

Sweep read_frozen_sweeps(const std::filesystem::path& out, const Catalog& catalog, std::vector<FrozenSweep>* frozen) {
  Sweep all = collect(out, catalog, frozen);
  adopt_foreign_files(out, all, catalog);
  sort_by_condition(all);
  all.swept = varying_keys(all.runs);
  return all;
}

RunList read_known_runs(const std::filesystem::path& out, const Catalog& catalog) {
  const RunList all = collect(out, catalog, nullptr).runs;
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all.groups()[all.group(i)].unknown.empty()) known.push_back(i);
  }
  RunList runs;
  runs.append(all, known);
  return runs;
}

}  // namespace xil
