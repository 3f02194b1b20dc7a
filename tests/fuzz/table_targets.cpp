#include "tests/fuzz/table_targets.h"

#include "analysis/comparison/comparison_tables.h"
#include "analysis/comparison/observations.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/check/set_check.h"
#include "framework/data/codecs/encode.h"
#include "framework/store/files/files.h"
#include "framework/store/journal/journal.h"
#include "framework/store/journal/journal_tail.h"
#include "framework/store/journal/leases.h"
#include "framework/store/journal/liveness.h"
#include "framework/store/journal/run_state.h"
#include "tests/fuzz/text_target.h"

namespace xil::fuzz {
namespace {

namespace fs = std::filesystem;

/// `xil compare TABLE.csv`, in each form.
class TableTarget final : public TextTarget {
 public:
  TableTarget() : TextTarget(corpus()) {}
  void read(const std::string& input) const override {
    ComparisonOptions options;
    options.missing = input.size() % 2 == 0 ? Missing::Error : Missing::Drop;
    options.greater_is_better = input.size() % 3 != 0;
    const Comparison comparison = compare(read_observations(input, "table.csv"), options);
    comparison_text(comparison, "table.csv");
    comparison_markdown(comparison, "table.csv");
    comparison_latex(comparison, "table.csv");
    to_json(comparison_json(comparison, "table.csv"));
  }

 private:
  static std::string table(const std::vector<std::string>& datasets, const std::vector<std::string>& strategies,
                           int seeds) {
    std::string text = "dataset,strategy,seed,value\n";
    int number = 0;
    for (const std::string& dataset : datasets)
      for (const std::string& strategy : strategies)
        for (int seed = 0; seed < seeds; ++seed)
          text += fmt::format("{},{},{},{}\n", dataset, strategy, seed, 0.5 + number++ * 7 % 40 / 100.0);
    return text;
  }
  static Corpus corpus() {
    return {{table({"a"}, {"x", "y"}, 3), table({"a"}, {"x", "y"}, 6), table({"a", "b"}, {"x", "y", "z"}, 2),
             "value,seed,strategy,dataset,more\r\n0.5,0,\"x, y\",a,1\r\n0.25,0,z,a,2\r\n",
             table({"a", "b", "c"}, {"x", "y"}, 1)},
            {"dataset", "strategy", "seed", "value", "nan", "NaN", "NA", "inf", "-inf", "\"", "\"\"", ",,", ";", "\t",
             "a,x,0,0.5\n", "a,x,1,"}};
  }
};

/// A manifest beside some pictures, as `xil data check` and runs read it.
class ManifestTarget final : public TextTarget {
 public:
  ManifestTarget() : TextTarget(corpus()) {
    for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) {
      Image image(1, 8, 8);
      for (std::size_t i = 0; i < image.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(i * static_cast<std::size_t>(name[0]));
      write_picture(name, image);
    }
    Image mask(1, 8, 8);
    mask.at(0, 3, 4) = 255;
    write_picture("m.png", mask);
    write_picture("wide.png", Image(1, 8, 9));
  }
  void read(const std::string& input) const override {
    write_bytes_to(folder_ / "manifest.csv", input);
    check_set(spec_);
  }

 private:
  static Corpus corpus() {
    return {{"path,label\na.png,ok\nb.png,defect\n",
             "path,label,mask,confounder_mask,type,group,split\na.png,ok,,m.png,,g,train\nb.png,defect,m.png,,crack,g,"
             "test\nc.png,ok,,,,h,val\n"
             "d.png,defect,m.png,m.png,crack,,pool\n",
             "\"label\",\"path\"\r\nok,\"a.png\"\r\ndefect,b.png\r\n"},
            {"path",       "label",    "mask",        "confounder_mask",
             "type",       "group",    "split",       "ok",
             "defect",     "train",    "pool",        "val",
             "validation", "test",     "a.png",       "b.png",
             "c.png",      "wide.png", "m.png",       "none.png",
             "../a.png",   "./a.png",  "/etc/passwd", "manifest.csv",
             ".",          "",         ",",           "\"",
             "\"\"",       ";",        "\\"}};
  }
  void write_picture(const std::string& name, const Image& image) const {
    const auto bytes = encode_png(image);
    write_bytes_to(folder_ / name, {bytes.begin(), bytes.end()});
  }

