#include <gtest/gtest.h>
#include <sys/stat.h>

#include "framework/store/files/files.h"
#include "framework/store/sets/packed_set.h"
#include "tests/support/packed_sets.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

using Names = std::vector<std::string>;

class PackedSet : public testing::Test {
 protected:
  PackedSet() { write_packed_set(file_, set_, source_); }

  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / "set.h5";
  const SourceSet set_ = example_set();
  const ComponentSpec source_ =
      source_spec(image_folder({{"size", Value(Value::List{Value(std::int64_t{9}), Value(std::int64_t{13})})}}));
};

/// Fails with one line that names the file.
void expect_refusal(const std::filesystem::path& file, const std::string& part = "") {
  const std::function<void()> readers[] = {[&] { read_packed_header(file); }, [&] { read_packed_set(file); }};
  for (const auto& reader : readers) {
    const std::string message = message_of(reader);
    EXPECT_NE(message.find(file.string()), std::string::npos) << file << ": " << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST_F(PackedSet, ComesBackWithEveryMember) { EXPECT_EQ(differences(*read_packed_set(file_), set_), Names{}); }

TEST_F(PackedSet, MayBeLargerThanABlockAndHaveNoNotes) {
  SourceSet set = example_set(9000);  // the thumbnails are 9.2 MB
  set.notes.clear();
  write_packed_set(file_, set, source_);
  EXPECT_EQ(differences(*read_packed_set(file_), set), Names{});
}

TEST_F(PackedSet, KnowsItsOkClassAndWhichPartOfAPathNamesATile) {
  SourceSet set = example_set();
  set.name = "manifest";
  set.ok_label = kNoClass;
  for (SourceItem& item : set.items) {
    item.tile = "xywh=3,0,13,9";
    item.path += "#" + item.tile;
  }
  set.digest = digest_of(set);
  const Value params(Value::Map{{"classes", Value(Value::List{Value(set.class_names[0]), Value(set.class_names[1])})},
                                {"ok_class", Value(std::string(kNoOkClass))},
                                {"tiles", Value(Value::Map{{"size", Value(std::int64_t{13})}})}});
  write_packed_set(file_, set, source_spec(resolved(dataset_table(), "dataset", "manifest", params)));
  const auto read = read_packed_set(file_);
  EXPECT_EQ(differences(*read, set), Names{});
  EXPECT_EQ(read->ok_label, kNoClass);
  EXPECT_EQ(read->items.front().tile, "xywh=3,0,13,9");
  EXPECT_EQ(read->items.front().picture(), example_set().items.front().path);
}

TEST_F(PackedSet, SaysWhatItWasMadeFrom) {
  const PackedHeader header = read_packed_header(file_);
  EXPECT_EQ(header.dataset, "image_folder");
  EXPECT_EQ(header.params, to_json(source_.params));
  EXPECT_NE(header.params.find(R"("size": [9, 13])"), std::string::npos) << header.params;
  EXPECT_EQ(header.params.find("root"), std::string::npos) << "a place is no content: " << header.params;
  EXPECT_EQ(header.digest, set_.digest);
  EXPECT_EQ(header.items, set_.items.size());
}

TEST_F(PackedSet, HasTheSameBytesEachTime) {
  write_packed_set(folder_ / "again.h5", set_, source_);
  EXPECT_EQ(read_file(folder_ / "again.h5"), read_file(file_));
}

TEST_F(PackedSet, IsSmallerThanItsPixelsWhereTheyRepeat) {
  SourceSet set = example_set(100);
  for (SourceItem& item : set.items) {
    std::ranges::fill(item.image.pixels, std::uint8_t{7});
    std::ranges::fill(item.thumbnail, std::uint8_t{7});
  }
  set.digest = digest_of(set);
  write_packed_set(file_, set, source_);
  EXPECT_LT(std::filesystem::file_size(file_), 100U * kThumbnailSide * kThumbnailSide);
}

enum Outcome { Same = 0, Refused = 1, Changed = 2 };

/// In a child: HDF5 may not survive what it reads.
int read_in_child(const std::filesystem::path& file, const SourceSet& original) {
  return in_child([&]() -> int {
    try {
      return differences(*read_packed_set(file), original).empty() ? Same : Changed;
    } catch (const Error& error) {
      const std::string message = error.what();
      return message.find(file.string()) != std::string::npos && message.find('\n') == std::string::npos ? Refused : 97;
    }
  });
}

TEST_F(PackedSet, WithOneWrongBitIsRefusedOrNoDifferent) {
  constexpr std::size_t kFlips = 150;
  const std::string bytes = read_file(file_);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kFlips; ++i) {
    Rng rng(2, {Purpose::Test, 0, static_cast<std::uint32_t>(i)});
    const std::size_t position = (i * bytes.size() + rng.below(bytes.size())) / kFlips;
    std::string copy = bytes;
    copy[position] = static_cast<char>(copy[position] ^ (1 << rng.below(8)));
    write_text(folder_ / "flipped.h5", copy);
    const int outcome = read_in_child(folder_ / "flipped.h5", set_);
    EXPECT_TRUE(outcome == Same || outcome == Refused) << "byte " << position << ": " << outcome;
    refused += outcome == Refused ? 1 : 0;
  }
  EXPECT_GT(refused, kFlips / 4);
}

TEST_F(PackedSet, WithAnotherDigestThanItsContentIsRefused) {
  SourceSet wrong = set_;
  wrong.items[3].image.at(1, 2, 3) ^= 1;  // and the digest stays
  write_packed_set(file_, wrong, source_);
  const std::string message = message_of([&] { read_packed_set(file_); });
  EXPECT_NE(message.find("its content has not the digest that it was packed with; pack the set again"),
            std::string::npos)
      << message;
}

TEST_F(PackedSet, CutOffIsRefused) {
  const std::string bytes = read_file(file_);
  for (const std::size_t kept : {std::size_t{0}, std::size_t{7}, std::size_t{48}, bytes.size() / 2, bytes.size() - 1}) {
    write_text(folder_ / "cut.h5", bytes.substr(0, kept));
    expect_refusal(folder_ / "cut.h5");
  }
}

TEST_F(PackedSet, IsNotConfusedWithOtherFiles) {
  expect_refusal(folder_ / "none.h5", "there is no such file");
  expect_refusal(folder_.path(), "is a folder where a regular file");
  ASSERT_EQ(::mkfifo((folder_ / "pipe.h5").c_str(), 0600), 0);
  expect_refusal(folder_ / "pipe.h5", "is a pipe where a regular file");
  write_text(folder_ / "text.h5", "path,label\na.png,ok\n");
  expect_refusal(folder_ / "text.h5", "was not written by xil");
  const FakeDataset dataset(10, 6);
  example_run(dataset).commit(folder_ / "run.h5");
  expect_refusal(folder_ / "run.h5", "packed_version");
}

TEST_F(PackedSet, WhoseItemsDoNotFitIsNotWritten) {
  const auto message = [&](auto&& spoil) {
    SourceSet wrong = set_;
    spoil(wrong);
    return message_of([&] { write_packed_set(folder_ / "wrong.h5", wrong, source_); });
  };
  EXPECT_NE(message([](SourceSet& set) { set.items[2].image = Image(3, 9, 12); }).find(set_.items[2].path),
            std::string::npos);
  EXPECT_NE(message([](SourceSet& set) { set.items[1].defect = Region(9, 12); }).find(set_.items[1].path),
            std::string::npos);
  EXPECT_NE(message([](SourceSet& set) { set.items[0].thumbnail.pop_back(); }), "");
  EXPECT_NE(message([](SourceSet& set) { set.items.clear(); }), "");
  EXPECT_NE(message([](SourceSet& set) { set.name = "casting"; }), "");
  EXPECT_EQ(names_in(folder_.path()), Names{"set.h5"});
}

}  // namespace
}  // namespace xil
