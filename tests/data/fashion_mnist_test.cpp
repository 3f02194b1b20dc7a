#include "framework/data/sources/fashion_mnist.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "framework/core/base/error.h"
#include "tests/support/idx_files.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

using DatasetPtr = std::shared_ptr<const Dataset>;

/// What makes the two datasets differ in nothing but the type of their parameters.
DatasetPtr make(const FashionMnistParams& params, std::uint64_t seed) { return make_fashion_mnist(params, seed); }
DatasetPtr make(const DecoyFashionMnistParams& params, std::uint64_t seed) {
  return make_decoy_fashion_mnist(params, seed);
}

/// On a small stand-in, whose picture i has label i % 10 and the grey value i % 251 everywhere.
class FashionMnist : public testing::Test {
 protected:
  void SetUp() override { write_small_fashion_mnist(folder_.path()); }

  FashionMnistParams params(std::int64_t pool, std::int64_t validation, std::int64_t test) const {
    FashionMnistParams result;
    result.root = folder_.path().string();
    result.pool = pool;
    result.validation = validation;
    result.test = test;
    return result;
  }
  std::string rejection(const FashionMnistParams& asked, int exit_code) const {
    try {
      make_fashion_mnist(asked, 0);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), exit_code) << error.what();
      return error.what();
    }
    return "accepted";
  }

  ScratchFolder folder_;
};

std::map<std::pair<Split, int>, int> counts(const Dataset& dataset) {
  std::map<std::pair<Split, int>, int> result;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    ++result[{dataset.item(id).split, dataset.item(id).label}];
  }
  return result;
}

std::set<std::string> paths(const Dataset& dataset, Split split) {
  std::set<std::string> result;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    if (dataset.item(id).split == split) result.insert(dataset.item(id).path);
  }
  return result;
}

std::size_t source_index(const Item& item) { return std::stoul(item.path.substr(item.path.find('/') + 1)); }

TEST_F(FashionMnist, DrawsEverySplitEvenlyFromTheClasses) {
  auto asked = params(20, 8, 11);
  asked.classes = {7, 2, 4};
  const auto dataset = make(asked, 1);
  using enum Split;
  const std::map<std::pair<Split, int>, int> expected = {
      {{Pool, 0}, 7},       {{Pool, 1}, 7}, {{Pool, 2}, 6}, {{Validation, 0}, 3}, {{Validation, 1}, 3},
      {{Validation, 2}, 2}, {{Test, 0}, 4}, {{Test, 1}, 4}, {{Test, 2}, 3}};
  EXPECT_EQ(counts(*dataset), expected);
}

TEST_F(FashionMnist, NamesEachItemsSourceAndRenumbersLabels) {
  auto asked = params(20, 8, 11);
  asked.classes = {7, 2, 4};
  const auto dataset = make(asked, 1);
  EXPECT_EQ(dataset->info().class_names, (std::vector<std::string>{"sneaker", "pullover", "coat"}));
  EXPECT_EQ(dataset->info().positive_class, 1);
  for (ItemId id = 0; id < dataset->size(); ++id) {
    const Item& item = dataset->item(id);
    const std::size_t index = source_index(item);
    EXPECT_TRUE(item.path.starts_with(item.split == Split::Test ? "t10k/" : "train/"));
    EXPECT_EQ(asked.classes[static_cast<std::size_t>(item.label)], static_cast<std::int64_t>(index % 10));
    EXPECT_EQ(dataset->image(id), Image(1, 28, 28, static_cast<std::uint8_t>(index % 251)));
    EXPECT_EQ(dataset->defect(id), nullptr);
    EXPECT_EQ(dataset->confounder(id), nullptr);
  }
}

TEST_F(FashionMnist, OrdersPoolValidationTestAndKeepsThemDisjoint) {
  const auto dataset = make(params(100, 50, 50), 1);
  const auto pool = paths(*dataset, Split::Pool), validation = paths(*dataset, Split::Validation);
  EXPECT_EQ(pool.size(), 100u);
  EXPECT_EQ(validation.size(), 50u);
  EXPECT_EQ(paths(*dataset, Split::Test).size(), 50u);
  for (const std::string& path : validation) EXPECT_FALSE(pool.contains(path));
  for (ItemId id = 1; id < dataset->size(); ++id) {
    const Item &before = dataset->item(id - 1), &item = dataset->item(id);
    ASSERT_LE(before.split, item.split);
    if (before.split != item.split) continue;
    EXPECT_LT(source_index(before), source_index(item));
  }
}

TEST_F(FashionMnist, ZeroMeansAllForPoolAndTestAndNoneForValidation) {
  EXPECT_EQ(make(params(0, 0, 0), 1)->size(), 400u);
  const auto dataset = make(params(0, 30, 0), 1);
  EXPECT_EQ(paths(*dataset, Split::Pool).size(), 270u);
  EXPECT_EQ(paths(*dataset, Split::Validation).size(), 30u);
  EXPECT_EQ(paths(*dataset, Split::Test).size(), 100u);
}