  const ScratchFolder folder_;
  const ComponentSpec spec_ =
      resolved(dataset_table(), "dataset", "manifest",
               Value(Value::Map{{"root", Value(folder_.path().string())}, {"size", Value(std::int64_t{8})}}));
};

/// A process's record of its runs, as status and every job on the folder read it.
class JournalTarget final : public TextTarget {
 public:
  JournalTarget() : TextTarget(corpus()) { fs::create_directories(out_ / "journal"); }
  void read(const std::string& input) const override {
    const fs::path file = out_ / "journal" / "host-1-0.tsv";
    write_bytes_to(file, "");
    JournalTail tail(out_.path());
    write_bytes_to(file, input);
    tail.poll();
    const std::vector<std::string> ids = {"0123456789abcdef", "run", ""};
    read_journals(out_.path());
    read_states(out_.path(), ids);
    liveness_of(file);
  }

 private:
  static Corpus corpus() {
    const ScratchFolder out;
    Journal journal(out.path());
    journal.started("0123456789abcdef", 0);
    journal.round("0123456789abcdef", 0, 1, 4);
    journal.failed("0123456789abcdef", 0, 1.5, "a reason\twith\nsigns \\ in it");
    journal.started("run", 1);
    journal.stopped("run", 1, 2, "time limit");
    journal.started("run", 0);
    journal.stop_requested(0, "SIGTERM");
    journal.quarantined("run", "died");
    journal.started("0123456789abcdef", 3);
    journal.finished("0123456789abcdef", 3, 12);
    return {{read_file(journal.file()),
             "journal\t2\telsewhere\t1\theart\t77\nstarted\trun\t0\t100\t0\t\nround\trun\t0\t101\t0\t2 5\n"},
            {"journal", "started", "round", "finished", "failed", "stopped", "quarantined", "crashed", "told", "run",
             "\t", "\t\t", "\n", "\\n", "\\", "2 5", "-1 0"}};
  }
  const ScratchFolder out_;
};

/// What another job wrote into its lease: the name of its heartbeat.
class LeaseTarget final : public TextTarget {
 public:
  LeaseTarget()
      : TextTarget({{"heart", "host-12-0\n", "", "node7.cluster-4711-3"},
                    {"../", "/", "..", ".tsv", "/dev/null", "/dev/zero", "\n", "heart", "me"}}) {
    fs::create_directories(out_ / "journal");
    fs::create_directories(out_ / "leases");
    write_bytes_to(out_ / "journal" / "heart.tsv", "journal\t2\telsewhere\t1\theart\t\n");
    write_bytes_to(out_ / "journal" / "heart.beats", "..");
  }
  void read(const std::string& input) const override {
    write_bytes_to(out_ / "leases" / "run.0", input);
    double now = 0;
    Leases leases(out_.path(), "me", 60, [&now] { return now; });
    leases.acquire("run");
    now = 59;
    leases.listen();
    leases.anyone_silent_since(now);
    now = 61;
    leases.acquire("run");
    leases.release("run");
    tidy_leases(out_.path());
  }

 private:
  const ScratchFolder out_;
};

}  // namespace

std::unique_ptr<Target> table_target() { return std::make_unique<TableTarget>(); }
std::unique_ptr<Target> manifest_target() { return std::make_unique<ManifestTarget>(); }
std::unique_ptr<Target> journal_target() { return std::make_unique<JournalTarget>(); }
std::unique_ptr<Target> lease_target() { return std::make_unique<LeaseTarget>(); }

}  // namespace xil::fuzz
