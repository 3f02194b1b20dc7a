#include "experiments/prune/removal.h"

#include <chrono>
#include <map>

#include "framework/core/base/error.h"
#include "framework/store/journal/leases.h"
#include "framework/store/runs/checkpoint.h"

namespace xil {
namespace {

constexpr double kLeaseExpiry_s = 60;  // as `run` takes it: --takeover-after

OwnPath session_file(const std::filesystem::path& out, const std::string& run_id) {
  return {out / "sessions" / (run_id + ".jsonl"), 2};
}

bool is_there(const std::filesystem::path& path) {
  std::error_code code;
  return std::filesystem::exists(std::filesystem::symlink_status(path, code));
}

/// Models by the run that they belong to.
std::map<std::string, std::vector<OwnPath>> models_of(const std::filesystem::path& out) {
  std::map<std::string, std::vector<OwnPath>> models;
  for (const auto& file : list_own_folder(out / "models", ".h5")) models[run_of_model(file)].emplace_back(file, 2);
  return models;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void remove_files(const std::filesystem::path& out, const RunRemains& run) {
  const std::filesystem::path file = run_file_path(out, run.run_id);
  remove_own_file({file, 2});
  require(!is_there(file), "cannot remove '{}': ask its owner for the permission to change the folder", file.string());
  for (const OwnPath& model : run.models) remove_own_file(model);
  Checkpoints(checkpoint_folder(out, run.run_id)).remove();
  if (run.has_session) remove_own_file(session_file(out, run.run_id));
}

}  // namespace

std::string run_of_model(const std::filesystem::path& file) {
  const std::string name = file.stem().string();
  return name.substr(0, name.rfind('-'));
}

double bytes_of(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code code;
  const fs::file_status status = fs::symlink_status(path, code);
  if (fs::is_regular_file(status)) return static_cast<double>(fs::file_size(path, code));
  if (!fs::is_directory(status)) return 0;
  double bytes = 0;
  for (fs::directory_iterator at(path, fs::directory_options::skip_permission_denied, code), end; !code && at != end;
       at.increment(code))
    bytes += bytes_of(at->path());
  return bytes;
}

std::vector<RunRemains> remains_of(const OutFolder& folder, const std::vector<std::size_t>& indices) {
  const auto states = read_states(folder.path, folder.runs.run_ids);
  auto models = models_of(folder.path);
  std::vector<RunRemains> all;
  for (const std::size_t index : indices) {
    const std::string& id = folder.runs.run_ids[index];
    RunRemains run{index, id, states.at(id).status, models[id]};
    const std::filesystem::path file = run_file_path(folder.path, id), rounds = checkpoint_folder(folder.path, id);
    run.has_file = is_there(file);
    run.has_checkpoints = has_own_folder({rounds, 2});
    run.has_session = is_there(session_file(folder.path, id).path);
    run.bytes = bytes_of(file) + bytes_of(rounds);
    for (const OwnPath& model : run.models) run.bytes += bytes_of(model.path);
    all.push_back(std::move(run));
  }
  return all;
}

std::vector<std::string> remove_runs(const OutFolder& folder, const std::vector<RunRemains>& all,
                                     const std::string& command) {
  Journal journal(folder.path);
  Leases leases(folder.path, journal.name(), kLeaseExpiry_s, seconds_now);
  std::vector<std::string> left;
  for (const RunRemains& run : all) {
    if (!leases.acquire(run.run_id)) {
      left.push_back(run.run_id);
      continue;
    }
    journal.started(run.run_id, 0);
    journal.stopped(run.run_id, 0, 0, "removed by: " + command);
    remove_files(folder.path, run);
    leases.release(run.run_id);
  }
  return left;
}

}  // namespace xil
