#include "tests/fuzz/store_targets.h"

#include <exception>

#include "analysis/comparison/comparison.h"
#include "analysis/results/run_scalars.h"
#include "experiments/sweep/packed_spec.h"
#include "framework/core/base/digest.h"
#include "framework/store/files/files.h"
#include "framework/store/hdf5/hdf5_trial.h"
#include "framework/store/runs/checkpoint.h"
#include "framework/store/runs/model_file.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"
#include "framework/store/sets/feature_file.h"
#include "framework/store/sets/packed_set.h"
#include "framework/store/sets/pictures_file.h"
#include "tests/fuzz/hdf5_mutations.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/text_target.h"
#include "tests/support/packed_sets.h"
#include "tests/support/session_files.h"

namespace xil::fuzz {
namespace {

namespace fs = std::filesystem;

/// Goes through all the ways in which a file is read; the first refusal is the one that counts.
class Readings {
 public:
  void operator()(auto&& action) {
    try {
      action();
    } catch (const Error&) {
      if (!first_) first_ = std::current_exception();
    }
  }
  void done() const {
    if (first_) std::rethrow_exception(first_);
  }
  bool refused() const { return first_ != nullptr; }

 private:
  std::exception_ptr first_;
};

/// A target whose inputs are HDF5 files: bytes, content or, where users try files in a child process first, metadata
/// are spoilt. HDF5 itself breaks over the last.
class Hdf5Target : public Target {
 public:
  explicit Hdf5Target(bool tried) : tried_(tried) {}
  std::vector<std::string> seeds() const override {
    std::vector<std::string> all;
    for (const Hdf5File& file : files_) all.push_back(finished(file.bytes));
    return all;
  }
  std::string mutated(Rng& rng) const override {
    const Hdf5File& file = one_of(files_, rng);
    const std::uint64_t kind = rng.below(10);
    if (kind == 0) return finished(spoiled_bytes(file.bytes, {{file.bytes, files_.front().bytes}, {}}, rng));
    if (kind == 1) return spoiled_bytes(finished(file.bytes), {{file.bytes}, {}}, rng);
    return finished(tried_ && kind < 5 ? with_other_metadata(file, rng) : with_other_content(file, rng));
  }

 protected:
  void add_seed(const fs::path& file, std::size_t behind = 0) {
    std::string bytes = read_file(file);
    bytes.resize(bytes.size() - behind);
    files_.emplace_back(std::move(bytes));
  }
  /// What a format has behind the bytes of HDF5.
  virtual std::string finished(std::string bytes) const { return bytes; }
  const ScratchFolder& folder() const { return folder_; }

 private:
  const bool tried_;
  const ScratchFolder folder_;
  std::vector<Hdf5File> files_;
};

/// As verify, compare, export, figures and report read it.
class RunTarget final : public Hdf5Target {
 public:
  RunTarget() : Hdf5Target(true) {
    const FakeDataset dataset(10, 6), single(10, 6, 3, false);
    example_run(dataset).commit(file_);
    add_seed(file_);
    example_session_run(dataset).commit(folder() / "session.h5");
    add_seed(folder() / "session.h5");
    RunFileWriter bare(example_header());
    const std::vector<ItemId> initial = {0, 1, 3}, test = {14, 15};
    bare.start(single, initial, test);
    bare.round({0, 0, 0, 3, {{"accuracy", 0.5}}, {{"train_s", 1}}, Matrix(2, 3, 0.25f)});
    fs::remove(file_);
    bare.commit(file_);
    add_seed(file_);
  }
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    const auto problems = try_in_child({file_, 1}, [this](const fs::path&) {
      RunData data;
      return look(data);
    });
    if (!problems.empty()) fail("{}", problems.front());
    RunData data;
    must(look(data).empty(), "what went well in a child fails here");
    compare_runs(data);
  }

 private:
  /// What is wrong with the file, however it is read.
  std::vector<std::string> look(RunData& data) const {
    const std::vector<std::string> problems = verify_run_file(file_);
    Readings reading;
    reading([&] { data.summary = read_summary(file_); });
    reading([&] { data.start = read_start_digest(file_); });
    reading([&] { data.shown = read_shown(file_); });
    reading([&] {
      const std::size_t corrections = list_corrections(file_).size();
      read_corrections(file_);
      if (corrections > 0) read_corrections(file_, corrections - 1, 1);
    });
    reading([&] {
      const std::size_t maps = list_maps(file_).size();
      read_maps(file_, 0, std::min<std::size_t>(maps, 3));
      if (maps > 0) read_maps(file_, maps - 1, 1);
    });
    reading([&] { read_session(file_); });
    reading([&] { run_file_differences(file_, file_); });
    if (problems.empty()) must(!reading.refused(), "verify calls a file intact that cannot be read");
    reading.done();
    return problems;
  }

