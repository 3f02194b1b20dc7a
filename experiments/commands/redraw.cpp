#include "experiments/commands/redraw.h"

#include <fmt/ranges.h>

#include "analysis/drawing/child_process.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/temporary_folder.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// What a program that failed said last, without "xil: error: ".
std::string reason_of(const std::string& output) {
  constexpr std::string_view kIntroduction = "xil: error: ";
  const std::string line = last_line(output);
  if (line.empty()) return "xil-run ended without a word";
  return line.starts_with(kIntroduction) ? line.substr(kIntroduction.size()) : line;
}

/// Has xil-run write pictures of a run and gives them to `read`.
template <class Read>
auto redrawn(const std::string& command, const std::vector<std::string>& choice, const std::filesystem::path& run_file,
             Read read) {
  const TemporaryFolder folder = TemporaryFolder::of_its_own("xil-pictures");
  const std::filesystem::path pictures = folder.path() / "pictures.h5";
  std::vector<std::string> words = {heavy_program().string(), command};
  words.insert(words.end(), choice.begin(), choice.end());
  for (const std::string& word : {fmt::format("--to={}", pictures.string()), std::string("--"), run_file.string()})
    words.push_back(word);
  const Ending ending = run_program(words);
  require(ending.status == 0, "{}", reason_of(ending.output));
  return read(pictures);
}

}  // namespace

std::vector<RefutationPicture> redraw_refutations(const std::filesystem::path& run_file,
                                                  std::span<const std::size_t> rows) {
  return redrawn("refutations", {fmt::format("--rows={}", fmt::join(rows, ","))}, run_file, read_pictures);
}

std::vector<ItemPicture> redraw_items(const std::filesystem::path& run_file, std::span<const ItemId> items) {
  return redrawn("pictures", {fmt::format("--items={}", fmt::join(items, ","))}, run_file, read_item_pictures);
}

std::vector<FramedPicture> redraw_framed(const std::filesystem::path& run_file, std::span<const ItemId> items) {
  return redrawn("pictures", {fmt::format("--items={}", fmt::join(items, ",")), "--own"}, run_file,
                 read_framed_pictures);
}

Redraw redraw_by_child_process() {
  return {[](const LabelledRun& run, std::span<const std::size_t> rows) { return redraw_refutations(run.file, rows); },
          [](const LabelledRun& run, std::span<const ItemId> items) { return redraw_items(run.file, items); },
          [](const LabelledRun& run, std::span<const ItemId> items) { return redraw_framed(run.file, items); }};
}

}  // namespace xil
