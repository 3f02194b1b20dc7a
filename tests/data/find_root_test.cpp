#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>

#include "framework/data/layouts/layouts.h"
#include "tests/support/layout_folders.h"

namespace xil {
namespace {

/// Sets XIL_DATA, or takes it away, for as long as it lives.
class DataVariable {
 public:
  explicit DataVariable(const std::optional<std::string>& value) {
    if (const char* before = std::getenv("XIL_DATA")) before_ = before;
    set(value);
  }
  ~DataVariable() { set(before_); }
  DataVariable(const DataVariable&) = delete;
  DataVariable& operator=(const DataVariable&) = delete;

 private:
  static void set(const std::optional<std::string>& value) {
    value ? ::setenv("XIL_DATA", value->c_str(), 1) : ::unsetenv("XIL_DATA");
  }
  std::optional<std::string> before_;
};

/// A dataset that does not say where it lies.
ComponentSpec rootless(const std::string& dataset) {
  return {dataset, find_entry(dataset_table(), dataset, "dataset").resolve(Value(Value::Map{}), dataset)};
}

TEST(FindRoot, LooksInTheUsualPlacesBelowTheFolder) {
  const std::vector<std::string> files = {"train/ok_front/a.jpeg", "train/def_front/b.jpeg"};
  for (const std::string place : {"casting_data", "casting_data/casting_data", "casting", "casting/casting_data"}) {
    const LayoutFolder folder(below(place, files));
    EXPECT_EQ(find_root(folder.spec("casting")).path(), std::filesystem::canonical(folder.root() / place));
  }
  // The folder itself comes first.
  const LayoutFolder both({"train/ok_front/a.jpeg", "train/def_front/b.jpeg", "casting_data/train/ok_front/a.jpeg",
                           "casting_data/train/def_front/b.jpeg"});
  EXPECT_EQ(find_root(both.spec("casting")).path(), std::filesystem::canonical(both.root()));
}

TEST(FindRoot, FollowsALinkToTheSetBelowTheFolder) {
  const LayoutFolder folder, elsewhere({"train/ok_front/a.jpeg", "train/def_front/b.jpeg"});
  std::filesystem::create_directory_symlink(elsewhere.root(), folder.root() / "casting");
  EXPECT_EQ(find_root(folder.spec("casting")).path(), std::filesystem::canonical(elsewhere.root()));
}

TEST(FindRoot, FallsBackToTheEnvironment) {
  const LayoutFolder folder(
      {"casting/casting_data/test/ok_front/a.jpeg", "casting/casting_data/test/def_front/b.jpeg"});
  const DataVariable variable(folder.root().string());
  EXPECT_EQ(find_root(rootless("casting")).path(), std::filesystem::canonical(folder.root() / "casting/casting_data"));
  EXPECT_EQ(refusal([] { find_root(rootless("magnetic_tile")); }),
            fmt::format("2: dataset 'magnetic_tile': {} holds no such set, nor do magnetic_tile, "
                        "Magnetic-tile-defect-datasets.-master, "
                        "magnetic_tile/Magnetic-tile-defect-datasets.-master in it: let XIL_DATA name the folder with "
                        "MT_Free/Imgs and MT_<type>/Imgs",
                        folder.root().string()));
}

TEST(FindRoot, SaysWhatIsMissing) {
  for (const std::optional<std::string>& value : {std::optional<std::string>(), std::optional<std::string>("")}) {
    const DataVariable variable(value);
    EXPECT_EQ(
        refusal([] { find_root(rootless("casting")); }),
        "2: dataset 'casting': neither 'root' nor the environment variable XIL_DATA is set: let one of them name the "
        "folder with train|test / ok_front|def_front, or one above it");
  }
  const DataVariable variable("/nowhere/at/all");
  EXPECT_EQ(refusal([] { find_root(rootless("casting")); }),
            "2: dataset 'casting': XIL_DATA is '/nowhere/at/all', which is no folder: let it name the one with "
            "train|test / ok_front|def_front");
  const LayoutFolder empty;
  EXPECT_EQ(refusal([&] { find_root(empty.spec("image_folder")); }),
            fmt::format(
                "2: dataset 'image_folder': {} holds no such set: let 'root' name the folder with pictures in ok/ and "
                "defect/[type/]",
                empty.root().string()));
}

TEST(FindRoot, SetsWithoutAPublicNameNeedARootOfTheirOwn) {
  const LayoutFolder folder({"ok/a.png", "defect/b.png", "manifest.csv"});
  const DataVariable variable(folder.root().string());
  EXPECT_EQ(refusal([] { find_root(rootless("image_folder")); }),
            "2: dataset 'image_folder': 'root' is not set: let it name the folder with pictures in ok/ and "
            "defect/[type/]");
  EXPECT_EQ(refusal([] { find_root(rootless("manifest")); }),
            "2: dataset 'manifest': 'root' is not set: let it name the folder with the table that the parameter file "
            "names");
  EXPECT_EQ(find_root(folder.spec("image_folder")).path(), std::filesystem::canonical(folder.root()));
}

std::string recognised(const LayoutFolder& folder) { return recognise(folder.root().string()).value_or("none"); }

TEST(Recognise, TellsTheLayoutsApart) {
  EXPECT_EQ(recognised(LayoutFolder({"train/ok_front/a.jpeg", "train/def_front/b.jpeg"})), "casting");
  EXPECT_EQ(recognised(LayoutFolder({"casting_data/test/ok_front/a.jpeg", "casting_data/test/def_front/b.jpeg"})),
            "casting");
  EXPECT_EQ(recognised(LayoutFolder({"MT_Free/Imgs/a.jpg", "MT_Crack/Imgs/b.jpg"})), "magnetic_tile");
  EXPECT_EQ(recognised(LayoutFolder(kBottle)), "mvtec_ad");
  EXPECT_EQ(recognised(LayoutFolder(below("bottle", kBottle))), "mvtec_ad");
  EXPECT_EQ(recognised(LayoutFolder({"train/10000.png", "train/10000_GT.png"})), "kolektor_sdd2");
  EXPECT_EQ(recognised(LayoutFolder({"ok/a.png", "defect/crack/b.png"})), "image_folder");
  EXPECT_EQ(recognised(LayoutFolder({"ok/a.png", "defect/b.png", "manifest.csv"})), "manifest");
}

TEST(Recognise, SaysNothingWhereNoneOrSeveralFit) {
  EXPECT_EQ(recognised(LayoutFolder({"a.png", "train/b.png", "test/c.png", "ok/d.png"})), "none");
  EXPECT_EQ(recognised(LayoutFolder({"train/ok_front/a.jpeg", "test/def_front/b.jpeg"})), "none");
  EXPECT_EQ(recognised(LayoutFolder({"MT_Free/Imgs/a.jpg"})), "none");
  EXPECT_EQ(recognised(LayoutFolder({"casting/train/ok_front/a.jpeg", "casting/train/def_front/b.jpeg",
                                     "magnetic_tile/MT_Free/Imgs/a.jpg", "magnetic_tile/MT_Crack/Imgs/b.jpg"})),
            "none");
  EXPECT_TRUE(refusal([] { recognise("/nowhere/at/all"); }).starts_with("1: /nowhere/at/all: "));
}

TEST(SetOfTable, LeadsToTheTable) {
  const auto set_of = [](const std::string& file) {
    const ComponentSpec set = set_of_table(file);
    return set.name + " " + to_json(set.params);
  };
  EXPECT_EQ(set_of("parts/table.csv"), R"(manifest {"root": "parts", "file": "table.csv"})");
  EXPECT_EQ(set_of("table.csv"), R"(manifest {"root": ".", "file": "table.csv"})");
}

TEST(SiblingsBelow, AreTheSetsOfWhichAParameterHasToNameOne) {
  std::vector<std::string> paths = below("mvtec_ad/screw", kBottle);
  for (const std::string& path : below("bottle", kBottle)) paths.push_back(path);
  const LayoutFolder both(paths);
  const auto found = siblings_below(both.root().string());
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->layout, "mvtec_ad");
  EXPECT_EQ(found->siblings.parameter, "category");
  EXPECT_EQ(found->values, (std::vector<std::string>{"bottle", "screw"}));
  EXPECT_FALSE(siblings_below(LayoutFolder({"ok/a.png", "defect/b.png"}).root().string()).has_value());
}

/// Pictures of a set below XIL_DATA by label, type and split, and how many have a mask.
std::map<std::string, int> counts_of(const std::string& dataset) {
  const ComponentSpec spec = rootless(dataset);
  std::map<std::string, int> counts;
  for (const ListedItem& item : list_items(find_root(spec), spec).items) {
    ++counts[fmt::format("{}{}{}", *item.label == 0 ? "ok" : "defect", item.type.empty() ? "" : " " + item.type,
                         !item.split                  ? ""
                         : *item.split == Split::Test ? " test"
                                                      : " pool")];
    if (!item.mask.empty()) ++counts["masks"];
  }
  return counts;
}

TEST(RealData, IsListedCompletely) {
  if (std::getenv("XIL_DATA") == nullptr) {
    GTEST_SKIP() << "XIL_DATA is not set: the real sets casting and magnetic_tile are not looked at";
  }
  using Counts = std::map<std::string, int>;
  EXPECT_EQ(counts_of("casting"),
            (Counts{{"ok test", 262}, {"defect test", 453}, {"ok pool", 509}, {"defect pool", 500}}));
  EXPECT_EQ(counts_of("magnetic_tile"), (Counts{{"ok", 300},
                                                {"defect blowhole", 115},
                                                {"defect break", 85},
                                                {"defect crack", 57},
                                                {"defect fray", 32},
                                                {"defect uneven", 103},
                                                {"masks", 692}}));
}

}  // namespace
}  // namespace xil
