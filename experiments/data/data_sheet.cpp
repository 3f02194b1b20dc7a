#include <fmt/format.h>

#include <filesystem>

#include "experiments/command_line/console.h"
#include "experiments/data/data_commands.h"
#include "experiments/data/data_target.h"
#include "framework/core/base/error.h"
#include "framework/data/check/example_sheet.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/drawing/picture_pages.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// The file of a page: FILE.png itself if there is but one page, FILE_01.png ... otherwise; DIR/sheet_01.png ...
fs::path page_file(const fs::path& target, std::size_t page, std::size_t pages) {
  if (target.extension() != ".png") return target / fmt::format("sheet_{:02}.png", page);
  if (pages == 1) return target;
  fs::path file = target;
  return file.replace_filename(fmt::format("{}_{:02}.png", target.stem().string(), page));
}

/// Pages of an earlier call with more pages would pass for this one's.
void warn_of_older_page(const fs::path& target, std::size_t pages) {
  const fs::path next = page_file(target, pages + 1, pages + 1);
  if (fs::exists(next)) {
    say("note: {} is of an earlier call, which had more pages: remove it and those after it\n", next.string());
  }
}

}  // namespace

int sheet_data(const Arguments& arguments) {
  const auto to = arguments.value("to");
  refuse_unless(to && !to->empty(), "name the picture or the folder for the pages: --to FILE.png, or --to DIR");
  SheetChoice choice;
  if (const auto most = arguments.integer("per-type", 1)) choice.per_kind = static_cast<std::size_t>(*most);
  if (const auto seed = arguments.integer("seed", 0)) choice.seed = static_cast<std::uint64_t>(*seed);
  const fs::path target = *to;
  refuse_unless(target.extension() == ".png" || !fs::is_regular_file(target),
                "'{}' is a file, and no .png: name a folder", *to);
  const auto spec = read_dataset(arguments.positional.front(), std::span(arguments.positional).subspan(1));
  const auto pages = picture_pages(example_book(spec, choice));
  if (target.extension() != ".png") {
    std::error_code code;
    fs::create_directories(target, code);
    require(!code, "the folder '{}' cannot be made: {}", *to, code.message());
  }
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const fs::path file = page_file(target, i + 1, pages.size());
    const auto png = encode_png(pages[i]);
    write_file_atomically(file, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
    say("{}\n", file.string());
  }
  warn_of_older_page(target, pages.size());
  return 0;
}

}  // namespace xil
