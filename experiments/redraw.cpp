#include "experiments/redraw.h"

#include <fmt/ranges.h>

#include "analysis/child_process.h"
#include "experiments/heavy_program.h"
#include "experiments/temporary_folder.h"
#include "framework/core/error.h"

namespace xil {
namespace {

/// What a program that failed said last, without "xil: error: ".
std::string reason_of(const std::string& output) {
  constexpr std::string_view kIntroduction = "xil: error: ";
  const std::string line = last_line(output);
  if (line.empty()) return "xil-run ended without a word";
  return line.starts_with(kIntroduction) ? line.substr(kIntroduction.size()) : line;
}

}  // namespace

std::vector<RefutationPicture> redraw_refutations(const std::filesystem::path& run_file,
                                                  std::span<const std::size_t> rows) {
  const TemporaryFolder folder = TemporaryFolder::of_its_own("xil-pictures");
  const std::filesystem::path pictures = folder.path() / "pictures.h5";
  const Ending ending =
      run_program({heavy_program().string(), "refutations", fmt::format("--rows={}", fmt::join(rows, ",")),
                   fmt::format("--to={}", pictures.string()), "--", run_file.string()});
  require(ending.status == 0, "{}", reason_of(ending.output));
  return read_pictures(pictures);
}

}  // namespace xil
