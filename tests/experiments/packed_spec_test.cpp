#include "experiments/sweep/packed_spec.h"

#include <gtest/gtest.h>

#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/store/sets/packed_set.h"
#include "tests/support/packed_sets.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

/// A packed set of 9 x 13 pixels, and sweeps that name it.
class PackedSpec : public testing::Test {
 protected:
  PackedSpec() { write_packed_set(file_, example_set(), source_spec(image_folder(size()))); }
  static Value::Map size() { return {{"size", Value(Value::List{Value(std::int64_t{9}), Value(std::int64_t{13})})}}; }
  Sweep sweep(const std::string& dataset, const std::string& more = "",
              const std::vector<std::string>& overrides = {}) const {
    return parse_sweep("fixed:\n  dataset: {" + dataset + "}\n" + more, "s.yaml", overrides, catalog());
  }
  std::string packed(const std::string& more = "") const { return "packed: " + file_.string() + more; }
  std::string refusal(const std::string& dataset, const std::string& more = "",
                      const std::vector<std::string>& overrides = {}) const {
    return message_of([&] { sweep(dataset, more, overrides); });
  }

  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / "set.h5";
};

const std::string kFolder = "name: image_folder, root: somewhere, size: [9, 13]";

TEST_F(PackedSpec, GivesTheRunsOfTheFolder) {
  EXPECT_EQ(sweep(packed()).run_ids, sweep(kFolder).run_ids);
  EXPECT_EQ(sweep(packed(", name: image_folder, size: [9, 13]")).run_ids, sweep(kFolder).run_ids);
  EXPECT_NE(sweep("name: image_folder, size: [9, 14]").run_ids, sweep(kFolder).run_ids);
  const ComponentSpec dataset = sweep(packed()).runs.front().dataset;
  EXPECT_EQ(dataset.name, "image_folder");
  EXPECT_EQ(*dataset.params.find("packed"), Value(file_.string()));
}

TEST_F(PackedSpec, LeavesTheSplitToTheSweep) {
  const std::string split = ", title: small, test_share: 0.5, hold_out_type: [crack]";
  EXPECT_EQ(sweep(packed(split)).run_ids, sweep(kFolder + split).run_ids);
  const std::string axis = "grid:\n  dataset.groups: [none, near_duplicates]\n";
  EXPECT_EQ(sweep(packed(), axis).run_ids, sweep(kFolder, axis).run_ids);
  EXPECT_EQ(sweep(packed(), axis).runs.size(), 2u);
}

TEST_F(PackedSpec, MayBeOneValueOfAnAxisOrAnOverride) {
  const std::string grid = "grid:\n  dataset: [casting, {" + packed() + "}]\n";
  const Sweep both = parse_sweep(grid, "s.yaml", {}, catalog());
  ASSERT_EQ(both.runs.size(), 2u);
  EXPECT_EQ(both.run_ids[1], sweep(kFolder).run_ids[0]);
  EXPECT_EQ(sweep(kFolder, "", {"dataset={" + packed() + "}"}).run_ids, sweep(kFolder).run_ids);
}

TEST_F(PackedSpec, IsFrozenSoThatItsFileMayGo) {
  const Sweep whole = sweep(packed(", test_share: 0.5"), "grid:\n  dataset.groups: [none, near_duplicates]\n");
  std::filesystem::remove(file_);
  const Sweep again = parse_sweep(whole.frozen, "frozen.yaml", {}, catalog());
  EXPECT_EQ(again.run_ids, whole.run_ids);
  EXPECT_EQ(again.frozen, whole.frozen);
}

TEST_F(PackedSpec, RefusesWhatTheFileIsNot) {
  const std::string place = "s.yaml:2: '" + file_.string() + "'";
  EXPECT_EQ(refusal(packed(", size: 96")),
            place + ": 'size' is [96], but the file was packed with [9, 13]: leave it out, or pack the set again");
  EXPECT_EQ(refusal(packed(", name: casting")),
            place + ": 'name' is \"casting\", but the file holds the dataset 'image_folder': leave it out");
  EXPECT_EQ(refusal(packed(", siez: 96")).substr(0, 46), "s.yaml:2: unknown key 'siez' in dataset 'image");
  EXPECT_EQ(refusal(packed(), "grid:\n  dataset.size: [9, 13]\n"),
            "s.yaml:4: 'dataset.size' is given twice, also at s.yaml:2");
  EXPECT_EQ(refusal(packed(), "", {"dataset.size=32"}),
            "override 'dataset.size=32': 'dataset.size' is given twice, also at s.yaml:2");
}

TEST_F(PackedSpec, NeedsItsFile) {
  std::filesystem::remove(file_);
  EXPECT_EQ(refusal(packed()), "s.yaml:2: '" + file_.string() + "' is not there: make it with 'xil data pack'");
  write_text(file_, "path,label\n");
  EXPECT_NE(refusal(packed()).find("was not written by xil"), std::string::npos) << refusal(packed());
  EXPECT_NE(refusal("packed: 3").find("'dataset' must be a name or a map with a 'name'"), std::string::npos);
  EXPECT_NE(refusal("name: image_folder, packed: 3").find("'packed' must be a text"), std::string::npos);
  EXPECT_EQ(refusal("name: image_folder, packed: ''"), "") << "no file";
}

TEST_F(PackedSpec, NamesTheDatasetAndWhatItWasDecodedWith) {
  const ComponentSpec spec = packed_spec(file_);
  EXPECT_EQ(spec, image_folder(size()));
}

}  // namespace
}  // namespace xil
