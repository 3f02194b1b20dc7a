#include "experiments/commands/chosen_runs.h"

#include <algorithm>

#include "experiments/command_line/sweep_options.h"
#include "experiments/sweep/foreign_runs.h"
#include "experiments/sweep/run_labels.h"

namespace xil {

std::vector<LabelledRun> label_folder(const OutFolder& folder) {
  std::vector<std::filesystem::path> files;
  for (const std::string& id : folder.runs.run_ids) files.push_back(run_file_path(folder.path, id));
  return label_runs(folder.runs.runs, files, folder.runs.labels);
}

std::vector<ChoosableRun> choosable(const OutFolder& folder, const std::vector<LabelledRun>& labelled) {
  std::vector<ChoosableRun> runs;
  RunConfigs configs(folder.runs.runs);
  for (std::size_t i = 0; i < labelled.size(); ++i)
    runs.push_back({configs.of(i), labelled[i].strategy, labelled[i].dataset});
  return runs;
}

void leave_out(OutFolder& folder, std::vector<LabelledRun>& labelled, const RunChoice& choice) {
  if (choice.is_empty()) return;
  const std::vector<bool> kept = choice.kept(choosable(folder, labelled));
  Sweep& runs = folder.runs;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) continue;
    runs.run_ids[chosen.size()] = runs.run_ids[i];
    labelled[chosen.size()] = labelled[i];
    chosen.push_back(i);
  }
  RunList left;
  left.append(runs.runs, chosen);
  runs.runs = std::move(left);
  runs.run_ids.resize(chosen.size());
  labelled.resize(chosen.size());
  folder.notes.clear();
  const std::size_t left_out = kept.size() - chosen.size();
  if (left_out > 0)
    folder.notes.push_back(
        fmt::format("{} of {} runs of the folder are left out by {}", left_out, kept.size(), choice.text()));
  if (std::string note = foreign_note(runs); !note.empty()) folder.notes.push_back(std::move(note));
}

OutFolder read_chosen_folder(const Arguments& arguments, const Catalog& catalog) {
  const RunChoice choice(arguments);
  OutFolder folder = read_out_folder(results_folder(arguments.positional.front(), catalog), catalog);
  if (choice.is_empty()) return folder;
  std::vector<LabelledRun> labelled = label_folder(folder);
  leave_out(folder, labelled, choice);
  return folder;
}

}  // namespace xil
