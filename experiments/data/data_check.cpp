#include <fmt/format.h>

#include <algorithm>

#include "experiments/command_line/console.h"
#include "experiments/data/data_commands.h"
#include "experiments/data/data_report.h"
#include "experiments/data/data_target.h"
#include "framework/core/base/error.h"
#include "framework/data/check/contact_sheet.h"
#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

void write_sheet(const std::string& file, const SetCheck& check, const ComponentSpec& spec) {
  const auto png = encode_png(contact_sheet(check, spec));
  write_file_atomically(file, std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

}  // namespace

int check_data(const Arguments& arguments) {
  const CheckTarget target =
      read_check_target(arguments.positional.front(), std::span(arguments.positional).subspan(1));
  const SetCheck check = check_set(target.spec, target.options);
  if (const auto file = arguments.value("sheet")) write_sheet(*file, check, target.spec);
  if (arguments.has("json"))
    say_json(as_json(check));
  else
    write_lines(stdout, as_text(check));
  const auto error = std::ranges::find(check.findings, Severity::Error, &Finding::severity);
  if (error == check.findings.end()) return 0;
  std::fflush(stdout);  // the sentence on stderr must come after the report
  fail("a run on '{}' would be refused for {} reason{}; the first: {}", check.dataset, count_errors(check),
       count_errors(check) == 1 ? "" : "s", error->reason);
}

}  // namespace xil
