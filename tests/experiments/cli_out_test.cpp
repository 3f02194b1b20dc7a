#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/config/yaml.h"
#include "framework/store/files/files.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/journal.h"
#include "framework/store/journal/run_state.h"
#include "framework/store/runs/run_file_writer.h"
#include "tests/support/cli.h"
#include "tests/support/fakes.h"

namespace xil {
namespace {

constexpr const char* kSweep =
    "name: small\nfixed: {rounds: 1}\ngrid: {strategy: [random, caipi], strategy.refutations: [0, "
    "3], seed: [0, 1]}\n";

/// An OUT folder with the sweep above, as `xil-run` would leave it; runs are added by hand.
class Results {
 public:
  Results() : sweep(parse_sweep(kSweep, "small.yaml", {}, catalog())), out(folder.path() / "out") {
    folder.write("small.yaml", kSweep);
    ensure_out_folder(out);
    freeze_sweep(out, sweep.frozen);
  }
  std::filesystem::path file(std::size_t index) const { return run_file_path(out, sweep.run_ids[index]); }

  /// A complete run file, written for another run than its name says if `other` says so.
  void complete(std::size_t index, const std::string& commit = "c0ffee") const { complete_as(index, index, commit); }
  void complete_as(std::size_t index, std::size_t other, const std::string& commit) const {
    const RunParams& run = sweep.runs[index];
    const FakeDataset data(6, 2);
    RunFileWriter writer({sweep.run_ids[index],
                          to_json(to_config(sweep.runs[other])),
                          run.dataset.name,
                          run.strategy.name,
                          run.model.name,
                          run.explainer.name,
                          run.seed,
                          "",
                          {{"commit", commit}}});
    const std::vector<ItemId> initial = {0, 1}, test = {10, 11};
    writer.start(data, initial, test);
    for (std::int64_t round = 0; round < 2; ++round) {
      RoundRecord record{round,          10 * round, 20.0 * static_cast<double>(round), 2, {{"accuracy", 0.5}},
                         {{"fit_s", 1}}, {}};
      record.test_probability = Matrix(2, 2, 0.5f);
      writer.round(record);
    }
    writer.commit(file(index));
  }
  Outcome xil(std::vector<std::string> words) const { return xil_call(words, folder.path()); }

