#include "experiments/commands/report_record.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "analysis/drawing/child_process.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/terminal_width.h"
#include "experiments/sweep/run_description.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/json_value.h"
#include "framework/store/files/files.h"
#include "framework/store/files/own_files.h"
#include "framework/store/files/user_key.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTitle = "report 1";
/// Folders whose files the report does not read, or that are digested otherwise.
constexpr std::array<std::string_view, 10> kOtherwise = {"runs",   "report",      "scalars", "models",  "logs",
                                                         "leases", "checkpoints", "slurm",   "journal", "features"};

/// What the system says of a file or folder: another content has another text.
std::string identity_text(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "missing";
  return fmt::format("{} {} {} {}.{} {}.{}", status.st_mode, status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

/// A folder and what lies in it.
void add_folder(const fs::path& folder, bool deep, Digest& digest) {
  digest.add(fmt::format("{}: {}\n", folder.string(), identity_text(folder)));
  std::vector<fs::path> names;
  std::error_code code;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
    names.push_back(at->path());
  std::ranges::sort(names);
  for (const fs::path& name : names) {
    std::error_code ignored;
    if (deep && fs::is_directory(fs::symlink_status(name, ignored)))
      add_folder(name, true, digest);
    else
      digest.add(fmt::format("{}: {}\n", name.string(), identity_text(name)));
  }
}

/// The files of OUT that are neither run files nor written by the report itself.
void add_small_files(const fs::path& out, Digest& digest) {
  std::vector<fs::path> parts;
  std::error_code code;
  for (fs::directory_iterator at(out, code), end; !code && at != end; at.increment(code)) parts.push_back(at->path());
  std::ranges::sort(parts);
  for (const fs::path& part : parts) {
    std::error_code ignored;
    if (std::ranges::find(kOtherwise, part.filename().string()) != kOtherwise.end()) continue;
    if (fs::is_directory(fs::symlink_status(part, ignored))) add_folder(part, true, digest);
  }
}

/// Where galleries look for pictures: what could not be drawn without them can be drawn once they are there.
void add_sources(const FolderRuns& all, Digest& digest) {
  std::set<fs::path> folders;
  if (const char* data = std::getenv("XIL_DATA")) folders.insert(data);
  for (const RunParams& run : all.folder.runs.runs.groups()) {
    const Value config = to_config(run);
    for (const char* key : {"dataset.root", "dataset.packed"}) {
      const Value* value = config_value(config, key);
      const auto* text = value == nullptr ? nullptr : value->get<std::string>();
      if (text != nullptr && !text->empty()) folders.insert(*text);
    }
  }
  for (const fs::path& folder : folders) add_folder(folder, false, digest);
}

fs::path record_path(const fs::path& out, const UserKey& key) { return out / "scalars" / (key.name() + ".report"); }

}  // namespace

std::string report_inputs(const FolderRuns& all, const Arguments& arguments) {
  Digest digest;
  digest.add(fmt::format("{}\n{} {}\n", reading_layout(), terminal_columns(), kTitle));
  for (const fs::path& program : {fs::path("/proc/self/exe"), own_folder() / "xil-run"})
    digest.add(identity_text(program) + "\n");
  digest.add(identity_text(find_program("gnuplot").value_or("missing")) + "\n");
  for (const std::string& word : arguments.positional) digest.add(json_string(word) + "\n");
  for (const auto& [flag, value] : arguments.flags) digest.add(json_string(flag) + json_string(value) + "\n");
  for (const auto& [flag, values] : arguments.repeated)
    for (const std::string& value : values) digest.add(json_string(flag) + json_string(value) + "\n");
  digest.add(to_json(runs_json(all.folder.runs, all.progress)));
  const std::vector<std::size_t> complete = complete_runs(all.progress);
  for (std::size_t k = 0; k < complete.size(); ++k) {
    const ReadRun& read = all.readings[k];
    digest.add(fmt::format("{} {}\n", read.digest, read.refusal));
    if (read.digest.empty()) digest.add(identity_text(all.labelled[complete[k]].file) + "\n");
  }
  for (const LabelledRun& run : all.labelled) digest.add(json_string(run.dataset) + json_string(run.strategy) + "\n");
  add_small_files(all.folder.path, digest);
  add_sources(all, digest);
  return digest.hex();
}

std::optional<ReportRecord> find_report(const fs::path& out, const std::string& inputs) try {
  const auto key = user_key();
  if (!key) return std::nullopt;
  const OwnPath path(record_path(out, *key), 2);
  const auto file = find_own_file(path);
  if (!file) return std::nullopt;
  const std::string text = read_own_file(*file, path.path);
  const auto sealed = content_sealed_with(*key, text);
  if (!sealed) return std::nullopt;
  const Value record = parse_json(std::string(*sealed), "report");
  if (*record.find("inputs")->get<std::string>() != inputs) return std::nullopt;
  ReportRecord found{*record.find("said")->get<std::string>(), {}};
  for (const Value& entry : *record.find("files")->get<Value::List>()) {
    const auto& pair = *entry.get<Value::List>();
    found.files.emplace_back(*pair[0].get<std::string>(), *pair[1].get<std::string>());
    const std::string bytes = read_own_file(OwnPath(out / "report" / found.files.back().first, 3));
    if (sha256(bytes) != found.files.back().second) return std::nullopt;
  }
  return found;
} catch (const Error&) {
  return std::nullopt;
}

void keep_report(const fs::path& out, const std::string& inputs, std::string said,
                 const std::vector<fs::path>& files) try {
  const auto key = user_key();
  if (!key) return;
  Value::List list;
  for (const fs::path& file : files) {
    const std::string name = file.lexically_relative(out / "report").string();
    list.push_back(Value(Value::List{Value(name), Value(sha256(read_own_file(OwnPath(file, 3))))}));
  }
  const Value record(
      Value::Map{{"inputs", Value(inputs)}, {"said", Value(std::move(said))}, {"files", Value(std::move(list))}});
  make_own_folder({out / "scalars", 1});
  write_file_atomically({record_path(out, *key), 2}, sealed_with(*key, to_json(record)));
} catch (const Error&) {
  // A folder that cannot be written costs time only.
}

}  // namespace xil
