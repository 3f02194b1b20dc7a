#include <fmt/format.h>

#include <string_view>

#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"
#include "tests/support/session_files.h"

namespace {

/// 0 if the file is sound and its session can be read, else 1 with a line per problem.
int check(const std::filesystem::path& file) {
  const auto problems = xil::verify_run_file(file);
  for (const std::string& problem : problems) fmt::print("{}\n", problem);
  if (!problems.empty()) return 1;
  xil::require_own_datasets(file);
  xil::read_session(file);
  xil::read_replay_share(file);
  return 0;
}

}  // namespace

/// Writes the example of the store's tests to the file that is its argument, for readers that are not ours. With a
/// second argument: `session` writes the example with a person, `check` looks at such a file.
int main(int count, char** arguments) {
  if (count != 2 && count != 3) return 2;
  const std::string_view what = count == 3 ? arguments[2] : "";
  if (what == "check") return check(arguments[1]);
  const xil::FakeDataset dataset(10, 6);
  xil::RunFileWriter writer = what == "session" ? xil::example_session_run(dataset) : xil::example_run(dataset);
  if (what == "session") writer.set_replay({"fedcba9876543210", 5, 3, 1, 1});
  writer.commit(arguments[1]);
  return 0;
}
