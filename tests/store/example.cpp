#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "framework/core/numeric/rng.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"
#include "framework/store/tables/export.h"
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

/// 100,001 rows with cells of every kind, undefined values, and a run that failed.
xil::NextRun table_rows() {
  using xil::Value;
  return [next = std::int64_t{0}]() mutable -> std::optional<xil::ExportedRun> {
    const std::int64_t i = next++;
    if (i > 40) return std::nullopt;
    xil::ExportedRun run{fmt::format("{:016x}", i * 0x123456789abcdef),
                         "welds \xc3\xa4",
                         i % 2 == 0 ? "caipi" : "random",
                         i % 2 == 0 ? "caipi copies=3" : "random",
                         "simple_cnn",
                         "rise",
                         i / 2,
                         xil::RunStatus::Complete,
                         {},
                         {},
                         {1, "", "host", "17", "cpu", std::string(40, 'c'), "clean", std::string(64, 'd')}};
    run.parameters = {Value(5 + i % 3),
                      i % 5 == 0 ? Value() : Value(i % 2 == 0),
                      Value(0.1 * static_cast<double>(i)),
                      i % 2 == 0 ? Value(i) : Value(static_cast<double>(i) + 0.25),
                      i == 7 ? Value(0.5) : Value((std::int64_t{1} << 60) + i),
                      i % 2 == 0 ? Value(true) : Value(std::string("=1+1, \"q\"\n")),
                      Value(),
                      Value(std::string(static_cast<std::size_t>(300), static_cast<char>('a' + i % 26)))};
    if (i == 40) {
      run.status = xil::RunStatus::Failed;
      run.origin.reason = "it, threw";
      return run;
    }
    const std::size_t rounds = 50;
    auto& columns = run.rounds.columns;
    for (const char* name : {"round", "shown", "expert_s"}) columns.emplace_back(name, std::vector<double>());
    for (int m = 0; m < 50; ++m) columns.emplace_back(fmt::format("metric_{}", m), std::vector<double>());
    xil::Rng rng(static_cast<std::uint64_t>(i), {xil::Purpose::Test});
    for (std::size_t r = 0; r < rounds; ++r) {
      for (std::size_t m = 0; m < columns.size(); ++m) {
        const double share = std::floor(1000 * rng.uniform()) / 1000;
        columns[m].second.push_back(m < 3        ? static_cast<double>((m + 1) * r)
                                    : m % 9 == 0 ? xil::kUndefined
                                    : m % 9 == 1 ? -0.0
                                                 : share);
      }
    }
    return run;
  };
}

}  // namespace

/// Writes the example of the store's tests to the file that is its argument, for readers that are not ours. With a
/// second argument: `session` writes the example with a person, `check` looks at such a file, `table` writes
/// an exported table.
int main(int count, char** arguments) {
  if (count != 2 && count != 3) return 2;
  const std::string_view what = count == 3 ? arguments[2] : "";
  if (what == "check") return check(arguments[1]);
  if (what == "table") {
    xil::export_table(arguments[1], {"whole", "flag", "share", "some_whole", "large", "mixed", "nothing", "long.text"},
                      table_rows());
    return 0;
  }
  const xil::FakeDataset dataset(10, 6);
  xil::RunFileWriter writer = what == "session" ? xil::example_session_run(dataset) : xil::example_run(dataset);
  if (what == "session") writer.set_replay({"fedcba9876543210", 5, 3, 1, 1});
  writer.commit(arguments[1]);
  return 0;
}
