#include "framework/loop/metrics/novelty.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/support/fakes.h"

namespace xil {
namespace {

/// Items with the given types; "" is class 0, anything else class 1.
class TypedDataset final : public Dataset {
 public:
  TypedDataset(const std::vector<std::string>& types, std::vector<std::string> held_out) {
    info_.name = "typed";
    info_.class_names = {"ok", "defect"};
    info_.channels = info_.height = info_.width = 1;
    info_.held_out_types = std::move(held_out);
    for (const std::string& type : types) items_.push_back({"item", Split::Test, type.empty() ? 0 : 1, type});
  }
  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id); }
  Image image(ItemId) const override { return Image(1, 1, 1); }
  Image edited(ItemId, const Edit&) const override { return Image(1, 1, 1); }
  const Region* defect(ItemId) const override { return nullptr; }
  const Region* confounder(ItemId) const override { return nullptr; }

 private:
  DatasetInfo info_;
  std::vector<Item> items_;
};

std::map<std::string, double> by_name(const NamedValues& values) { return {values.begin(), values.end()}; }

/// Two ok items, two pores, one crack; the second ok item and the crack are classified wrongly.
std::map<std::string, double> measured(std::vector<std::string> held_out) {
  const TypedDataset dataset({"", "", "pores", "pores", "crack"}, std::move(held_out));
  const std::vector<ItemId> items = {0, 1, 2, 3, 4};
  const std::vector<int> labels = {0, 0, 1, 1, 1};
  Matrix probabilities(5, 2);
  const std::vector<float> defect = {0.1f, 0.7f, 0.9f, 0.8f, 0.2f};
  for (std::size_t i = 0; i < 5; ++i) {
    probabilities.at(i, 0) = 1 - defect[i];
    probabilities.at(i, 1) = defect[i];
  }
  return by_name(novelty_metrics(dataset, items, labels, probabilities));
}

TEST(Novelty, SplitsByHeldOutTypesAndGivesItemsWithoutDefectToBothParts) {
  const TypedDataset dataset({"", "pores", "crack"}, {"crack"});
  EXPECT_EQ(novelty(dataset, 0), std::nullopt);
  EXPECT_EQ(novelty(dataset, 1), Novelty::Seen);
  EXPECT_EQ(novelty(dataset, 2), Novelty::Unseen);
}

TEST(Novelty, MetricsOfThePartsAreThoseOfTheirItemsByHand) {
  const auto values = measured({"crack"});
  EXPECT_DOUBLE_EQ(values.at("accuracy_seen"), 3.0 / 4);    // one of two ok, both pores
  EXPECT_DOUBLE_EQ(values.at("accuracy_unseen"), 1.0 / 3);  // one of two ok, not the crack
  EXPECT_DOUBLE_EQ(values.at("recall_seen"), 1);
  EXPECT_DOUBLE_EQ(values.at("recall_unseen"), 0);
  EXPECT_DOUBLE_EQ(values.at("auroc_seen"), 1);      // .8 and .9 above .1 and .7
  EXPECT_DOUBLE_EQ(values.at("auroc_unseen"), 0.5);  // .2 above .1 only
}

TEST(Novelty, WithoutHeldOutTypesNothingIsReported) { EXPECT_TRUE(measured({}).empty()); }

TEST(Novelty, RecallOfATypeThatTestDoesNotHaveIsUndefined) {
  EXPECT_TRUE(std::isnan(measured({"binding_error"}).at("recall_unseen")));
}

}  // namespace
}  // namespace xil
