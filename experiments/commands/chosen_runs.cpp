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
  for (std::size_t i = 0; i < labelled.size(); ++i)
    runs.push_back({to_config(folder.runs.runs[i]), labelled[i].strategy, labelled[i].dataset});
  return runs;
}

void leave_out(OutFolder& folder, std::vector<LabelledRun>& labelled, const RunChoice& choice) {
  if (choice.is_empty()) return;
  const std::vector<bool> kept = choice.kept(choosable(folder, labelled));
  Sweep& runs = folder.runs;
  std::size_t next = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) continue;
    if (next != i) {
      runs.runs[next] = std::move(runs.runs[i]);
      runs.run_ids[next] = std::move(runs.run_ids[i]);
      labelled[next] = std::move(labelled[i]);
    }
    ++next;
  }
  runs.runs.resize(next);
  runs.run_ids.resize(next);
  labelled.resize(next);
  folder.notes.clear();
  const std::size_t left_out = kept.size() - next;
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