TEST_F(FashionMnist, SplitFollowsTheSeedAndNothingElse) {
  const auto first = make(params(50, 20, 20), 1), same = make(params(50, 20, 20), 1);
  const auto other = make(params(50, 20, 20), 2);
  EXPECT_EQ(first->info().digest, same->info().digest);
  EXPECT_NE(first->info().digest, other->info().digest);
  for (const Split split : {Split::Pool, Split::Validation, Split::Test}) {
    EXPECT_EQ(paths(*first, split), paths(*same, split));
    EXPECT_NE(paths(*first, split), paths(*other, split));
  }
}

TEST_F(FashionMnist, ALargerPoolContainsTheSmallerOne) {
  const auto small = make(params(50, 20, 20), 1), large = make(params(100, 20, 20), 1);
  const auto inner = paths(*small, Split::Pool), outer = paths(*large, Split::Pool);
  EXPECT_TRUE(std::includes(outer.begin(), outer.end(), inner.begin(), inner.end()));
  EXPECT_EQ(paths(*small, Split::Validation), paths(*large, Split::Validation));
  EXPECT_EQ(paths(*small, Split::Test), paths(*large, Split::Test));
}

TEST_F(FashionMnist, RefusesMorePicturesThanThereAre) {
  EXPECT_EQ(rejection(params(300, 20, 20), 2),
            "'pool' asks for 30 pictures of class 0 (T-shirt), but only 28 are left in the train "
            "file: ask for fewer");
  EXPECT_NE(rejection(params(20, 301, 20), 2).find("'validation' asks for 31"), std::string::npos);
  EXPECT_NE(rejection(params(20, 20, 101), 2).find("'test' asks for 11"), std::string::npos);
}

TEST_F(FashionMnist, RefusesClassesWithoutAPicture) {
  EXPECT_NE(rejection(params(5, 20, 20), 2).find("'pool' leaves class 5 (sandal) without"), std::string::npos);
  EXPECT_NE(rejection(params(0, 300, 20), 2).find("'pool' leaves class 0"), std::string::npos);
}

TEST_F(FashionMnist, NamesTheFileThatIsMissingOrDoesNotFit) {
  const auto asked = params(20, 20, 20);
  const auto expect = [&](std::string_view file, std::string_view reason) {
    const std::string message = rejection(asked, 1);
    EXPECT_NE(message.find(file), std::string::npos) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
    EXPECT_NE(message.find("dataset-fashion-mnist"), std::string::npos) << message;
    EXPECT_NE(message.find("dataset.root"), std::string::npos) << message;
  };
  const auto labels = folder_.path() / "t10k-labels-idx1-ubyte.gz";
  write_bytes(labels, gzip(idx({3}, {0, 1, 2})));
  expect("t10k-labels-idx1-ubyte.gz", "3 labels for 100 pictures");
  write_bytes(labels, gzip(idx({100}, Bytes(100, 10))));
  expect("t10k-labels-idx1-ubyte.gz", "label 10 is none of the ten classes");
  write_bytes(labels, gzip(idx({100}, Bytes(99, 1))));
  expect("t10k-labels-idx1-ubyte.gz", "truncated");
  std::filesystem::remove(folder_.path() / "train-images-idx3-ubyte.gz");
  expect("train-images-idx3-ubyte.gz", "no such file");
  write_bytes(folder_.path() / "train-images-idx3-ubyte.gz", gzip(idx({2, 3, 3}, Bytes(18))));
  expect("train-images-idx3-ubyte.gz", "pictures of 3 x 3 pixels");
}

class DecoyFashionMnist : public FashionMnist {
 protected:
  DecoyFashionMnistParams decoy() const {
    DecoyFashionMnistParams result;
    static_cast<FashionMnistParams&>(result) = params(40, 10, 0);
    result.classes = {2, 4};
    return result;
  }
  DecoyFashionMnistParams published() const {
    DecoyFashionMnistParams result;
    static_cast<FashionMnistParams&>(result) = params(0, 50, 0);
    result.classes = {};
    result.values = {};
    result.corner = Corner::Random;
    return result;
  }
};

/// Top row and left column of an item's square; checks that its region is that square and nothing
/// else.
std::pair<int, int> square_corner(const Dataset& dataset, ItemId id, int side) {
  const Region* region = dataset.confounder(id);
  EXPECT_NE(region, nullptr);
  EXPECT_EQ(area(*region), static_cast<std::size_t>(side * side));
  const auto first = std::find(region->values.begin(), region->values.end(), 1);
  const int position = static_cast<int>(first - region->values.begin());
  const int top = position / 28, left = position % 28;
  for (int i = 0; i < side * side; ++i) {
    EXPECT_EQ(region->at(top + i / side, left + i % side), 1);
  }
  return {top, left};
}

