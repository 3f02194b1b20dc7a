#include "tests/support/cli.h"

#include "framework/config/yaml.h"

namespace xil {
namespace {

constexpr const char* kSweep = R"(name: small
fixed: {rounds: 3, updates: 20}
grid:
  dataset: [fashion_mnist, weld_seams]
  strategy: [random, active, caipi]
  strategy.refutations: [0, 3]
  seed: [0, 1, 2]
)";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

TEST(Xil, LinksNothingHeavy) {
  const Folder folder;
  const Outcome libraries = call("/usr/bin/env", {"ldd", program("xil").string()}, folder.path());
  ASSERT_EQ(libraries.code, 0) << libraries.err;
  EXPECT_NE(libraries.out.find("libc.so"), std::string::npos);
  for (const char* heavy : {"libtorch", "libopencv", "libmpi", "libc10"}) {
    EXPECT_EQ(libraries.out.find(heavy), std::string::npos) << libraries.out;
  }
}

TEST(Xil, HelpAndVersionGoToStdout) {
  const Folder folder;
  const Outcome help = xil_call({"--help"}, folder.path());
  EXPECT_EQ(help.code, 0);
  for (const char* command : {"plan", "run", "status", "verify", "export", "list", "figures", "submit"}) {
    EXPECT_NE(help.out.find(std::string("\n  ") + command + " "), std::string::npos) << help.out;
  }
  const Outcome run = xil_call({"run", "--help"}, folder.path());
  for (const char* flag : {"--out", "--filter", "--limit", "--shard", "--retry-failed", "--max-fails", "--fail-fast",
                           "--time-limit", "--grace", "--device", "--quarantine-after", "--takeover-after"}) {
    EXPECT_NE(run.out.find(flag), std::string::npos) << flag;
  }
  EXPECT_TRUE(xil_call({"--version"}, folder.path()).out.starts_with("xil "));
}

TEST(Xil, HelpOnACommandIsThatOfItsFlag) {
  const Folder folder;
  for (const char* command : {"run", "list", "export"}) {
    const Outcome asked = xil_call({"help", command}, folder.path());
    EXPECT_EQ(asked.code, 0) << asked.err;
    EXPECT_EQ(asked.out, xil_call({command, "--help"}, folder.path()).out);
  }
  EXPECT_EQ(xil_call({"help", "data", "check"}, folder.path()).out,
            xil_call({"data", "check", "--help"}, folder.path()).out);
  EXPECT_EQ(xil_call({"help", "bench"}, folder.path()).out, xil_call({"bench", "--help"}, folder.path()).out);
}

/// The words that bash offers for a command line with the cursor behind its last word.
std::string completed(const std::vector<std::string>& words, const std::filesystem::path& folder) {
  std::string line;
  for (const std::string& word : words) line += " '" + word + "'";
  const std::string script = "source <(" + program("xil").string() + " completion); COMP_WORDS=(" + line +
                             "); COMP_CWORD=" + std::to_string(words.size() - 1) + "; _xil; echo \" ${COMPREPLY[*]} \"";
  const Outcome outcome = call("/usr/bin/env", {"bash", "-c", script}, folder);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome.out;
}

TEST(Xil, BashCompletesCommandsFlagsRegistriesAndFiles) {
  const Folder folder;
  folder.write("sweep.yaml", kSweep);
  EXPECT_EQ(completed({"xil", "ver"}, folder.path()), " verify \n");
  EXPECT_EQ(completed({"xil", "plan", "--wi"}, folder.path()), " --within \n");
  EXPECT_EQ(completed({"xil", "plan", "swe"}, folder.path()), " sweep.yaml \n");
  EXPECT_EQ(completed({"xil", "data", "pa"}, folder.path()), " pack \n");
  EXPECT_EQ(completed({"xil", "data", "check", "--js"}, folder.path()), " --json \n");
  EXPECT_EQ(completed({"xil", "list", "tra"}, folder.path()), " training \n");
}

TEST(Xil, UsageErrorsAreOneLineAndCode2) {
  const Folder folder;
  const std::string sweep = folder.write("s.yaml", kSweep);
  const auto refused = [&](const std::vector<std::string>& words, const std::string& part) {
    expect_error(xil_call(words, folder.path()), 2, part);
  };
  refused({}, "a command is missing");
  refused({"ship"}, "unknown command 'ship'. Known: plan, run, interact, status, verify, export, figures, list");
  refused({"plan"}, "plan: too few operands. Usage: plan SWEEP");
  refused({"plan", sweep, "--jsn"},
          "unrecognised option '--jsn'. Known flags: --out, --ranks, --within, --pilot, --add-seeds, --json");
  refused({"plan", sweep, "--out"}, "--out");
  refused({"plan", sweep, "--json", "--json"}, "--json is given twice");
  refused({"plan", sweep, "--out="}, "--out");
  refused({"status", "a", "b"}, "unexpected operand 'b'");
  refused({"list", "nets"}, "unknown registry 'nets'. Known: datasets, strategies, models, explainers, oracle");
  refused({"list", "strategies", "capi"}, "list: strategies has no 'capi'. Known: active, badge");
  refused({"help", "ship"}, "unknown command 'ship'. Known: plan");
  refused({"completion", "fish"}, "there is one for bash, which zsh reads too, none for 'fish'");
  refused({"run", sweep, "--limit", "0"}, "--limit takes an integer of at least 1, not '0'");
  refused({"run", sweep, "--limit", "2x"}, "--limit takes an integer");
  refused({"run", sweep, "--shard", "2/2"}, "--shard takes I/N with 0 <= I < N, not '2/2'");
  refused({"run", sweep, "--shard", "1"}, "--shard takes I/N");
  refused({"run", sweep, "--device", "tpu"}, "--device takes auto, cpu, cuda or cuda:N, not 'tpu'");
  refused({"run", sweep, "--time-limit", "soon"}, "a duration such as 90, 90s, 30m, 2h, 1h30m or 1:30:00");
  refused({"run", sweep, "--filter", "seed=9"}, "--filter seed=9 matches none of the 24 runs");
  refused({"run", sweep, "threads=1,2"}, "cannot differ in 'threads'");
  EXPECT_EQ(listing(folder.path()), (std::vector<std::string>{"s.yaml"}));
}

TEST(Xil, ConfigurationErrorsNameTheLine) {
  const Folder folder;
  const auto refused = [&](const std::string& text, const std::string& part) {
    const std::string sweep = folder.write("bad.yaml", text);
    expect_error(xil_call({"plan", sweep}, folder.path()), 2, part);
    expect_error(xil_call({"run", sweep}, folder.path()), 2, part);
  };
  refused("fixed:\n  rouns: 3\n", "bad.yaml:2: unknown key 'rouns' in a sweep. Known keys: dataset, strategy");
  refused("fixed:\n  seed: 3\n  seed: 4\n", "bad.yaml:3: duplicate key 'seed'");
  refused("fixed: &a\n  seed: 3\n", "bad.yaml:1: anchors");
  refused("fixed:\n  rounds: two\n", "bad.yaml:2: 'rounds' must be an integer");
  refused("fixed:\n  query_batch: 0\n", "bad.yaml:2: run: 'query_batch' must lie in [1, ");
  refused("grid:\n  seed: []\n", "bad.yaml:2: the list of 'seed' is empty");
  refused("grid:\n  dataset:\n  - castings\n", "bad.yaml:3: unknown dataset 'castings'. Known: ");
  refused("fixed:\n  strategy: {name: random, refutations: 3}\n", "bad.yaml:2: unknown key 'refutations'");
  refused("fixed:\n  strategy: {name: nearcaipi, k: 3}\n  query_batch: 6\n", "bad.yaml");
  expect_error(xil_call({"plan", "absent.yaml"}, folder.path()), 2, "absent.yaml: no such file");
  expect_error(xil_call({"plan", "."}, folder.path()), 2, "is a folder");
}

TEST(XilPlan, ListsTheRunsAndWritesNothing) {
  const Folder folder;
  const std::string sweep = folder.write("s.yaml", kSweep);
  const Outcome plan = xil_call({"plan", sweep}, folder.path());
  EXPECT_EQ(plan.code, 0) << plan.err;
  EXPECT_EQ(plan.err, "");
  EXPECT_TRUE(plan.out.starts_with("#0 dataset=fashion_mnist strategy=random seed=0 missing\n")) << plan.out;
  EXPECT_NE(plan.out.find("\n#9 dataset=fashion_mnist strategy=caipi strategy.refutations=3 seed=0 missing\n"),
            std::string::npos)
      << plan.out;
  EXPECT_EQ(count_of(plan.out, " missing\n"), 25u) << "24 runs and the line with the counts";
  EXPECT_NE(plan.out.find("24 runs: 0 complete, 0 running, 0 failed, 24 missing"), std::string::npos);
  EXPECT_NE(plan.out.find("results/small"), std::string::npos);
  EXPECT_NE(plan.out.find("rough: nothing has been measured"), std::string::npos);
  // 4 conditions: 6 pairs on each of 2 datasets, asked of accuracy over two budgets, and of hits on the one that marks
  // defects; 30 * 2 / 2^n <= .05 first for n = 11.
  EXPECT_NE(plan.out.find("One family of 30 tests under Holm"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("p of a paired Wilcoxon test is 0.25"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("0.05 with 11 seeds or more, so these seeds cannot show"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("\n3 warnings:\n  12 of 12 runs on weld_seams"), std::string::npos) << plan.out;
  EXPECT_NE(plan.out.find("6 of 12 runs on fashion_mnist (caipi, caipi refutations=0): no item has a region"),
            std::string::npos)
      << plan.out;
  EXPECT_EQ(listing(folder.path()), (std::vector<std::string>{"s.yaml"}));
}

TEST(XilPlan, JsonHasOneObjectPerRun) {
  const Folder folder;
  const std::string sweep = folder.write("s.yaml", kSweep);
  const Outcome plan = xil_call({"plan", sweep, "seed=range(0,2)", "--out", "elsewhere", "--json"}, folder.path());
  const Value json = parse_yaml(plan.out, "plan");
  const auto& runs = *json.find("runs")->get<Value::List>();
  ASSERT_EQ(runs.size(), 16u);
  EXPECT_EQ(*json.find("out"), Value(std::string("elsewhere")));
  EXPECT_EQ(*runs[1].find("seed"), Value(std::int64_t{1}));
  EXPECT_EQ(*runs[1].find("dataset"), Value(std::string("fashion_mnist")));
  EXPECT_EQ(*runs[1].find("strategy"), Value(std::string("random")));
  EXPECT_EQ(*runs[1].find("status"), Value(std::string("missing")));
  EXPECT_EQ(runs[1].find("run_id")->get<std::string>()->size(), 16u);
  EXPECT_EQ(*runs[7].find("parameters")->find("strategy.refutations"), Value(std::int64_t{3}));
  EXPECT_EQ(*json.find("counts")->find("missing"), Value(std::int64_t{16}));
  EXPECT_EQ(*json.find("remaining")->find("measured_runs"), Value(std::int64_t{0}));
  EXPECT_EQ(*json.find("power")->find("comparisons"), Value(std::int64_t{30}));
  EXPECT_EQ(*json.find("warnings")->get<Value::List>()->front().find("kind"), Value(std::string("maps_not_kept")));
}

TEST(XilRun, ExecutesTheProgramBesideItWithItsThreadsSet) {
  const Folder folder;
  const std::string sweep = folder.write("s.yaml", kSweep);
  std::filesystem::copy_file(program("xil"), folder.path() / "xil");
  const auto run = [&](const std::vector<std::string>& words) { return call("/usr/bin/env", words, folder.path()); };
  const std::vector<std::string> plain = {
      "-u",        "OMP_NUM_THREADS", "-u", "OPENBLAS_NUM_THREADS", "./xil", "run", sweep,
      "threads=3", "--limit",         "2",  "--fail-fast"};
  expect_error(run(plain), 1, "xil-run is missing: build the target xil-run");
  folder.write("xil-run", "#!/bin/sh\necho \"$@\" $OMP_NUM_THREADS $OPENBLAS_NUM_THREADS\nexit 75\n");
  std::filesystem::permissions(folder.path() / "xil-run", std::filesystem::perms::owner_all);
  const Outcome outcome = run(plain);
  EXPECT_EQ(outcome.code, 75) << outcome.err;
  EXPECT_EQ(outcome.out, "run --fail-fast --limit=2 -- s.yaml threads=3 3 3\n");
  const Outcome other = run({"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=2", "./xil", "run", sweep, "threads=3"});
  EXPECT_EQ(other.out, "run -- s.yaml threads=3 3 3\n") << "threads are a parameter of the run, not of the machine";
}

TEST(XilList, TellsParametersTypesAndDefaults) {
  const Folder folder;
  for (const char* registry : {"strategies", "datasets", "models", "explainers"}) {
    const Outcome text = xil_call({"list", registry}, folder.path());
    const Outcome json = xil_call({"list", registry, "--json"}, folder.path());
    ASSERT_EQ(json.code, 0) << json.err;
    const Value value = parse_yaml(json.out, registry);
    for (const Value& line : *value.find(registry)->get<Value::List>()) {
      EXPECT_NE(text.out.find(*line.find("name")->get<std::string>()), std::string::npos);
      for (const Value& parameter : *line.find("parameters")->get<Value::List>()) {
        for (const char* key : {"name", "type", "default", "help"}) EXPECT_NE(parameter.find(key), nullptr);
      }
    }
  }
  EXPECT_NE(xil_call({"list", "strategies"}, folder.path()).out.find("refutations = 3  (integer)"), std::string::npos);
}

TEST(XilList, KnowsTheGroupsOfParametersAndWhatIsMeasured) {
  const Folder folder;
  const auto listed = [&](const char* registry) { return xil_call({"list", registry}, folder.path()).out; };
  EXPECT_NE(listed("oracle").find("verdict_threshold = 0.2  (number)\n"), std::string::npos);
  EXPECT_NE(listed("training").find("learning_rate = 0.001  (number)\n"), std::string::npos);
  EXPECT_NE(listed("metrics").find("binarise = \"mean\"  (mean|median|topk|quantile)\n"), std::string::npos);
  EXPECT_NE(listed("metrics").find("\nmcc  Matthews correlation\n"), std::string::npos) << listed("metrics");
  EXPECT_NE(listed("edits").find("\ninpaint  "), std::string::npos);
  EXPECT_NE(listed("run").find("query_batch = 10  (integer)\n"), std::string::npos);
  EXPECT_EQ(listed("run").find("oracle ="), std::string::npos) << "it has a list of its own";
}

TEST(XilList, ShowsOneEntryOrOneParameterAlone) {
  const Folder folder;
  const std::string caipi = xil_call({"list", "strategies", "caipi"}, folder.path()).out;
  EXPECT_TRUE(caipi.starts_with("caipi  ")) << caipi;
  EXPECT_EQ(caipi.find("\nnearcaipi  "), std::string::npos);
  const Outcome threshold = xil_call({"list", "oracle", "verdict_threshold", "--json"}, folder.path());
  const Value json = parse_yaml(threshold.out, "oracle");
  ASSERT_EQ(json.find("oracle")->get<Value::List>()->size(), 1u) << threshold.out;
  EXPECT_EQ(*(*json.find("oracle")->get<Value::List>())[0].find("default"), Value(0.2));
}

TEST(XilStatus, TakesASweepFileForTheFolderOfItsResults) {
  const Folder folder;
  const std::string sweep = folder.write("s.yaml", kSweep);
  expect_error(xil_call({"status", sweep}, folder.path()), 2, "results/small");
}

}  // namespace
}  // namespace xil
