#include "experiments/planning/folder_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/planning/facts_file.h"
#include "experiments/planning/set_record.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/foreign_run.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/recorded/run_facts.h"

namespace xil {
namespace {

/// So many new files take longer to read than a file of facts to write.
constexpr std::size_t kWorthKeeping = 32;

/// Reads the facts of run files, each once.
class FactsReader {
 public:
  FactsReader(const std::filesystem::path& out, const Sweep& sweep, const Catalog& catalog)
      : out_(out), sweep_(sweep), catalog_(catalog), kept_(read_facts_file(out)) {}

  /// Those of these runs, in their order.
  std::vector<KeptFacts> read(std::span<const std::size_t> runs, FileOrigin origin) {
    for (const std::size_t run : runs) {
      const std::string stamp = stamp_of(file_of(run));
      const auto found = kept_.find(sweep_.run_ids[run]);
      if (found == kept_.end() || found->second.stamp != stamp) new_.push_back({run, stamp});
    }
    read_new(origin);
    if (new_.size() >= kWorthKeeping) keep_facts_file(out_, kept_);
    std::vector<KeptFacts> facts;
    for (const std::size_t run : runs) facts.push_back(with_parameters(run));
    return facts;
  }

 private:
  struct NewFile {
    std::size_t run;
    std::string stamp;
  };

  std::filesystem::path file_of(std::size_t run) const { return run_file_path(out_, sweep_.run_ids[run]); }

  RunFacts facts_in(std::size_t run) const {
    return read_run_facts(file_of(run), {}, metrics_asked_for(sweep_.runs[run]));
  }

  void read_new(FileOrigin origin) {
    std::vector<OwnPath> files;
    std::map<std::filesystem::path, std::size_t> run_of;
    for (const NewFile& file : new_) {
      files.emplace_back(file_of(file.run), 2);
      run_of[files.back().path] = file.run;
    }
    std::map<std::size_t, FailedTrial> failed;
    if (origin == FileOrigin::Unknown)
      failed = try_in_children(files, trial_of([&](const std::filesystem::path& file) { facts_in(run_of.at(file)); }));
    for (std::size_t i = 0; i < new_.size(); ++i) {
      KeptFacts& kept = kept_[sweep_.run_ids[new_[i].run]];
      kept = {new_[i].stamp, {}, failed.contains(i) ? refusal_of(files[i], failed.at(i)) : ""};
      if (kept.unread.empty()) read_into(kept, new_[i].run);
    }
  }

  void read_into(KeptFacts& kept, std::size_t run) const try {
    kept.facts = facts_in(run);
  } catch (const Error& error) {
    kept.unread = error.what();
  }

  KeptFacts with_parameters(std::size_t run) const {
    KeptFacts kept = kept_.at(sweep_.run_ids[run]);
    if (!is_known_component(sweep_.runs[run], "strategy")) return kept;  // what it judges and corrects is not known
    const RunFacts parameters = facts_of(sweep_.runs[run], catalog_.traits(sweep_.runs[run].strategy));
    kept.facts.judges = parameters.judges;
    kept.facts.corrects = parameters.corrects;
    kept.facts.verdict = parameters.verdict;
    return kept;
  }

  const std::filesystem::path& out_;
  const Sweep& sweep_;
  const Catalog& catalog_;
  FactsFile kept_;
  std::vector<NewFile> new_;
};

bool says_anything(const KeptFacts& kept) { return !kept.unread.empty() || !warnings_of(kept.facts).empty(); }

}  // namespace

std::vector<Warning> folder_warnings(const std::filesystem::path& out, const Sweep& sweep,
                                     std::span<const std::size_t> complete, const Catalog& catalog, FileOrigin origin) {
  const std::vector<KeptFacts> facts = FactsReader(out, sweep, catalog).read(complete, origin);
  const SetRecords records = read_set_records(out);
  if (records.empty() && std::ranges::none_of(facts, says_anything)) return {};  // labels take time
  const std::vector<LabelledRun> labels =
      label_runs(sweep.runs, std::vector<std::filesystem::path>(sweep.runs.size()), sweep.labels);
  std::vector<WatchedRun> watched;
  for (std::size_t i = 0; i < complete.size(); ++i) {
    const LabelledRun& label = labels[complete[i]];
    watched.push_back({label.dataset, label.strategy, sweep.run_ids[complete[i]], facts[i].facts, facts[i].unread});
  }
  std::vector<Warning> warnings = set_warnings(sweep, labels, records);
  for (Warning& warning : run_warnings(watched)) warnings.push_back(std::move(warning));
  return warnings;
}

}  // namespace xil