// A picture's grey value is its number modulo 251; 0 and 1 are background.
TEST_F(DecoyFashionMnist, MarksObjectsAsTheyWereBeforeTheSquare) {
  DecoyFashionMnistParams asked = published();
  asked.mark_objects = true;
  const auto marked = make(asked, 3), plain = make(published(), 3);
  for (ItemId id = 0; id < marked->size(); ++id) {
    EXPECT_EQ(marked->image(id), plain->image(id));
    EXPECT_EQ(area(*marked->defect(id)), source_index(marked->item(id)) % 251 > 1 ? 784u : 0u);
    EXPECT_EQ(plain->defect(id), nullptr);
  }
}

TEST_F(DecoyFashionMnist, RegionIsExactlyWhatIsPainted) {
  for (const auto& asked : {decoy(), published()}) {
    const auto dataset = make(asked, 3);
    for (ItemId id = 0; id < dataset->size(); ++id) {
      const auto [top, left] = square_corner(*dataset, id, 4);
      const auto background = static_cast<std::uint8_t>(source_index(dataset->item(id)) % 251);
      const Image image = dataset->image(id);
      const Region& region = *dataset->confounder(id);
      for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        ASSERT_EQ(image.pixels[i], region.values[i] != 0 ? image.at(0, top, left) : background);
      }
    }
  }
}

TEST_F(DecoyFashionMnist, FixedCornerIsTheTopLeftOneAndTheSideIsFree) {
  auto asked = decoy();
  asked.square = 6;
  const auto dataset = make(asked, 3);
  for (ItemId id = 0; id < dataset->size(); ++id) {
    EXPECT_EQ(square_corner(*dataset, id, 6), (std::pair{0, 0}));
  }
}

TEST_F(DecoyFashionMnist, RandomCornersAreTheFourFlushOnesEquallyOften) {
  const auto dataset = make(published(), 3);
  std::map<std::pair<int, int>, int> corners;
  for (ItemId id = 0; id < dataset->size(); ++id) ++corners[square_corner(*dataset, id, 4)];
  ASSERT_EQ(corners.size(), 4u);
  for (const auto& [corner, count] : corners) {
    EXPECT_TRUE(corner.first == 0 || corner.first == 24);
    EXPECT_TRUE(corner.second == 0 || corner.second == 24);
    EXPECT_NEAR(count, 100, 35);  // Binomial(400, 1/4): standard deviation 8.7; 4 of them
  }
}

TEST_F(DecoyFashionMnist, ValueIsTheClassInPoolAndValidation) {
  const auto strong = make(decoy(), 3), weak = make(published(), 3);
  const std::vector<int> strong_values = {255, 90};
  for (ItemId id = 0; id < strong->size(); ++id) {
    const Item& item = strong->item(id);
    if (item.split == Split::Test) continue;
    EXPECT_EQ(strong->image(id).at(0, 0, 0), strong_values[static_cast<std::size_t>(item.label)]);
  }
  for (ItemId id = 0; id < weak->size(); ++id) {
    if (weak->item(id).split == Split::Test) continue;
    const auto [top, left] = square_corner(*weak, id, 4);
    EXPECT_EQ(weak->image(id).at(0, top, left), 255 - 25 * weak->item(id).label);
  }
}

TEST_F(DecoyFashionMnist, HintIsTheClassThatTheSquareSpeaksFor) {
  auto asked = decoy();
  asked.confounder_strength = 0.75;
  const auto dataset = make(asked, 1);
  const std::vector<int> greys = {255, 90};
  double untruthful = 0, honest = 0;
  for (ItemId id = 0; id < dataset->size(); ++id) {
    const Item& item = dataset->item(id);
    EXPECT_EQ(dataset->image(id).at(0, 0, 0), greys.at(static_cast<std::size_t>(item.hint)));
    if (item.split != Split::Test) (item.hint == item.label ? honest : untruthful) += 1;
  }
  EXPECT_NEAR(untruthful / (untruthful + honest), 0.25, 4 * std::sqrt(0.25 * 0.75 / (untruthful + honest)));
}

TEST_F(DecoyFashionMnist, DefaultValuesBelongToThePublishedClassNumbers) {
  auto asked = decoy();
  asked.values = {};
  const auto dataset = make(asked, 3);
  EXPECT_EQ(dataset->image(0).at(0, 0, 0), 255 - 25 * (dataset->item(0).label == 0 ? 2 : 4));
}

TEST_F(DecoyFashionMnist, DrawsTheSamePicturesAsThePlainSet) {
  const auto asked = decoy();
  const auto plain = make(static_cast<const FashionMnistParams&>(asked), 3), with = make(asked, 3);
  ASSERT_EQ(plain->size(), with->size());
  for (ItemId id = 0; id < plain->size(); ++id) EXPECT_EQ(plain->item(id).path, with->item(id).path);
  EXPECT_NE(plain->info().digest, with->info().digest);
}

}  // namespace
}  // namespace xil
