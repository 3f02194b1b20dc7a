#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "framework/config/sweep.h"
#include "tests/support/config_catalog.h"

namespace xil {
namespace {

std::string refused(const std::string& text) {
  return fake::refusal([&] { parse_sweep(text, "s.yaml", {}, fake::catalog()); });
}
void expect_refusal(const std::string& text, const std::string& start, const std::string& part = "") {
  const std::string message = refused(text);
  EXPECT_TRUE(message.starts_with(start)) << text << "\n  " << message;
  EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

TEST(SweepRefusal, UnknownKeysListTheKnownOnes) {
  expect_refusal("name: a\nfixt: {}\n",
                 "s.yaml:2: unknown key 'fixt' in a sweep file. Known keys: name, question, fixed, grid");
  expect_refusal("fixed:\n  round: 3\n", "s.yaml:2: unknown key 'round'", "Known keys: dataset, strategy, model");
  expect_refusal("grid:\n  sead: [3]\n", "s.yaml:2: unknown key 'sead'");
  expect_refusal("zip:\n  - rounds: [3]\n    sead: [1]\n", "s.yaml:3: unknown key 'sead'");
  expect_refusal("exclude:\n  - {sead: 1}\n", "s.yaml:2: unknown key 'sead'");
  expect_refusal("exclude:\n  - strategy: {name: copier, copys: 1}\n", "s.yaml:2: unknown key 'strategy.copys'");
  expect_refusal("fixed:\n  oracle:\n    label_nose: 1\n", "s.yaml:3: unknown key 'label_nose'", "label_noise");
  expect_refusal("fixed:\n  oracle.label_nose: 1\n", "s.yaml:2: unknown key 'oracle.label_nose'. Known keys: oracle.",
                 "oracle.label_noise");
  expect_refusal("grid:\n  strategy.copys: [1]\n",
                 "s.yaml:2: unknown key 'strategy.copys'. Known keys: strategy.copies, strategy.k, "
                 "strategy.label, strategy.sizes");
  expect_refusal("fixed:\n  strategy: {name: random, copies: 3}\n",
                 "s.yaml:2: unknown key 'copies' in strategy 'random'", "Known keys: none");
  expect_refusal("fixed:\n  seed.x: 3\n", "s.yaml:2: unknown key 'seed.x': 'seed' has no parameters");
}

TEST(SweepRefusal, UnknownNamesListTheKnownOnes) {
  expect_refusal("grid:\n  strategy:\n    - random\n    - copyer\n",
                 "s.yaml:4: unknown strategy 'copyer'. Known: copier, random, teacher");
  expect_refusal("fixed:\n  dataset: mnist\n", "s.yaml:2: unknown dataset 'mnist'", "weld_seams");
  expect_refusal("fixed:\n  restart: hot\n", "s.yaml:2: unknown restart 'hot'. Known: cold, warm");
}

TEST(SweepRefusal, WrongTypes) {
  expect_refusal("fixed:\n  rounds: many\n", "s.yaml:2: 'rounds' must be an integer, not a text (\"many\")");
  expect_refusal("fixed:\n  rounds: 1.5\n", "s.yaml:2: 'rounds' must be an integer, not a number");
  expect_refusal("fixed:\n  rounds: '3'\n", "s.yaml:2: 'rounds' must be an integer, not a text");
  expect_refusal("fixed:\n  oracle: 3\n", "s.yaml:2: oracle must be a map of parameters");
  expect_refusal("fixed:\n  strategy: 3\n", "s.yaml:2: 'strategy' must be a name or a map with a 'name'");
  expect_refusal("fixed:\n  strategy: {copies: 3}\n", "s.yaml:2: 'strategy' must be a name or a map with a 'name'");
  expect_refusal("- 1\n", "s.yaml:1: a sweep must be a map");
  expect_refusal("", "s.yaml:1: a sweep must be a map");
  expect_refusal("fixed: 3\n", "s.yaml:1: 'fixed' must be a map");
  expect_refusal("grid:\n  seed: 3\n", "s.yaml:2: 'seed' must be a list of values here, not an integer");
  expect_refusal("zip:\n  seed: 3\n", "s.yaml:2: 'seed' must be a list of values here");
  expect_refusal("zip: 3\n", "s.yaml:1: 'zip' must be a map of equally long lists");
  expect_refusal("exclude: {seed: 3}\n", "s.yaml:1: 'exclude' must be a list of maps");
}

TEST(SweepRefusal, ValuesOutOfRange) {
  expect_refusal("fixed:\n  rounds: -1\n", "s.yaml:2: run: 'rounds' must lie in [0, 100000], got -1");
  expect_refusal("fixed:\n  oracle:\n    label_noise: 2\n",
                 "s.yaml:3: oracle: 'label_noise' must lie in [0, 1], got 2");
  expect_refusal("grid:\n  strategy.copies:\n    - 0\n    - 10\n  strategy: [copier]\n",
                 "s.yaml:4: strategy 'copier': 'copies' must lie in [0, 9], got 10");
  expect_refusal("grid:\n  seed: [0, -1]\n", "s.yaml:2: run: 'seed' must not be negative");
}

TEST(SweepRefusal, EmptyGridsAndZips) {
  expect_refusal("grid:\n  seed: []\n", "s.yaml:2: the list of 'seed' is empty");
  expect_refusal("grid:\n  seed: range(3,3)\n", "s.yaml:2: 'range(3,3)' is empty");
  expect_refusal("grid:\n  seed: range(3)\n", "s.yaml:2: 'range(3)' must be range(first, end)");
  expect_refusal("zip: {}\n", "s.yaml:1: 'zip' is empty");
  expect_refusal("zip:\n  rounds: [1, 2]\n  seed: [1]\n",
                 "s.yaml:3: 'seed' has 1 values but 'rounds', which it is paired with, has 2");
  expect_refusal("exclude: [{}]\n", "s.yaml:1: an empty entry of 'exclude'");
  expect_refusal("exclude: [{seed: 0}]\n", "s.yaml: no runs are left after 'exclude'");
}

TEST(SweepRefusal, KeysGivenTwice) {
  expect_refusal("fixed:\n  seed: 1\ngrid:\n  seed: [1]\n", "s.yaml:4: 'seed' is given twice, also at s.yaml:2");
  expect_refusal("fixed:\n  oracle: {look_s: 1}\n  oracle.look_s: 2\n",
                 "s.yaml:3: 'oracle.look_s' is given twice, also at s.yaml:2");
  expect_refusal("fixed:\n  strategy: {name: copier, copies: 1}\ngrid:\n  strategy.copies: [2]\n",
                 "s.yaml:4: 'strategy.copies' is given twice, also at s.yaml:2");
  expect_refusal("zip: [{seed: [1]}, {seed: [2]}]\n", "s.yaml:1: 'seed' is given twice");
  EXPECT_EQ(refused("fixed: {oracle: {look_s: 1}, oracle.label_s: 2}\n"), "");
}

TEST(SweepRefusal, DatasetsThatOnlyDifferInWhereTheyLie) {
  const auto sweep = [](const std::string& one, const std::string& other) {
    return "grid:\n  dataset: [{name: image_folder" + one + "}, {name: image_folder" + other + "}]\n";
  };
  expect_refusal(sweep(", root: left", ", root: right"),
                 "s.yaml: two datasets 'image_folder' differ in 'root' only, which tells no runs apart: give each its "
                 "own 'title'");
  expect_refusal(sweep("", ", packed: set.h5"), "s.yaml: two datasets 'image_folder' differ in 'packed' only");
  expect_refusal(sweep("", ", max_megapixels: 1"), "s.yaml: two datasets 'image_folder' differ in 'max_megapixels'");
  EXPECT_EQ(refused(sweep(", root: left, title: a", ", root: right, title: b")), "");
  EXPECT_EQ(refused(sweep(", root: left", ", root: right, size: 32")), "") << "they are not the same anyway";
  EXPECT_EQ(refused(sweep(", root: left", ", root: left")), "") << "one run, given twice";
}

TEST(SweepRefusal, TooManyRuns) {
  expect_refusal("grid:\n  seed: range(0,1000)\n  rounds: range(0,1000)\n",
                 "s.yaml: the grid has more than 100000 combinations");
  expect_refusal("grid:\n  seed: range(0,9000000000000000000)\n",
                 "s.yaml:2: 'range(0,9000000000000000000)' has more than");
}

TEST(SweepRefusal, NamesThatAreNoFolder) {
  for (const char* name : {"a/b", "..", ".hidden", "''", "5", "'a b'", "[x]", "~"}) {
    expect_refusal("name: " + std::string(name) + "\n", "s.yaml:1: 'name' must be");
  }
}

TEST(SweepRefusal, YamlThatIsNotStrict) {
  expect_refusal("fixed:\n  seed: 1\n  seed: 2\n", "s.yaml:3: duplicate key 'seed', first given at s.yaml:2");
  expect_refusal("fixed: &f {seed: 1}\n", "s.yaml:1: anchors");
}

TEST(SweepRefusal, MissingFile) {
  const auto file = std::filesystem::path(testing::TempDir()) / "absent.yaml";
  EXPECT_TRUE(fake::refusal([&] { load_sweep(file, {}, fake::catalog()); }).ends_with("absent.yaml: no such file"));
}

}  // namespace
}  // namespace xil