  Folder folder;
  Sweep sweep;
  std::filesystem::path out;
};

std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return "";
  const std::size_t start = text.rfind('\n', at) + 1;
  return text.substr(start, text.find('\n', at) - start);
}

TEST(XilStatus, TellsCompleteRunningFailedAndMissingRuns) {
  const Results results;
  Journal journal(results.out);
  results.complete(0);
  journal.started(results.sweep.run_ids[0], 0);
  journal.finished(results.sweep.run_ids[0], 0, 4.0);
  journal.started(results.sweep.run_ids[1], 0);
  journal.failed(results.sweep.run_ids[1], 0, 2.0, "the disk is full");
  journal.started(results.sweep.run_ids[2], 3);
  const Outcome status = results.xil({"status", "out"});
  EXPECT_EQ(status.code, 0) << status.err;
  EXPECT_TRUE(status.out.starts_with("out: 6 runs: 1 complete, 1 running, 1 failed, 3 missing\n")) << status.out;
  EXPECT_NE(line_with(status.out, "the disk is full").find(results.sweep.run_ids[1]), std::string::npos);
  EXPECT_NE(line_with(status.out, "  running ").find("rank 3"), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("done in about"), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("--retry-failed"), std::string::npos);
  const Value json = parse_yaml(results.xil({"status", "out", "--json"}).out, "status");
  EXPECT_EQ(*json.find("counts")->find("missing"), Value(std::int64_t{3}));
  EXPECT_EQ(*json.find("runs")->get<Value::List>()->at(1).find("reason"), Value(std::string("the disk is full")));
  EXPECT_NE(json.find("eta_s")->get<double>(), nullptr);
}

TEST(XilStatus, AnInterruptedRunIsMissing) {
  const Results results;
  Journal(results.out).started(results.sweep.run_ids[0], 0);
  const Outcome status = results.xil({"status", "out"});
  EXPECT_TRUE(status.out.starts_with("out: 6 runs: 0 complete, 0 running, 0 failed, 6 missing\n")) << status.out;
  EXPECT_NE(status.out.find("nothing is running"), std::string::npos);
}

TEST(XilStatus, RefusesWhatIsNoOutputFolder) {
  const Results results;
  expect_error(results.xil({"status", "absent"}), 2, "absent: no such folder");
  expect_error(results.xil({"status", "."}), 2, ".: no results of xil run are here");
  for (const char* command : {"verify", "figures"})
    expect_error(results.xil({command, "."}), 2, "no results of xil run");
}

TEST(XilPlan, KnowsWhatIsCompleteAndMeasured) {
  const Results results;
  results.complete(0);
  {
    Journal journal(results.out);
    journal.started(results.sweep.run_ids[0], 0);
    journal.finished(results.sweep.run_ids[0], 0, 7200.0);
  }
  const Outcome plan = results.xil({"plan", "small.yaml", "--out", "out"});
  EXPECT_TRUE(plan.out.starts_with("#0 dataset=decoy_fashion_mnist strategy=random seed=0 complete\n")) << plan.out;
  EXPECT_NE(plan.out.find("from 1 finished runs"), std::string::npos) << plan.out;
  EXPECT_NE(line_with(plan.out, "still to do").find(" h of one core"), std::string::npos) << "five runs of two hours";
  EXPECT_NE(plan.out.find("6 runs: 1 complete, 0 running, 0 failed, 5 missing"), std::string::npos);
}

TEST(XilPlan, TellsWhatFitsIntoWhichTime) {
  const Results results;
  results.complete(0);
  {
    Journal journal(results.out);
    journal.started(results.sweep.run_ids[0], 0);
    journal.finished(results.sweep.run_ids[0], 0, 7200.0);
  }
  const auto plan = [&](const std::string& within, const std::string& ranks) {
    return results.xil({"plan", "small.yaml", "--out", "out", "--within", within, "--ranks", ranks});
  };
  EXPECT_NE(plan("3h", "2").out.find("does not fit in 3.0 h on 2 ranks"), std::string::npos) << plan("3h", "2").out;
  EXPECT_NE(plan("4d", "2").out.find("\nfits in 96.0 h on 2 ranks\n1 rank is enough for 96.0 h"), std::string::npos);
  EXPECT_NE(plan("10m", "99").out.find("no number of ranks is enough"), std::string::npos);
  const Value json =
      parse_yaml(results.xil({"plan", "small.yaml", "--out", "out", "--within", "3h", "--json"}).out, "plan");
  const Value& fit = *json.find("fit");
  EXPECT_EQ(*fit.find("within_hours"), Value(3.0));
  EXPECT_EQ(fit.find("makespans")->get<Value::List>()->size(), 2u) << "more than 8 ranks have nothing to do";
}

TEST(XilVerify, PassesIntactFilesAndNamesSeveralCommits) {
  const Results results;
  results.complete(0);
  results.complete(3);
  const Outcome good = results.xil({"verify", "out"});
  EXPECT_EQ(good.code, 0) << good.out;
  EXPECT_EQ(good.out, "note: 2 of 6 runs are complete; xil run goes on with the others\n2 files intact\n");
  results.complete(1, "badcab");
  EXPECT_NE(results.xil({"verify", "out"}).out.find("note: the runs come from 2 commits: badcab, c0ffee"),
            std::string::npos);
}

TEST(XilVerify, FindsDamageAndTellsWhatToDo) {
  const Results results;
  results.complete(0);
  results.complete(1);
  std::filesystem::resize_file(results.file(1), std::filesystem::file_size(results.file(1)) / 2);
  const Outcome bad = results.xil({"verify", "out"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_EQ(bad.err, "") << "no library's own trace";
  EXPECT_NE(line_with(bad.out, results.sweep.run_ids[1]), "") << bad.out;
  EXPECT_NE(bad.out.find("Delete what is damaged and run the sweep again"), std::string::npos) << bad.out;
  const Value json = parse_yaml(results.xil({"verify", "out", "--json"}).out, "verify");
  EXPECT_EQ(*json.find("files"), Value(std::int64_t{2}));
  EXPECT_EQ(json.find("problems")->get<Value::List>()->size(), 1u);
}

TEST(XilVerify, FindsAConfigurationThatIsAnotherRuns) {
  const Results results;
  results.complete_as(0, 1, "c0ffee");
  const Outcome bad = results.xil({"verify", "out"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.out.find("its configuration belongs to run " + results.sweep.run_ids[1]), std::string::npos) << bad.out;
}

TEST(XilVerify, FindsAnEditedSweep) {
  const Results results;
  results.complete(0);
  std::ofstream(list_sweeps(results.out).front(), std::ios::app) << "# edited\n";
  const Outcome bad = results.xil({"verify", "out"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.out.find("was changed after it was written"), std::string::npos) << bad.out;
}

TEST(XilExport, WritesOneRowPerRunRoundAndMetric) {
  const Results results;
  results.complete(4);
  const Outcome outcome = results.xil({"export", "out", "--to", "table.csv"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const std::string table = text_of(results.folder.path() / "table.csv");
  EXPECT_TRUE(table.starts_with(
      "run_id,dataset,strategy,model,explainer,seed,status,round,shown,expert_s,"
      "metric,value,condition,strategy.refutations,attempts,reason,host,job,device,commit,diff,dataset_digest\n"))
      << table;
  EXPECT_NE(table.find(results.sweep.run_ids[4] +
                       ",decoy_fashion_mnist,caipi,simple_cnn,invrise,0,complete,1,10,20.0,accuracy,0.5,caipi,3,"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find(results.sweep.run_ids[0] +
                       ",decoy_fashion_mnist,random,simple_cnn,invrise,0,missing,,,,,,random,,0,,,,,,,\n"),
            std::string::npos)
      << table;
  expect_error(results.xil({"export", "out"}), 2, "--to FILE is missing");
  expect_error(results.xil({"export", "out", "--to", "table.xls"}), 2, ".csv, .jsonl, .sqlite or .parquet");
  expect_error(results.xil({"export", "out", "--regions", "masks"}), 1, "no complete run has a session");
}

TEST(XilFigures, SaysWhenThereIsNothingToDraw) {
  const Results results;
  expect_error(results.xil({"figures", "out"}), 1, "no run is complete yet (6 runs: 0 complete");
}

}  // namespace
}  // namespace xil
