#include "framework/store/tables/export.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "framework/store/files/files.h"
#include "framework/store/files/provenance.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

using Names = std::vector<std::string>;

const Names kSwept = {"query_batch", "note"};

/// A complete run of two rounds and two metrics, one of them undefined at first; one that failed; one that is missing.
std::vector<ExportedRun> example_runs() {
  ExportedRun complete{"aaaa",
                       "welds",
                       "caipi",
                       "caipi copies=3",
                       "cnn",
                       "rise",
                       -3,
                       RunStatus::Complete,
                       {Value(std::int64_t{5}), Value(std::string("a \"b\", c\nd"))},
                       {},
                       {2, "", "n1", "17", "cpu", "c0ffee", "clean", "d1"}};
  complete.rounds.columns = {{"round", {0, 1}},
                             {"shown", {0, 5}},
                             {"expert_s", {0, 12.5}},
                             {"train_size", {6, 9}},
                             {"dice", {kUndefined, 0.1}}};
  ExportedRun failed{"bbbb",
                     "welds",
                     "random",
                     "random",
                     "cnn",
                     "rise",
                     1,
                     RunStatus::Failed,
                     {Value(0.5), Value(Value::List{Value(true), Value(std::int64_t{1})})},
                     {},
                     {1, "it, threw", "n2", "", "", "", "", ""}};
  ExportedRun missing{"cccc", "welds", "random", "random", "cnn", "rise", 2, RunStatus::Missing, {Value(), Value(true)},
                      {},     {}};
  return {complete, failed, missing};
}

NextRun one_by_one(std::vector<ExportedRun> runs) {
  return [runs = std::move(runs), next = std::size_t{0}]() mutable -> std::optional<ExportedRun> {
    if (next == runs.size()) return std::nullopt;
    return runs[next++];
  };
}

class Export : public testing::Test {
 protected:
  std::string exported(const std::string& name) const {
    EXPECT_EQ(export_table(folder_ / name, kSwept, one_by_one(example_runs())), 6U);
    EXPECT_EQ(names_in(folder_.path()), Names{name});
    return read_file(folder_ / name);
  }
  const ScratchFolder folder_;
};

TEST_F(Export, WritesCsv) {
  EXPECT_EQ(
      exported("r.csv"),
      "run_id,dataset,strategy,model,explainer,seed,status,round,shown,expert_s,metric,value,condition,query_batch,note,"
      "attempts,reason,host,job,device,commit,diff,dataset_digest\n"
      "aaaa,welds,caipi,cnn,rise,-3,complete,0,0,0.0,train_size,6.0,caipi copies=3,5,\"a \"\"b\"\", "
      "c\\nd\",2,,n1,17,cpu,c0ffee,clean,d1\n"
      "aaaa,welds,caipi,cnn,rise,-3,complete,0,0,0.0,dice,,caipi copies=3,5,\"a \"\"b\"\", c\\nd\",2,,n1,17,cpu,c0ffee,clean,d1\n"
      "aaaa,welds,caipi,cnn,rise,-3,complete,1,5,12.5,train_size,9.0,caipi copies=3,5,\"a \"\"b\"\", "
      "c\\nd\",2,,n1,17,cpu,c0ffee,clean,d1\n"
      "aaaa,welds,caipi,cnn,rise,-3,complete,1,5,12.5,dice,0.1,caipi copies=3,5,\"a \"\"b\"\", c\\nd\",2,,n1,17,cpu,c0ffee,clean,d1\n"
      "bbbb,welds,random,cnn,rise,1,failed,,,,,,random,0.5,\"[true, 1]\",1,\"it, threw\",n2,,,,,\n"
      "cccc,welds,random,cnn,rise,2,missing,,,,,,random,,true,0,,,,,,,\n");
}

