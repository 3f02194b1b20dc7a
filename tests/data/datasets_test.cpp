#include "framework/data/sources/datasets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <numeric>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/tables.h"

namespace xil {
namespace {

TEST(Datasets, EveryNameOfCoresTableHasAFactory) {
  std::vector<std::string_view> expected;
  for (const RegistryEntry& entry : dataset_table()) expected.push_back(entry.name);
  EXPECT_EQ(dataset_names(), expected);
}

TEST(Datasets, PlainFilesHaveADigest) {
  int sets = 0;
  for (const RegistryEntry& entry : dataset_table()) {
    if (!dataset_params({std::string(entry.name)})->plain_files()) continue;
    ++sets;
    try {
      files_digest({std::string(entry.name), Value(Value::Map{{"root", Value(std::string("/nonexistent"))}})});
      FAIL() << entry.name << ": accepted";
    } catch (const Error& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with("/nonexistent/")) << entry.name << ": " << error.what();
    }
  }
  EXPECT_EQ(sets, 2);
}

TEST(Datasets, UnknownNamesAreRefusedWithTheKnownOnes) {
  try {
    make_dataset({"castings", Value(Value::Map{})}, 0);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_STREQ(
        error.what(),
        "unknown dataset 'castings'. Known: casting, coco, decoy_fashion_mnist, fashion_mnist, image_folder, "
        "kolektor_sdd2, labelme, magnetic_tile, manifest, mvtec_ad, voc, weld_seams, yolo; did you mean 'casting'?");
  }
}

TEST(Datasets, ParametersReachTheFactory) {
  Value params(Value::Map{});
  params.set("root", Value(std::string("/nonexistent")));
  for (const std::string name : {"fashion_mnist", "decoy_fashion_mnist"}) {
    try {
      make_dataset({name, params}, 0);
      FAIL() << "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), 1);
      EXPECT_TRUE(std::string_view(error.what()).starts_with("/nonexistent/train-images")) << error.what();
    }
  }
  params.set("colour", Value(true));
  EXPECT_THROW(make_dataset({"fashion_mnist", params}, 0), Error);
}

/// On the package's real files; skipped where they are not installed.
class RealFashionMnist : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(FashionMnistParams{}.root)) {
      GTEST_SKIP() << FashionMnistParams{}.root << " is missing: install the package dataset-fashion-mnist";
    }
  }
};

TEST_F(RealFashionMnist, HoldsThePublishedNumbersOfPictures) {
  Value params(Value::Map{});
  for (const char* key : {"pool", "validation", "test"}) params.set(key, Value(std::int64_t{0}));
  const auto dataset = make_dataset({"fashion_mnist", params}, 0);
  std::map<std::pair<Split, int>, int> counts;
  for (ItemId id = 0; id < dataset->size(); ++id) {
    ++counts[{dataset->item(id).split, dataset->item(id).label}];
  }
  ASSERT_EQ(counts.size(), 20u);
  for (const auto& [key, count] : counts) EXPECT_EQ(count, key.first == Split::Pool ? 6000 : 1000);
  // Python's gzip and struct: labels and sums of the pixels of the first, last and first test
  // picture.
  EXPECT_EQ(dataset->item(0).label, 9);
  EXPECT_EQ(dataset->item(60000).label, 9);
  const auto sum = [](const Image& image) { return std::accumulate(image.pixels.begin(), image.pixels.end(), 0); };
  EXPECT_EQ(sum(dataset->image(0)), 76247);
  EXPECT_EQ(sum(dataset->image(60000)), 33456);
  EXPECT_EQ(sum(dataset->image(59999)), 16684);
  EXPECT_EQ(dataset->image(0).at(0, 14, 5), 7);
}

TEST_F(RealFashionMnist, DefaultDecoyIsTheStrongTwoClassForm) {
  const auto dataset = make_dataset({"decoy_fashion_mnist", Value(Value::Map{})}, 0);
  EXPECT_EQ(dataset->info().class_names, (std::vector<std::string>{"pullover", "coat"}));
  std::map<std::array<int, 3>, int> counts;  // split, class, grey value
  for (ItemId id = 0; id < dataset->size(); ++id) {
    const Item& item = dataset->item(id);
    ++counts[{static_cast<int>(item.split), item.label, dataset->image(id).at(0, 3, 3)}];
  }
  const auto pool = static_cast<int>(Split::Pool), validation = static_cast<int>(Split::Validation);
  const auto test = static_cast<int>(Split::Test);
  EXPECT_EQ((counts[{pool, 0, 255}]), 500);
  EXPECT_EQ((counts[{pool, 1, 90}]), 500);
  EXPECT_EQ((counts[{validation, 0, 255}]), 100);
  EXPECT_EQ((counts[{validation, 1, 90}]), 100);
  // Binomial(500, 1/2): mean 250, standard deviation 11.2; 4 of them.
  EXPECT_NEAR((counts[{test, 0, 255}]), 250, 45);
  EXPECT_NEAR((counts[{test, 1, 255}]), 250, 45);
  // No other combination occurs: the six that do (and the two of pool and validation) hold all
  // items.
  EXPECT_EQ((counts[{test, 0, 255}] + counts[{test, 0, 90}]), 500);
  EXPECT_EQ((counts[{test, 1, 255}] + counts[{test, 1, 90}]), 500);
  EXPECT_EQ(dataset->size(), 2200u);
}

TEST_F(RealFashionMnist, PublishedDecoyIsIndependentOfTheClassInTest) {
  Value params(Value::Map{});
  params.set("classes", Value(Value::List{}));
  params.set("values", Value(Value::List{}));
  params.set("corner", Value(std::string("random")));
  params.set("test", Value(std::int64_t{0}));
  const auto dataset = make_dataset({"decoy_fashion_mnist", params}, 0);
  std::map<std::pair<int, int>, double> counts;
  for (ItemId id = 0; id < dataset->size(); ++id) {
    if (dataset->item(id).split != Split::Test) continue;
    const Region& region = *dataset->confounder(id);
    const auto first =
        static_cast<std::size_t>(std::find(region.values.begin(), region.values.end(), 1) - region.values.begin());
    const int grey = dataset->image(id).pixels[first];
    EXPECT_EQ((255 - grey) % 25, 0);
    ++counts[{dataset->item(id).label, (255 - grey) / 25}];
  }
  // 100 cells with 100 expected each; each row sums to 1,000 exactly: 10 * 9 = 90 degrees of
  // freedom.
  double chi_square = 0;
  for (int label = 0; label < 10; ++label) {
    for (int drawn = 0; drawn < 10; ++drawn) {
      const double excess = counts[{label, drawn}] - 100;
      chi_square += excess * excess / 100;
    }
  }
  EXPECT_LT(chi_square, 137.2);  // .999 quantile of chi-square with 90 degrees of freedom (tables)
  EXPECT_GT(chi_square, 52.3);   // .0005 quantile: not suspiciously even either
}

}  // namespace
}  // namespace xil