  void compare_runs(const RunData& data) const {
    std::vector<RunData> runs;
    for (const char* strategy : {"a", "b"}) {
      runs.push_back(data);
      runs.back().run = {"set", strategy, 0, file_};
    }
    std::vector<std::string> notes;
    for (const Scalar scalar : {Scalar::Area, Scalar::Final, Scalar::Low, Scalar::ToTarget}) {
      for (const CurveAxis axis : {CurveAxis::Shown, CurveAxis::ExpertSeconds}) {
        ScalarRequest request;
        request.scalar = scalar;
        request.axis = axis;
        try {
          scalars_of(runs, request, notes);
        } catch (const Error&) {
          // refused: the values make no curve
        }
      }
    }
  }
  const fs::path file_ = folder() / (std::string(kExampleId) + ".h5");
};

class ModelTarget final : public Hdf5Target {
 public:
  ModelTarget() : Hdf5Target(true) {
    const FakeDataset dataset(10, 6);
    for (const std::size_t size : {300, 3000}) {
      write_model(folder().path(), {"abc", static_cast<std::int64_t>(size), R"({"model": "simple_cnn"})",
                                    dataset.info(), std::string(size, 'w')});
      add_seed(folder() / fmt::format("abc-{}.h5", size));
    }
  }
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    const auto problems = try_in_child({file_, 1}, trial_of([](const fs::path& file) { read_model(file); }));
    if (!problems.empty()) fail("{}", problems.front());
    const SavedModel model = read_model(file_);
    must(model.dataset.channels > 0 && model.dataset.height > 0 && model.dataset.width > 0 &&
             model.dataset.classes() > 0,
         "a model of pictures without pixels or classes is accepted");
  }

 private:
  const fs::path file_ = folder() / "model.h5";
};

class CheckpointTarget final : public Hdf5Target {
 public:
  CheckpointTarget() : Hdf5Target(false) {
    header_.dataset_digest = dataset_.info().digest;
    RunWriterOptions options;
    options.checkpoints = part_;
    RunFileWriter writer(header_, options);
    const std::vector<ItemId> initial = {0, 1, 3}, test = {14, 15, 16, 17, 18, 19};
    writer.start(dataset_, initial, test);
    for (const SaliencyRecord& map : example_maps()) writer.saliency(map, 0.25);
    for (const Correction& correction : example_corrections()) writer.corrected(correction);
    for (const ShownRecord& look : example_looks()) writer.shown(look);
    for (const std::int64_t round : {0, 1}) writer.round(example_round(round, test.size()));
    writer.checkpoint("the learner's state");
    constexpr std::size_t kDigits = 64;
    add_seed(part_ / "0-1.h5", kDigits);
  }
  void read(const std::string& input) const override {
    const fs::path file = part_ / "0-1.h5";
    fs::create_directories(part_);
    write_bytes_to(file, input);
    Readings reading;
    reading([&] { check_checkpoint(file); });
    reading([&] {
      std::string why = "nothing was read";
      const auto past = Checkpoints(part_).read(header_, dataset_, [&](const std::string& note) { why = note; });
      require(past.has_value(), "{}", why);
      history_of(*past);
    });
    reading.done();
  }

 private:
  std::string finished(std::string bytes) const override { return bytes + sha256(bytes); }
  const FakeDataset dataset_{10, 6};
  RunHeader header_ = example_header();
  const fs::path part_ = folder() / "checkpoints" / kExampleId;
};

class PackedTarget final : public Hdf5Target {
 public:
  PackedTarget() : Hdf5Target(false) {
    const ComponentSpec source =
        source_spec(image_folder({{"size", Value(Value::List{Value(std::int64_t{9}), Value(std::int64_t{13})})}}));
    for (const std::size_t items : {7, 2}) {
      write_packed_set(file_, example_set(items), source);
      add_seed(file_);
    }
  }
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    Readings reading;
    reading([&] { unpacked(Value(Value::Map{{"packed", Value(file_.string())}})); });
    reading([&] { read_packed_header(file_); });
    reading([&] { read_packed_set(file_); });
    reading.done();
  }

 private:
  const fs::path file_ = folder() / "set.h5";
};

class FeaturesTarget final : public Hdf5Target {
 public:
  FeaturesTarget() : Hdf5Target(false) {
    Matrix features(12, 5);
    for (std::size_t i = 0; i < features.values.size(); ++i) features.values[i] = static_cast<float>(i) / 7;
    write_feature_file(file_, "key", features);
    add_seed(file_);
  }
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    Readings reading;
    reading([&] { check_feature_file(file_); });
    reading([&] {
      const Matrix features = read_feature_file(file_, "key");
      must(features.values.size() == features.rows * features.cols, "features have not the size that their shape says");
    });
    reading.done();
  }

 private:
  const fs::path file_ = folder() / "features.h5";
};

class PicturesTarget final : public Hdf5Target {
 public:
  PicturesTarget() : Hdf5Target(false) {
    const Image image(3, 4, 5, 9);
    write_pictures(file_, std::vector<RefutationPicture>{{0, image, image}, {4, image, image}});
    add_seed(file_);
  }
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    Readings reading;
    reading([&] { read_pictures(file_); });
    try {
      read_item_pictures(file_);
    } catch (const Error&) {
      // these are others
    }
    reading.done();
  }

 private:
  const fs::path file_ = folder() / "pictures.h5";
};

}  // namespace

std::unique_ptr<Target> run_target() { return std::make_unique<RunTarget>(); }
std::unique_ptr<Target> model_target() { return std::make_unique<ModelTarget>(); }
std::unique_ptr<Target> checkpoint_target() { return std::make_unique<CheckpointTarget>(); }
std::unique_ptr<Target> packed_target() { return std::make_unique<PackedTarget>(); }
std::unique_ptr<Target> features_target() { return std::make_unique<FeaturesTarget>(); }
std::unique_ptr<Target> pictures_target() { return std::make_unique<PicturesTarget>(); }

}  // namespace xil::fuzz