TEST_F(Export, WritesJsonLines) {
  const std::string start = R"({"run_id": "aaaa", "dataset": "welds", "strategy": "caipi", )"
                            R"("model": "cnn", )"
                            R"("explainer": "rise", "seed": -3, "status": "complete", )";
  const std::string end =
      R"("condition": "caipi copies=3", "query_batch": 5, "note": "a \"b\", c\nd", )"
      R"("attempts": 2, "reason": null, "host": "n1", "job": "17", "device": "cpu", "commit": "c0ffee", )"
      R"("diff": "clean", "dataset_digest": "d1"})"
      "\n";
  const std::string unknown = R"("job": null, "device": null, "commit": null, "diff": null, "dataset_digest": null})"
                              "\n";
  const std::string rest = R"("dataset": "welds", "strategy": "random", )"
                           R"("model": "cnn", "explainer": "rise", )";
  const std::string nothing =
      R"("round": null, "shown": null, "expert_s": null, "metric": null, "value": null, "condition": "random", )";
  EXPECT_EQ(exported("r.jsonl"),
            start + R"("round": 0, "shown": 0, "expert_s": 0.0, "metric": "train_size", "value": 6.0, )" + end + start +
                R"("round": 0, "shown": 0, "expert_s": 0.0, "metric": "dice", "value": null, )" + end + start +
                R"("round": 1, "shown": 5, "expert_s": 12.5, "metric": "train_size", "value": 9.0, )" + end + start +
                R"("round": 1, "shown": 5, "expert_s": 12.5, "metric": "dice", "value": 0.1, )" + end +
                R"({"run_id": "bbbb", )" + rest + R"("seed": 1, "status": "failed", )" + nothing +
                R"("query_batch": 0.5, "note": "[true, 1]", "attempts": 1, "reason": "it, threw", "host": "n2", )" +
                unknown + R"({"run_id": "cccc", )" + rest + R"("seed": 2, "status": "missing", )" + nothing +
                R"("query_batch": null, "note": true, "attempts": 0, "reason": null, "host": null, )" + unknown);
}

TEST_F(Export, WritesADatabase) {
  ASSERT_TRUE(exported("r.sqlite").starts_with("SQLite format 3"));
  const std::string dump = folder_ / "dump";
  const std::string script =
      "import sqlite3, sys\n"
      "base = sqlite3.connect(sys.argv[1])\n"
      "types = [column[2] for column in base.execute('PRAGMA table_info(results)')]\n"
      "rows = base.execute('SELECT run_id, seed, status, round, shown, expert_s, metric, value, query_batch, note '\n"
      "                    'FROM results ORDER BY rowid').fetchall()\n"
      "print(types, *rows, sep='\\n', file=open(sys.argv[2], 'w'))\n";
  write_text(folder_ / "read.py", script);
  const std::string arguments = (folder_ / "r.sqlite").string() + " " + dump;
  ASSERT_EQ(std::system(("python3 " + (folder_ / "read.py").string() + " " + arguments).c_str()), 0);
  const std::string note = R"('a "b", c\nd')";
  EXPECT_EQ(
      read_file(dump),
      "['TEXT', 'TEXT', 'TEXT', 'TEXT', 'TEXT', 'INTEGER', 'TEXT', 'INTEGER', 'INTEGER', 'REAL', 'TEXT', 'REAL', 'TEXT', "
      "'', '', 'INTEGER', 'TEXT', 'TEXT', 'TEXT', 'TEXT', 'TEXT', 'TEXT', 'TEXT']\n"
      "('aaaa', -3, 'complete', 0, 0, 0.0, 'train_size', 6.0, 5, " +
          note +
          ")\n"
          "('aaaa', -3, 'complete', 0, 0, 0.0, 'dice', None, 5, " +
          note +
          ")\n"
          "('aaaa', -3, 'complete', 1, 5, 12.5, 'train_size', 9.0, 5, " +
          note +
          ")\n"
          "('aaaa', -3, 'complete', 1, 5, 12.5, 'dice', 0.1, 5, " +
          note +
          ")\n"
          "('bbbb', 1, 'failed', None, None, None, None, None, 0.5, '[true, 1]')\n"
          "('cccc', 2, 'missing', None, None, None, None, None, None, 1)\n");
}

TEST_F(Export, KeepsOtherTablesBesideWhereAFileHoldsSeveral) {
  const SideTable beside{
      "answers",
      {"of", "p", "seeds", "planned"},
      {{Value(std::string("aubc")), Value(0.5), Value(Value::List{Value(std::string("1"))}), Value(true)},
       {Value(), Value(kUndefined), Value(Value::List{}), Value(false)}}};
  for (const char* name : {"r.sqlite", "r.csv", "r.jsonl", "r.parquet"}) {
    EXPECT_EQ(export_table(folder_ / name, kSwept, one_by_one(example_runs()), {beside}), 6U);
    EXPECT_EQ(holds_side_tables(name), std::string(name) == "r.sqlite");
  }
  EXPECT_EQ(read_file(folder_ / "r.csv").find("aubc"), std::string::npos);
  write_text(folder_ / "read.py",
             "import sqlite3, sys\n"
             "base = sqlite3.connect(sys.argv[1])\n"
             "rows = base.execute('SELECT \"of\", p, seeds, planned FROM answers ORDER BY rowid').fetchall()\n"
             "print(*rows, sep='\\n', file=open(sys.argv[2], 'w'))\n");
  const std::string arguments = (folder_ / "r.sqlite").string() + " " + (folder_ / "dump").string();
  ASSERT_EQ(std::system(("python3 " + (folder_ / "read.py").string() + " " + arguments).c_str()), 0);
  EXPECT_EQ(read_file(folder_ / "dump"), "('aubc', 0.5, '[\"1\"]', 1)\n(None, None, '[]', 0)\n");
}

