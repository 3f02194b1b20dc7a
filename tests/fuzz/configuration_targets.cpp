#include "tests/fuzz/configuration_targets.h"

#include <algorithm>

#include "experiments/commands/batch_script.h"
#include "experiments/commands/cluster_profile.h"
#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/config/yaml.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/store/files/files.h"
#include "tests/fuzz/text_target.h"

namespace xil::fuzz {
namespace {

namespace fs = std::filesystem;

/// The contents of a folder's YAML files, by name.
std::vector<std::string> yaml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const fs::path& file : files) texts.push_back(read_file(file));
  return texts;
}

/// Every name that a catalog knows, and every parameter's.
std::vector<std::string> words_of(const Catalog& catalog) {
  std::vector<std::string> words;
  for (const std::string_view key : kComponentKeys) {
    for (const RegistryEntry& entry : table_of(catalog, key)) {
      words.emplace_back(entry.name);
      for (const FieldInfo& field : entry.describe()) {
        words.insert(words.end(), {field.name, fmt::format("{}.{}", key, field.name),
                                   fmt::format("{}: {}", field.name, field.default_value)});
      }
    }
  }
  const Value config = to_config(RunParams());
  for (const auto& [key, value] : *config.get<Value::Map>())
    words.insert(words.end(), {key, fmt::format("{}: {}", key, to_json(value))});
  for (const char* word :
       {"name", "question", "fixed", "grid", "zip", "exclude", "hypotheses", "range(0, 4)", "[0, 1]", "{}", "[]"})
    words.emplace_back(word);
  return words;
}

/// Everything at once, small enough to be expanded in no time.
constexpr const char* kSmallSweep = R"(name: small
question: "Does it?"
fixed:
  rounds: 3
  query_batch: 4
  oracle: {label_noise: 0.1}
  dataset.items: 60
  saliency: none
grid:
  strategy: [random, active, {name: caipi, kind: substitute, from: any, refutations: 3}, {name: nearcaipi, k: 1}]
  seed: range(0, 3)
zip:
  - dataset: [{name: weld_seams, confounder: both}, decoy_fashion_mnist]
    model.stride: [1, 2]
exclude:
  - {strategy: random, seed: 1}
  - {strategy: {name: caipi}, seed: [0, 2]}
)";

constexpr const char* kPlainSweep =
    "name: plain\nfixed: {dataset: weld_seams}\ngrid: {seed: [0, 1], strategy: [random]}\n";

/// A sweep whose frozen text does not mean the same runs could not be gone on with.
void check_frozen(const Sweep& sweep, const Catalog& all) {
  if (sweep.runs.size() > 100) return;  // for time's sake
  const Sweep again = parse_sweep(sweep.frozen, "frozen", {}, all);
  must(again.run_ids == sweep.run_ids, "the frozen sweep means other runs:\n" + sweep.frozen);
  must(again.digest == sweep.digest,
       "the frozen sweep freezes to another text:\n" + sweep.frozen + "\n" + again.frozen);
}

class SweepTarget final : public TextTarget {
 public:
  SweepTarget() : TextTarget(corpus(), 2) {}
  void read(const std::string& input) const override {
    parse_sweep(input, "sweep.yaml", {}, foreign_);  // as a kept sweep of another program
    check_frozen(parse_sweep(input, "sweep.yaml", {}, catalog_), catalog_);
  }

 private:
  static Corpus corpus() {
    Corpus all{{kSmallSweep, kPlainSweep}, words_of(catalog())};
    for (const std::string& text : yaml_files(fs::path(XIL_SOURCE) / "experiments")) all.seeds.push_back(text);
    return all;
  }
  const Catalog catalog_ = catalog(), foreign_ = tolerant(catalog_);
};

/// Overrides, one a line, on a small sweep.
class OverrideTarget final : public TextTarget {
 public:
  OverrideTarget()
      : TextTarget({{"seed=range(0,4)", "strategy=random,active\noracle.label_noise=.1",
                     "dataset={name: weld_seams, items: 40}\nrounds=2", "explain_at=[0,1]\nmodel.hidden=16,32",
                     "strategy.refutations=0,3\nseed=5", "zip.dataset=weld_seams"},
                    words_of(catalog())}) {}
  std::vector<std::string> seeds() const override {
    std::vector<std::string> all = TextTarget::seeds();
    all.pop_back();  // a section is no key, but something to begin with
    return all;
  }
  void read(const std::string& input) const override {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < input.size();) {
      const std::size_t end = std::min(input.find('\n', begin), input.size());
      lines.push_back(input.substr(begin, end - begin));
      begin = end + 1;
    }
    check_frozen(parse_sweep(kSmallSweep, "sweep.yaml", lines, catalog_), catalog_);
  }

 private:
  const Catalog catalog_ = catalog();
};

/// The configuration in run and model files.
class ConfigTarget final : public TextTarget {
 public:
  ConfigTarget() : TextTarget(corpus()) {}
  void read(const std::string& input) const override {
    for (const Catalog* one : {&foreign_, &catalog_}) {
      const RunParams run = read_run(parse_yaml(input, "config"), *one);
      const RunParams again = read_run(parse_yaml(to_json(to_config(run)), "config"), *one);
      must(again == run, "a configuration does not come back from its JSON: " + to_json(to_config(run)));
    }
  }

 private:
  static Corpus corpus() {
    Corpus all{{}, words_of(catalog())};
    for (const RunParams& run : parse_sweep(kSmallSweep, "sweep.yaml", {}, catalog()).runs)
      all.seeds.push_back(to_json(to_config(run)));
    return all;
  }
  const Catalog catalog_ = catalog(), foreign_ = tolerant(catalog_);
};

constexpr const char* kFullProfile = R"(mode: array
partition: cpu
account: "project"
qos: normal
constraint: avx2
nodes: 2
ranks: 4
ranks_per_node: 2
cpus_per_rank: 3
gpus_per_rank: 1
gres: "gpu:4"
mem_per_cpu: 2G
time: 4:00:00
signal_s: 90
modules: [gcc/12, "openmpi/4.1"]
environment: ["XIL_DATA=/data", OMP_NUM_THREADS=1]
setup: ["ulimit -c 0"]
container: xil.sif
binds: [/scratch]
shards: 8
)";

class ProfileTarget final : public TextTarget {
 public:
  ProfileTarget() : TextTarget(corpus()) {}
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    const ClusterProfile profile = read_profile(file_.string());
    const std::string script =
        batch_script(profile, {"name", {"sweep.yaml", "seed=0,1"}, "out/slurm-%j.out", 1, 4, "out/slurm", "xil"});
    must(script.starts_with("#!") && script.find('\0') == std::string::npos, "a batch script with a zero byte");
  }

 private:
  static Corpus corpus() {
    Corpus all{yaml_files(fs::path(XIL_SOURCE) / "slurm" / "profiles"), {}};
    all.seeds.emplace_back(kFullProfile);
    for (const FieldInfo& field : describe<ClusterProfile>())
      all.tokens.insert(all.tokens.end(), {field.name, field.name + ": " + field.default_value});
    return all;
  }
  const ScratchFolder folder_;
  const fs::path file_ = folder_ / "profile.yaml";
};

}  // namespace

std::unique_ptr<Target> sweep_target() { return std::make_unique<SweepTarget>(); }
std::unique_ptr<Target> override_target() { return std::make_unique<OverrideTarget>(); }
std::unique_ptr<Target> config_target() { return std::make_unique<ConfigTarget>(); }
std::unique_ptr<Target> profile_target() { return std::make_unique<ProfileTarget>(); }

}  // namespace xil::fuzz
