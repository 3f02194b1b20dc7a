#include "experiments/commands/redraw.h"

#include <fmt/ranges.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/drawing/child_process.h"
#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/redraw_orders.h"
#include "experiments/command_line/temporary_folder.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// What a program that ended said last, without "xil: error: ".
std::string reason_of(const std::string& line) {
  constexpr std::string_view kIntroduction = "xil: error: ";
  if (line.empty()) return "xil-run ended without a word";
  return line.starts_with(kIntroduction) ? line.substr(kIntroduction.size()) : line;
}

/// An `xil-run redraw` to which all orders of a report go.
class Painter {
 public:
  /// The program loads its libraries while the caller goes on.
  Painter() {
    try {
      start();
    } catch (const Error&) {  // the first order tells why
    }
  }

  /// Has pictures of a run written and gives them to `read`.
  template <class Read>
  auto draw(const std::string& command, const std::vector<std::string>& choice, const std::filesystem::path& run_file,
            Read read) {
    const TemporaryFolder folder = TemporaryFolder::of_its_own("xil-pictures");
    const std::filesystem::path pictures = folder.path() / "pictures.h5";
    std::vector<std::string> words = {command};
    words.insert(words.end(), choice.begin(), choice.end());
    for (const std::string& word : {fmt::format("--to={}", pictures.string()), std::string("--"), run_file.string()})
      words.push_back(word);
    order(words);
    return read(pictures);
  }

 private:
  void start() { program_.emplace(std::vector{heavy_program().string(), std::string("redraw")}); }

  void order(const std::vector<std::string>& words) {
    std::string bytes;
    for (const std::string& word : words) bytes += word + kEndOfWord;
    bytes += kEndOfWord;
    if (!program_) start();
    if (!program_->tell(bytes)) {  // it died while it had nothing to do
      start();
      program_->tell(bytes);
    }
    const std::string problem = heard_problem();
    if (problem.empty()) return;
    program_.reset();  // the next order meets a program in which nothing has gone wrong
    fail("{}", problem);
  }

  std::string heard_problem() {
    std::string last;
    while (const auto line = program_->hear()) {
      if (line->starts_with(kBeginOfAnswer)) return line->substr(1);
      if (!line->empty()) last = *line;
    }
    return reason_of(last);
  }

  std::optional<TalkingProgram> program_;
};

}  // namespace

Redraw redraw_by_child_process() {
  const auto painter = std::make_shared<Painter>();
  const auto items_flag = [](std::span<const ItemId> items) {
    return fmt::format("--items={}", fmt::join(items, ","));
  };
  return {[=](const LabelledRun& run, std::span<const std::size_t> rows) {
            return painter->draw("refutations", {fmt::format("--rows={}", fmt::join(rows, ","))}, run.file,
                                 read_pictures);
          },
          [=](const LabelledRun& run, std::span<const ItemId> items) {
            return painter->draw("pictures", {items_flag(items)}, run.file, read_item_pictures);
          },
          [=](const LabelledRun& run, std::span<const ItemId> items) {
            return painter->draw("pictures", {items_flag(items), "--own"}, run.file, read_framed_pictures);
          }};
}

}  // namespace xil
