#include "experiments/sweep/foreign_runs.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "framework/config/yaml.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/foreign_run.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/runs/run_file.h"

namespace xil {
namespace {

struct KeptRun {
  RunParams run;
  Value config;
  std::string run_id;
  bool taken = false;  ///< a run of the sweeps has it
};

KeptRun read_kept(const std::filesystem::path& file, const Catalog& catalog) {
  const RunHeader header = read_header(file);
  RunParams run = read_run(parse_yaml(header.config, file.string()), catalog);
  Value config = to_config(run);
  return {std::move(run), std::move(config), header.run_id};
}

/// Runs with the same names and seed.
std::string names_of(const RunParams& run) {
  return fmt::format("{} {} {} {} {}", run.dataset.name, run.strategy.name, run.model.name, run.explainer.name,
                     run.seed);
}

using KeptRuns = std::map<std::string, std::vector<KeptRun>>;  // by names_of()
using FilesOfRuns = std::map<std::size_t, const KeptRun*>;     // by the position of the run

KeptRuns read_all_kept(const std::filesystem::path& out, const Catalog& catalog) {
  std::vector<OwnPath> files;
  for (auto& file : list_own_folder(out / "runs", ".h5")) files.emplace_back(std::move(file), 2);
  const auto failed =
      try_in_children(files, trial_of([&](const std::filesystem::path& file) { read_kept(file, catalog); }));
  KeptRuns kept;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (failed.contains(i)) continue;
    KeptRun one = read_kept(files[i].path, catalog);
    kept[names_of(one.run)].push_back(std::move(one));
  }
  return kept;
}

bool is_equal(const Value& one, const Value& other) {
  const auto number = [](const Value& value) -> std::optional<double> {
    if (const auto* whole = value.get<std::int64_t>()) return static_cast<double>(*whole);
    if (const auto* real = value.get<double>()) return *real;
    return std::nullopt;
  };
  const auto left = number(one), right = number(other);
  return left && right ? *left == *right : one == other;
}

/// A run of a sweep as it is compared with files.
class WantedRun {
 public:
  explicit WantedRun(const RunParams& run) : config_(to_config(run)) {
    for (const auto& [key, value] : run.unknown) unknown_.insert(key);
  }
  std::size_t unknown_parts() const { return unknown_.size(); }

  /// Whether everything that the sweep says stands in the file too, but for unknown parameters that it may lack.
  bool fits(const Value& actual) const {
    return std::ranges::all_of(entries(), [&](const auto& entry) {
      const Value* own = look_up_in(actual, entry.first);
      return own == nullptr ? is_unknown(entry.first) : is_equal(*entry.second, *own);
    });
  }
  /// Whether the file lacks one of the parameters.
  bool has_more_than(const Value& actual) const {
    return std::ranges::any_of(entries(),
                               [&](const auto& entry) { return look_up_in(actual, entry.first) == nullptr; });
  }

 private:
  using Key = std::pair<std::string, std::string>;

  /// Members of components and groups, and the other keys; without those that only say where files lie.
  std::vector<std::pair<Key, const Value*>> entries() const {
    std::vector<std::pair<Key, const Value*>> all;
    for (const auto& [head, value] : *config_.get<Value::Map>()) {
      const auto* members = value.get<Value::Map>();
      if (members == nullptr) all.push_back({{head, ""}, &value});
      if (members == nullptr) continue;
      for (const auto& [name, entry] : *members) {
        const bool is_place = head == "dataset" && std::ranges::find(kPlaceKeys, name) != kPlaceKeys.end();
        if (!is_place) all.push_back({{head, name}, &entry});
      }
    }
    return all;
  }
  static const Value* look_up_in(const Value& config, const Key& key) {
    const Value* head = config.find(key.first);
    return head == nullptr || key.second.empty() ? head : head->find(key.second);
  }
  bool is_unknown(const Key& key) const {
    return unknown_.contains(key.first) || unknown_.contains(key.first + "." + key.second);
  }

  Value config_;
  std::set<std::string> unknown_;
};

/// Gives the runs of a sweep, which share their names, the files with these names.
class Adoption {
 public:
  /// `files_of_runs` gets the files that are taken.
  Adoption(const Sweep& all, std::vector<KeptRun>& files, FilesOfRuns& files_of_runs)
      : all_(all), files_(files), files_of_runs_(files_of_runs) {}