TEST_F(Export, ReplacesAnOlderTable) {
  for (const char* name : {"r.csv", "r.jsonl", "r.sqlite", "r.parquet"}) {
    write_text(folder_ / name, "old");
    export_table(folder_ / name, kSwept, one_by_one(example_runs()));
    EXPECT_NE(read_file(folder_ / name), "old");
    const std::string first = read_file(folder_ / name);
    export_table(folder_ / name, kSwept, one_by_one(example_runs()));
    EXPECT_EQ(read_file(folder_ / name), first);
    std::filesystem::remove(folder_ / name);
  }
}

TEST_F(Export, OfNoRunsIsAnEmptyTable) {
  EXPECT_EQ(export_table(folder_ / "r.csv", {}, one_by_one({})), 0U);
  EXPECT_EQ(read_file(folder_ / "r.csv"),
            "run_id,dataset,strategy,model,explainer,seed,status,round,shown,expert_s,metric,value,condition,"
            "attempts,reason,host,job,device,commit,diff,dataset_digest\n");
}

TEST_F(Export, ThatBreaksOffLeavesTheOlderTable) {
  for (const char* name : {"r.csv", "r.jsonl", "r.sqlite", "r.parquet"}) {
    write_text(folder_ / name, "old");
    const NextRun broken = [first = true]() mutable -> std::optional<ExportedRun> {
      if (!std::exchange(first, false)) fail("a run file is damaged");
      return example_runs()[0];
    };
    EXPECT_EQ(message_of([&] { export_table(folder_ / name, kSwept, broken); }), "a run file is damaged");
    EXPECT_EQ(read_file(folder_ / name), "old");
    EXPECT_EQ(names_in(folder_.path()), Names{name});
    std::filesystem::remove(folder_ / name);
  }
}

TEST_F(Export, RefusesOtherEndings) {
  for (const char* name : {"r.xlsx", "r", "r.CSV"}) {
    try {
      export_table(folder_ / name, {}, one_by_one({}));
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Configuration);
      EXPECT_NE(std::string(error.what()).find(".csv, .jsonl, .sqlite or .parquet"), std::string::npos);
    }
  }
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

TEST_F(Export, RefusesWhatDoesNotFitTheTable) {
  EXPECT_NE(message_of([&] { export_table(folder_ / "r.csv", {"seed"}, one_by_one({})); }).find("'seed'"),
            std::string::npos);
  EXPECT_NE(message_of([&] { export_table(folder_ / "r.csv", {"one"}, one_by_one(example_runs())); }).find("aaaa"),
            std::string::npos);
  const auto missing = folder_ / "missing/r.csv";
  EXPECT_NE(message_of([&] { export_table(missing, {}, one_by_one({})); }).find(missing.string()), std::string::npos);
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

TEST_F(Export, WritesLargeTablesWhole) {
  std::vector<ExportedRun> runs(2000, example_runs()[0]);
  EXPECT_EQ(export_table(folder_ / "r.csv", kSwept, one_by_one(runs)), 8000U);
  const std::string text = read_file(folder_ / "r.csv");
  EXPECT_EQ(std::ranges::count(text, '\n'), 1 + 8000) << "the line feed of each note is written out";
}

TEST(Provenance, NamesWhatTheProgramWasBuiltFromAndWhereItRuns) {
  ::setenv("SLURM_JOB_ID", "4711", 1);
  ::unsetenv("SLURM_ARRAY_TASK_ID");
  std::map<std::string, std::string> entries;
  for (const auto& [key, text] : provenance()) {
    EXPECT_FALSE(text.empty()) << key;
    EXPECT_TRUE(entries.emplace(key, text).second) << key;
  }
  for (const char* key : {"commit", "diff", "build_type", "compiler", "hdf5", "sqlite", "host", "cpu"}) {
    EXPECT_TRUE(entries.contains(key)) << key;
  }
  EXPECT_EQ(entries.at("host"), host_name());
  EXPECT_EQ(entries.at("SLURM_JOB_ID"), "4711");
  EXPECT_FALSE(entries.contains("SLURM_ARRAY_TASK_ID"));
  ::unsetenv("SLURM_JOB_ID");
}

}  // namespace
}  // namespace xil
