#include "experiments/sweep/source_conflicts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "experiments/sweep/source_key.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/foreign_run.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/recorded/recorded_source.h"

namespace xil {
namespace {

struct RecordedRun {
  RunParams run;
  std::filesystem::path file;
  std::string digest;  ///< empty: the file does not tell
};

/// Whether every item of the source is in every run, whatever its split.
bool keeps_all_items(const ComponentSpec& dataset) {
  if (!is_image_set(dataset)) return false;
  const SplitParams split = *image_set_params(dataset);
  return split.groups == Groups::None && split.hold_out_type.empty();
}

/// "seed 0 (2 runs), seed 1 (2 runs)", by the seed of the split.
std::string seeds_of(const std::vector<const RecordedRun*>& runs) {
  std::map<std::uint64_t, int> counts;
  for (const RecordedRun* recorded : runs) ++counts[recorded->run.split_stream()];
  std::vector<std::string> parts;
  for (const auto& [seed, count] : counts) {
    if (parts.size() == 8) {
      parts.emplace_back("...");
      break;
    }
    parts.push_back(fmt::format("split_seed {} ({} run{})", seed, count, count == 1 ? "" : "s"));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

constexpr std::string_view kMend =
    "they cannot be compared: restore the files, delete the run files of the others and run the sweep again, or give "
    "the changed set another --out";

std::string by_digest(const std::vector<RecordedRun>& all) {
  std::map<std::string, std::vector<const RecordedRun*>> groups;
  for (const RecordedRun& recorded : all) {
    if (!recorded.digest.empty()) groups[recorded.digest].push_back(&recorded);
  }
  if (groups.size() < 2) return {};
  std::vector<std::string> parts;
  for (const auto& [digest, runs] : groups)
    parts.push_back(fmt::format("{} saw {}", seeds_of(runs), digest.substr(0, 12)));
  return fmt::format("dataset '{}' changed between its runs ({}): {}", all.front().run.dataset.name,
                     fmt::join(parts, "; "), kMend);
}

/// Label and type of every item by its path, whatever its split.
using Items = std::map<std::string, std::pair<int, std::string>>;

/// The first item that a run saw differently than earlier runs; empty if there is none.
std::string differing_item(const std::vector<Item>& items, const Items& known, bool all_there) {
  for (const Item& item : items) {
    const auto found = known.find(item.path);
    const bool other = found != known.end() && found->second != std::pair(item.label, item.type);
    if (other || (all_there && found == known.end())) return item.path;
  }
  if (!all_there || items.size() == known.size()) return {};
  std::set<std::string> own;
  for (const Item& item : items) own.insert(item.path);
  for (const auto& [path, what] : known) {
    if (!own.contains(path)) return path;
  }
  return {};
}

/// Items with the same path could not be told apart.
bool have_own_paths(const std::vector<Item>& items) {
  std::set<std::string_view> paths;
  for (const Item& item : items) paths.insert(item.path);
  return paths.size() == items.size();
}

std::string by_items(const std::vector<RecordedRun>& all) {
  Items known;
  std::set<std::uint64_t> splits;
  for (const RecordedRun& recorded : all) {
    if (!splits.insert(recorded.run.split_stream()).second) continue;  // every run checks the split's own digest
    const std::vector<Item> items = read_recorded_items(recorded.file);
    if (!have_own_paths(items)) return {};
    const std::string path = known.empty() ? "" : differing_item(items, known, keeps_all_items(recorded.run.dataset));
    if (!path.empty()) {
      return fmt::format(
          "dataset '{}' changed between its runs ('{}' is not in all of them, or not the same, as in {}): {}",
          recorded.run.dataset.name, path, recorded.file.filename().string(), kMend);
    }
    for (const Item& item : items) known.try_emplace(item.path, item.label, item.type);
  }
  return {};
}

}  // namespace

std::vector<std::string> source_conflicts(const std::filesystem::path& out, const Sweep& runs,
                                          const std::set<std::string>& unread,
                                          const std::map<std::string, std::string>* known) {
  std::map<std::string, std::vector<RecordedRun>> sources;
  for (std::size_t i = 0; i < runs.runs.size(); ++i) {
    if (!is_known_component(runs.runs[i], "dataset")) continue;  // nor does it know which files such a set has
    const std::string key = source_key(runs.runs[i].dataset);
    const std::filesystem::path file = run_file_path(out, runs.run_ids[i]);
    if (key.empty() || unread.contains(runs.run_ids[i]) || !std::filesystem::exists(file)) continue;
    try {
      const bool is_known = known != nullptr && known->contains(runs.run_ids[i]);
      sources[key].push_back({runs.runs[i], file, is_known ? known->at(runs.run_ids[i]) : read_source_digest(file)});
    } catch (const Error&) {  // damaged: the command that reads the file reports it
    }
  }
  std::vector<std::string> sentences;
  for (const auto& [key, all] : sources) {
    std::string sentence = by_digest(all);
    const bool some_do_not_tell =
        std::ranges::any_of(all, [](const RecordedRun& recorded) { return recorded.digest.empty(); });
    // The labels of sets taken from a few large files depend on the classes that a run chooses.
    const bool items_tell = is_image_set(all.front().run.dataset);
    if (sentence.empty() && some_do_not_tell && items_tell) sentence = by_items(all);
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace xil
