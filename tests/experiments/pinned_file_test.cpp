#include "framework/core/base/pinned_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/core/base/error.h"
#include "tests/support/refusals.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

// Of "abc", from FIPS 180-4's examples.
const std::string kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class PinnedFiles : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return (folder_ / name).string();
  }
  Sweep sweep(const std::string& model, const std::string& more = "") const {
    return parse_sweep("name: pins\nfixed:\n  model: " + model + "\n" + more, "pins.yaml", {}, catalog());
  }
  static std::string resnet(const std::string& weights) { return "{name: resnet18, weights: '" + weights + "'}"; }

  ScratchFolder folder_;
};

TEST_F(PinnedFiles, AreTextsWithTheDigestOfTheContent) {
  const std::string path = file("a.pth", "abc");
  EXPECT_EQ(pinned(path, "here"), path + "#sha256=" + kAbc);
  EXPECT_EQ(pinned("", "here"), "");
  const PinnedFile parsed = parse_pinned(pinned(path, "here"));
  EXPECT_EQ(parsed.path, path);
  EXPECT_EQ(parsed.sha256, kAbc);
  EXPECT_EQ(read_pinned(parsed), "abc");
  EXPECT_EQ(parse_pinned("odd#sha256=12").path, "odd#sha256=12") << "no digest: part of the name";
}

TEST_F(PinnedFiles, StayAsTheyAreOnceTheyArePinned) {
  const std::string gone = "gone.pth#sha256=" + kAbc;
  EXPECT_EQ(pinned(gone, "here"), gone);
}

TEST_F(PinnedFiles, AreRefusedWhenTheyChange) {
  const PinnedFile before = parse_pinned(pinned(file("a.pth", "abc"), "here"));
  file("a.pth", "abd");
  EXPECT_NE(refusal([&] { read_pinned(before); }).find("but the sweep was planned with " + kAbc), std::string::npos);
}

TEST_F(PinnedFiles, AreLookedForBelowTheFolderOfTheData) {
  file("a.pth", "abc");
  ASSERT_EQ(setenv("XIL_DATA", folder_.path().c_str(), 1), 0);
  EXPECT_EQ(pinned("a.pth", "here"), "a.pth#sha256=" + kAbc) << "the text stays relative";
  EXPECT_EQ(read_pinned({"a.pth", kAbc}), "abc");
  ASSERT_EQ(unsetenv("XIL_DATA"), 0);
}

TEST_F(PinnedFiles, ThatAreMissingAreRefusedWithTheirLine) {
  const std::string message = refusal([&] { sweep(resnet("nowhere.pth")); });
  EXPECT_NE(message.find("pins.yaml:3: 'weights': cannot read 'nowhere.pth'"), std::string::npos) << message;
}

TEST_F(PinnedFiles, MakeARunByTheirContentAndNotByTheirPlace) {
  const std::string a = sweep(resnet(file("a.pth", "abc"))).run_ids.front();
  EXPECT_EQ(sweep(resnet(file("b.pth", "abc"))).run_ids.front(), a);
  EXPECT_NE(sweep(resnet(file("c.pth", "other"))).run_ids.front(), a);
  EXPECT_NE(sweep("resnet18").run_ids.front(), a);
}

TEST_F(PinnedFiles, ArePinnedWhereverASweepNamesThem) {
  const std::string path = file("a.pth", "abc"), end = "#sha256=" + kAbc;
  const std::string keys = "fixed:\n  model: resnet18\n";
  for (const std::string& text :
       {keys + "  model.weights: " + path + "\n", keys + "grid:\n  model.weights: [" + path + "]\n",
        keys + "zip:\n  model.weights: [" + path + ", '']\n  updates: [10, 20]\n",
        "fixed: {}\ngrid:\n  model: [{name: resnet18, weights: " + path + "}]\n"}) {
    const Sweep pinned_sweep = parse_sweep("name: pins\n" + text, "pins.yaml", {}, catalog());
    EXPECT_NE(pinned_sweep.frozen.find("a.pth" + end), std::string::npos) << pinned_sweep.frozen;
    const std::filesystem::path moved = folder_ / "moved.pth";
    std::filesystem::rename(path, moved);  // a frozen sweep reads back without the file
    EXPECT_EQ(parse_sweep(pinned_sweep.frozen, "frozen.yaml", {}, catalog()).run_ids, pinned_sweep.run_ids);
    std::filesystem::rename(moved, path);
  }
}

TEST_F(PinnedFiles, TellNothingOfHowFeaturesAreComeBy) {
  const std::string start = "{name: resnet18, freeze: backbone, features: ";
  const std::string fresh = sweep(start + "fresh}").run_ids.front();
  EXPECT_EQ(sweep(start + "cached}").run_ids.front(), fresh);
  EXPECT_EQ(sweep(start + "fresh, batch_norm: frozen}").run_ids.front(), fresh) << "nothing of the backbone learns";
  EXPECT_EQ(sweep(start + "fresh}", "  training: {backbone_rate: 0.1}\n").run_ids.front(), fresh);
  EXPECT_EQ(sweep(start + "fresh}", "  training: {momentum: 0.1}\n").run_ids.front(), fresh) << "Adam has no momentum";
}

TEST(Architectures, RefuseWhatTheyDoNotHave) {
  const auto read = [](const std::string& params) {
    return refusal([&] { parse_sweep("name: a\nfixed:\n  model: " + params + "\n", "a.yaml", {}, catalog()); });
  };
  EXPECT_NE(
      read("{name: resnet50, freeze: layer5}").find("Known: none, backbone, conv1, layer1, layer2, layer3, layer4"),
      std::string::npos);
  EXPECT_NE(read("{name: vgg16, features: cached}").find("'features': cached needs 'freeze': backbone"),
            std::string::npos);
  EXPECT_NE(read("torchscript").find("model 'torchscript' needs 'torchscript'"), std::string::npos);
}

}  // namespace
}  // namespace xil
