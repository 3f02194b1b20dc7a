#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/config/yaml.h"
#include "framework/core/base/json.h"
#include "framework/store/files/files.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/runs/run_file_writer.h"
#include "tests/support/cli.h"
#include "tests/support/fakes.h"
#include "tests/support/made_session.h"

// What the commands say of sessions; the numbers are those of made_session.h, worked out by hand.
namespace xil {
namespace {

constexpr const char* kPeople =
    "name: people\nfixed: {rounds: 2, strategy: caipi, oracle.expert: human}\n"
    "grid: {oracle.maps: [shown, hidden], oracle.person: [P01, P02, P03, P04, P05, P06], seed: [0]}\n";
constexpr const char* kMachine = "name: machine\nfixed: {rounds: 2}\ngrid: {strategy: [random, caipi], seed: [0]}\n";

/// An OUT folder as `xil interact` would leave it. Condition `shown` is better by .1.
class SessionFolder {
 public:
  explicit SessionFolder(const char* text)
      : sweep(parse_sweep(text, "s.yaml", {}, catalog())), out(folder.path() / "out") {
    ensure_out_folder(out);
    freeze_sweep(out, sweep.frozen);
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) complete(i);
  }
  Outcome xil(std::vector<std::string> words) const { return xil_call(words, folder.path()); }
  std::filesystem::path file(std::size_t index) const { return run_file_path(out, sweep.run_ids[index]); }

  Folder folder;
  Sweep sweep;
  std::filesystem::path out;

 private:
  void complete(std::size_t index) const {
    const RunParams& run = sweep.runs[index];
    const FakeDataset data(20, 6);
    RunFileWriter writer({sweep.run_ids[index],
                          to_json(to_config(run)),
                          run.dataset.name,
                          run.strategy.name,
                          run.model.name,
                          run.explainer.name,
                          run.seed,
                          "",
                          {}});
    const std::vector<ItemId> initial = {10, 11}, test = {24, 25};
    writer.start(data, initial, test);
    for (const ShownRecord& look : made::looks()) writer.shown(look);
    const double better = run.oracle.maps == MapDisplay::Shown ? .1 : 0;
    for (std::int64_t round = 0; round < 3; ++round) {
      RoundRecord record{round, 10 * round, 20.0 * static_cast<double>(round), 2, {{"accuracy", .5 + better}}, {}, {}};
      record.test_probability = Matrix(2, 2, 0.5f);
      writer.round(record);
    }
    if (run.oracle.expert == ExpertKind::Human) writer.set_session(made::session(run.oracle.person));
    writer.commit(file(index));
  }
};

TEST(XilStatus, ShowsSessionsWithPeople) {
  const SessionFolder people(kPeople);
  const Outcome status = people.xil({"status", "out"});
  ASSERT_EQ(status.code, 0) << status.err;
  EXPECT_NE(status.out.find("P01: decoy_fashion_mnist, caipi, seed 0: 5 answers, 1 set aside"), std::string::npos)
      << status.out;
  EXPECT_NE(status.out.find("labels right 80 % (kappa 0.62)"), std::string::npos) << status.out;
  const Outcome json = people.xil({"status", "out", "--json"});
  const Value parsed = parse_json(json.out, "status");
  const Value* sessions = parsed.find("sessions");
  ASSERT_NE(sessions, nullptr);
  EXPECT_EQ(sessions->get<Value::List>()->size(), 12u);
}

TEST(XilStatus, SaysNothingOfSessionsWhereNobodyAnswered) {
  const SessionFolder machine(kMachine);
  const std::string status = machine.xil({"status", "out"}).out;
  EXPECT_TRUE(status.starts_with("out: 2 runs: 2 complete, 0 running, 0 failed, 0 missing\n")) << status;
  EXPECT_EQ(status.find("session"), std::string::npos) << status;
  EXPECT_EQ(machine.xil({"status", "out", "--json"}).out.find("session"), std::string::npos);
  const Outcome none = machine.xil({"status", "out", "--oracle", "all"});
  EXPECT_EQ(none.code, 2);
  EXPECT_NE(none.err.find("xil interact"), std::string::npos) << none.err;
}

TEST(XilStatus, PrintsAnOracleThatASweepTakes) {
  const SessionFolder people(kPeople);
  const Outcome all = people.xil({"status", "out", "--oracle", "all"});
  ASSERT_EQ(all.code, 0) << all.err;
  std::string fixed = "fixed:\n";
  std::istringstream lines(all.out);
  for (std::string line; std::getline(lines, line);) fixed += "  " + line + "\n";
  const OracleParams oracle = parse_sweep("name: again\n" + fixed, "again.yaml", {}, catalog()).runs.front().oracle;
  EXPECT_EQ(oracle.look_s, 4);
  EXPECT_EQ(oracle.label_s, 3);
  EXPECT_EQ(oracle.region_s, 5);
  EXPECT_EQ(oracle.label_noise, 0.2);
  EXPECT_NE(all.out.find("# mask_noise cannot be measured: no true region is known of those drawn"), std::string::npos)
      << "the runs keep no maps: " << all.out;
  EXPECT_NE(people.xil({"status", "out", "--oracle", "P02"}).out.find("from P02: 10 answers in 2 sessions"),
            std::string::npos);
  EXPECT_EQ(people.xil({"status", "out", "--oracle", "P99"}).code, 2);
}

TEST(XilStatus, GoesOnBehindADamagedSession) {
  const SessionFolder people(kPeople);
  std::filesystem::resize_file(people.file(0), 3000);
  const Outcome status = people.xil({"status", "out"});
  EXPECT_EQ(status.code, 0) << status.err;
  EXPECT_NE(status.out.find(people.sweep.run_ids[0]), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("P06: "), std::string::npos) << status.out;
}

// All six people do better with maps: p = 2 / 2^6.
TEST(XilCompare, PairsConditionsByPersonAndSeed) {
  const SessionFolder people(kPeople);
  const Outcome compared = people.xil({"compare", "out", "--of", "final"});
  ASSERT_EQ(compared.code, 0) << compared.err;
  EXPECT_NE(compared.out.find("caipi over caipi maps=hidden (p = 0.031)"), std::string::npos) << compared.out;
  EXPECT_NE(compared.out.find("the unit of replication is expert x seed"), std::string::npos) << compared.out;
}

}  // namespace
}  // namespace xil
