#include "framework/core/catalogue/run_warnings.h"

#include <gtest/gtest.h>

#include "framework/core/catalogue/models.h"
#include "framework/core/cost/cost.h"

namespace xil {
namespace {

RunFacts judged(std::int64_t wrong, std::int64_t of) {
  RunFacts facts;
  facts.judges = true;
  facts.verdict = verdict_text(OracleParams{});
  facts.shown = facts.explained = 100;
  facts.judged = of;
  facts.wrong_reasons = wrong;
  facts.pool = 1000;
  facts.left = 900;
  facts.classes = facts.predicted_classes = 2;
  return facts;
}

std::vector<WarningKind> kinds(const RunFacts& facts) {
  std::vector<WarningKind> all;
  for (const RunWarning& warning : warnings_of(facts)) all.push_back(warning.kind);
  return all;
}

using Kinds = std::vector<WarningKind>;

TEST(RunWarnings, AreGivenWhereVerdictsTellNothingApart) {
  EXPECT_EQ(kinds(judged(50, 100)), Kinds{});
  EXPECT_EQ(kinds(judged(5, 100)), Kinds{}) << "5 % are enough";
  EXPECT_EQ(kinds(judged(4, 100)), Kinds{WarningKind::AllCalledRight});
  EXPECT_EQ(kinds(judged(95, 100)), Kinds{});
  EXPECT_EQ(kinds(judged(96, 100)), Kinds{WarningKind::AllCalledWrong});
  EXPECT_EQ(kinds(judged(0, 0)), Kinds{WarningKind::NothingJudged});
  RunFacts nobody = judged(0, 0);
  nobody.judges = false;
  EXPECT_EQ(kinds(nobody), Kinds{});
}

TEST(RunWarnings, SayTheShareTheRuleAndWhatToDo) {
  EXPECT_EQ(sentence_of(warnings_of(judged(97, 100)).front()),
            "warning: 97 % of the judged explanations were called wrong: verdict: mass with verdict_threshold: 0.2 and "
            "confounder_threshold: 0.2 separates nothing; `xil pilot SWEEP` shows the scores and proposes "
            "oracle.verdict_threshold and oracle.confounder_threshold");
}

TEST(RunWarnings, NeverRoundAShareToAllOrNone) {
  EXPECT_EQ(percent_text(99.97, 100), "99.9 to 100 %");
  EXPECT_EQ(percent_text(0, 0.01), "0 to 0.1 %");
  EXPECT_EQ(percent_text(96.6, 97.4), "97 %");
}

TEST(RunWarnings, TellOfThePoolTheMapsAndThePredictions) {
  RunFacts facts = judged(50, 100);
  facts.left = 100;
  facts.empty_maps = 6;
  facts.predicted_classes = 1;
  facts.undefined = {"deletion_auc"};
  EXPECT_EQ(kinds(facts), (Kinds{WarningKind::EmptyMaps, WarningKind::ConstantPrediction, WarningKind::PoolUsedUp,
                                 WarningKind::NeverDefined}));
  facts.left = 101;
  facts.empty_maps = 5;
  facts.predicted_classes = 0;
  facts.undefined = {};
  EXPECT_EQ(kinds(facts), Kinds{WarningKind::NoPrediction});
}

TEST(RunFacts, CountLooksAndPredictions) {
  RunFacts facts;
  ShownRecord look;
  look.verdict = Verdict::WrongReasons;
  look.explained = true;
  look.diagnostics = {{"score_sd", 0.0}};
  facts.add(look);
  look.verdict = Verdict::NotJudged;
  look.diagnostics = {{"score_sd", 0.1}};
  facts.add(look);
  look.diagnostics = {};  // an explainer that says nothing of its maps
  facts.add(look);
  EXPECT_EQ(facts.shown, 3);
  EXPECT_EQ(facts.judged, 1);
  EXPECT_EQ(facts.wrong_reasons, 1);
  EXPECT_EQ(facts.explained, 3);
  EXPECT_EQ(facts.empty_maps, 1);
  Matrix probabilities(2, 2);
  probabilities.values = {.4F, .6F, .3F, .7F};
  facts.add_prediction(probabilities);
  EXPECT_EQ(facts.predicted_classes, 1);
  probabilities.values[0] = std::numeric_limits<float>::quiet_NaN();
  facts.add_prediction(probabilities);
  EXPECT_EQ(facts.predicted_classes, 0);
}

TEST(RunWarnings, EveryKindHasARemedy) {
  for (std::size_t kind = 0; kind < EnumNames<WarningKind>::names.size(); ++kind)
    EXPECT_FALSE(remedy_of(static_cast<WarningKind>(kind)).empty());
}

ComponentSpec model(const std::string& name) { return resolved(model_table(), "model", name, Value(Value::Map{})); }

// Numbers of parameters as torchvision documents them (1000 classes), and two buffers per normalised channel.
TEST(StateSize, IsThatOfTorchvisionsNetworks) {
  ExpectedDataset data;
  data.classes = 1000;
  EXPECT_EQ(state_bytes(model("alexnet"), data), 4.0 * 61100840);
  EXPECT_EQ(state_bytes(model("vgg16"), data), 4.0 * 138357544);
  EXPECT_EQ(state_bytes(model("resnet18"), data), 4.0 * (11689512 + 2 * 4800));
  EXPECT_EQ(state_bytes(model("resnet50"), data), 4.0 * (25557032 + 2 * 26560));
  EXPECT_EQ(state_bytes(model("mobilenet_v2"), data), 4.0 * (3504872 + 2 * 17056));
}

// By hand: 28 x 28 -> 24 -> 12 -> 8 -> 4; 20 25 + 20, 50 20 25 + 50, 256 800 + 256, 2 256 + 2.
TEST(StateSize, IsThatOfTheSimpleNetworks) {
  ExpectedDataset data;
  data.channels = 1;
  data.height = data.width = 28;
  EXPECT_EQ(state_bytes(model("simple_cnn"), data), 4.0 * (520 + 25050 + 205056 + 514));
  EXPECT_EQ(state_bytes(model("mlp"), data), 4.0 * (785 * 50 + 51 * 30 + 31 * 2));
}

TEST(RunWarnings, TellOfStrategiesThatShouldCorrectAndNeverDid) {
  RunFacts facts = judged(50, 100);
  facts.corrects = true;
  EXPECT_EQ(kinds(facts), Kinds{WarningKind::NoCorrections});
  facts.corrections = 1;
  EXPECT_EQ(kinds(facts), Kinds{});
  RunFacts control;  // copies of every shown item, whatever the verdict
  control.corrects = true;
  control.shown = 10;
  EXPECT_EQ(kinds(control), Kinds{WarningKind::NoCorrections});
}

}  // namespace
}  // namespace xil
