#include "experiments/prune/leftovers.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <set>

#include "experiments/prune/removal.h"
#include "framework/store/files/files.h"
#include "framework/store/journal/liveness.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial-";

/// Whether `<target>.partial-<host>-<pid>` was made on this machine by a process that is gone.
bool is_abandoned(const std::string& name) {
  const std::size_t mark = name.rfind(kPartial), dash = name.rfind('-');
  if (mark == std::string::npos || dash <= mark) return false;
  const std::string begin = std::string(kPartial) + host_name() + "-";
  if (name.compare(mark, begin.size(), begin) != 0) return false;
  int pid = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + mark + begin.size(), end, pid);
  return read.ec == std::errc() && pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH;
}

Leftovers temporary_files(const fs::path& out) {
  Leftovers found{"temporary files of processes of this machine that are gone", {}};
  const auto look_into = [&](const fs::path& folder, int parts) {
    for (const auto& file : list_own_folder({folder, parts})) {
      if (is_abandoned(file.filename().string())) found.paths.emplace_back(file, parts + 1);
    }
  };
  for (const char* part : kNeededFolders) look_into(out / part, 1);
  for (const char* part : kOtherFolders) look_into(out / part, 1);
  for (const auto& run : list_own_folder(out / "checkpoints")) {
    if (fs::is_directory(fs::symlink_status(run))) look_into(run, 2);
  }
  return found;
}

Leftovers heartbeats(const fs::path& out) {
  Leftovers found{"heartbeats of jobs that are gone", {}};
  for (const auto& file : list_own_folder(out / "journal", ".beats")) {
    fs::path journal = file;
    if (liveness_of(journal.replace_extension(".tsv")) == Liveness::Dead) found.paths.emplace_back(file, 2);
  }
  return found;
}

/// The folders of checkpoints and the models of runs that `is_needless` names.
Leftovers of_runs(const std::string& what, const fs::path& folder, auto&& run_of, auto&& is_needless) {
  Leftovers found{what, {}};
  for (const auto& path : list_own_folder(folder)) {
    if (is_needless(run_of(path))) found.paths.emplace_back(path, 2);
  }
  return found;
}

std::string run_of_folder(const fs::path& path) { return path.filename().string(); }

}  // namespace

std::vector<Leftovers> find_leftovers(const OutFolder& folder) {
  const fs::path& out = folder.path;
  const auto states = read_states(out, folder.runs.run_ids);
  const auto is_complete = [&](const std::string& id) { return has_run_file(out, id); };
  const auto is_nobodys = [&](const std::string& id) { return !states.contains(id) && !is_complete(id); };
  std::vector<Leftovers> all = {
      temporary_files(out), heartbeats(out),
      of_runs("checkpoints of complete runs", out / "checkpoints", run_of_folder, is_complete)};
  bool all_known = true;
  for (std::size_t i = 0; i < folder.runs.runs.size(); ++i)
    all_known = all_known && (folder.runs.runs[i].unknown.empty() || is_complete(folder.runs.run_ids[i]));
  if (all_known) {
    all.push_back(
        of_runs("checkpoints of runs that no kept sweep names", out / "checkpoints", run_of_folder, is_nobodys));
    all.push_back(of_runs("models of runs that no kept sweep names", out / "models", run_of_model, is_nobodys));
  }
  std::erase_if(all, [](const Leftovers& one) { return one.paths.empty(); });
  for (Leftovers& one : all) {
    for (const OwnPath& path : one.paths) one.bytes += bytes_of(path.path);
  }
  return all;
}

void remove_leftovers(const std::vector<Leftovers>& all) {
  for (const Leftovers& one : all) {
    for (const OwnPath& path : one.paths) {
      std::error_code code;
      if (fs::is_directory(fs::symlink_status(path.path, code)))
        fs::remove_all(path.path, code);
      else
        remove_own_file(path);
    }
  }
}

}  // namespace xil