  /// `indices`: runs with unknown parts. Gives those that are no runs of their own.
  std::vector<std::size_t> adopt(std::vector<std::size_t> indices) {
    std::map<std::size_t, WantedRun> wanted;
    for (const std::size_t index : indices) wanted.emplace(index, all_.runs[index]);
    // Those that say most choose first.
    std::ranges::stable_sort(indices, std::greater<>(), [&](std::size_t i) { return wanted.at(i).unknown_parts(); });
    std::vector<std::size_t> same, open;
    for (const std::size_t index : indices) {
      if (take_fitting(index, wanted.at(index))) continue;
      (is_taken_run(wanted.at(index)) ? same : open).push_back(index);
    }
    take_rest(open);
    return same;
  }

 private:
  bool take_fitting(std::size_t index, const WantedRun& wanted) {
    for (KeptRun& file : files_) {
      if (file.taken || !wanted.fits(file.config)) continue;
      take(index, file);
      return true;
    }
    return false;
  }
  bool is_taken_run(const WantedRun& wanted) const {
    return std::ranges::any_of(files_, [&](const KeptRun& file) {
      return file.taken && wanted.fits(file.config) && wanted.has_more_than(file.config);
    });
  }
  /// Another version may write values in other words than a sweep: the files that are left then belong to the runs that
  /// are left, as long as there are not more files than runs.
  void take_rest(const std::vector<std::size_t>& open) {
    std::vector<KeptRun*> left;
    for (KeptRun& file : files_) {
      if (!file.taken && !file.run.unknown.empty()) left.push_back(&file);
    }
    if (left.size() > open.size()) return;
    for (std::size_t i = 0; i < left.size(); ++i) take(open[i], *left[i]);
  }
  void take(std::size_t index, KeptRun& file) {
    files_of_runs_[index] = &file;
    file.taken = true;
  }

  const Sweep& all_;
  std::vector<KeptRun>& files_;
  FilesOfRuns& files_of_runs_;
};

/// Takes what the files say of their runs, and leaves out the runs that are gone.
void replace(Sweep& all, const FilesOfRuns& files, const std::set<std::size_t>& gone) {
  RunList runs;
  std::vector<std::string> run_ids;
  for (std::size_t i = 0; i < all.runs.size(); ++i) {
    if (gone.contains(i)) continue;
    const auto file = files.find(i);
    runs.push_back(file == files.end() ? all.runs[i] : file->second->run);
    run_ids.push_back(file == files.end() ? std::move(all.run_ids[i]) : file->second->run_id);
  }
  all.runs = std::move(runs);
  all.run_ids = std::move(run_ids);
}

bool has_foreign(const RunList& runs) {
  return std::ranges::any_of(runs.groups(), [](const RunParams& run) { return !run.unknown.empty(); });
}

}  // namespace

void adopt_foreign_files(const std::filesystem::path& out, Sweep& all, const Catalog& catalog) {
  if (!has_foreign(all.runs)) return;
  std::map<std::string, std::vector<std::size_t>> foreign;
  std::set<std::string> known;
  for (std::size_t i = 0; i < all.runs.size(); ++i) {
    if (all.runs[i].unknown.empty())
      known.insert(all.run_ids[i]);
    else
      foreign[names_of(all.runs[i])].push_back(i);
  }
  KeptRuns kept = read_all_kept(out, tolerant(catalog));
  std::set<std::size_t> same;
  FilesOfRuns files_of_runs;
  for (const auto& [names, indices] : foreign) {
    std::vector<KeptRun>& files = kept[names];
    for (KeptRun& file : files) file.taken = known.contains(file.run_id);
    for (const std::size_t index : Adoption(all, files, files_of_runs).adopt(indices)) same.insert(index);
  }
  replace(all, files_of_runs, same);
}

std::string foreign_note(const Sweep& all) {
  if (!has_foreign(all.runs)) return {};
  std::map<std::string, std::size_t> counts;
  std::size_t runs = 0;
  for (const RunParams& run : all.runs) {
    if (run.unknown.empty()) continue;
    ++counts[unknown_text(run)];
    ++runs;
  }
  std::vector<std::string> parts;
  for (const auto& [what, count] : counts) {
    if (parts.size() == 8) {
      parts.emplace_back("...");
      break;
    }
    parts.push_back(fmt::format("{} ({})", what, count));
  }
  return fmt::format(
      "{} of {} runs name what this xil does not know: {}. What their files say is taken as it stands; only running "
      "them needs a program that knows it, and without a run file one of them counts as missing",
      runs, all.runs.size(), fmt::join(parts, ", "));
}

}  // namespace xil
