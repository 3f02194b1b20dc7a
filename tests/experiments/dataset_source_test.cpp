#include "experiments/data/dataset_source.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "framework/data/codecs/encode.h"
#include "framework/store/files/files.h"
#include "framework/store/sets/packed_set.h"
#include "tests/support/image_files.h"
#include "tests/support/packed_sets.h"
#include "tests/support/store_files.h"

namespace xil {
namespace {

using Names = std::vector<std::string>;
namespace fs = std::filesystem;

constexpr std::size_t kItems = 40;
const std::string kPicture = "ok/100.png";

/// An image_folder of ok items and of cracks with masks, and a folder for the cache.
class Datasets : public testing::Test {
 protected:
  Datasets() {
    for (std::size_t i = 0; i < kItems; ++i) {
      Rng rng(3, {Purpose::Test, 0, static_cast<std::uint32_t>(i)});
      Image image(1, 30, 20), mask(1, 30, 20);
      for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(rng.below(256));
      mask.at(0, static_cast<int>(rng.below(30)), 7) = 255;
      const std::string name = std::to_string(100 + i) + ".png";
      files_.write((i % 2 == 0 ? "ok/" : "defect/crack/") + name, encode_png(image));
      if (i % 2 == 1) files_.write("masks/crack/" + name, encode_png(mask));
    }
    read_source_ = DatasetSource({}).source(folder());
  }
  ComponentSpec folder(Value::Map more = {}) const {
    ComponentSpec spec = image_set("image_folder", files_.root());
    for (const auto& [key, value] : more) spec.params.set(key, value);
    return spec;
  }
  ComponentSpec packed(Value::Map more = {}) const {
    ComponentSpec spec = folder({{"root", Value(std::string())}, {"packed", Value((scratch_ / "set.h5").string())}});
    for (const auto& [key, value] : more) spec.params.set(key, value);
    return spec;
  }
  fs::path cache() const { return scratch_ / "deep/cache"; }
  Names kept() const {
    Names names = fs::exists(cache()) ? names_in(cache()) : Names();
    std::erase_if(names, [](const std::string& name) { return name.starts_with("lock-"); });
    return names;
  }
  /// The only set in the cache.
  fs::path kept_set() const {
    const Names names = kept();
    require(names.size() == 1 && names[0].ends_with(".h5"), "{} sets are kept, not one", names.size());
    return cache() / names[0];
  }
  /// Items that another process would have to decode; the set is the right one however it comes.
  std::size_t decoded_items(const fs::path& cache_folder) const {
    DatasetSource source(cache_folder);
    EXPECT_EQ(differences(*source.source(folder()), *read_source_), Names{});
    return source.decoded_items();
  }
  /// Other bytes with the size and the time of those that were there.
  void spoil_picture() const {
    const fs::path file = files_.root() / kPicture;
    const auto time = fs::last_write_time(file);
    write_text(file, std::string(fs::file_size(file), 'x'));
    fs::last_write_time(file, time);
  }

  const ImageFiles files_;
  const ScratchFolder scratch_;
  std::shared_ptr<const SourceSet> read_source_;
};

TEST_F(Datasets, AreDecodedOnceForAllProcesses) {
  EXPECT_EQ(decoded_items(cache()), kItems);
  EXPECT_EQ(decoded_items(cache()), 0u);
  EXPECT_EQ(decoded_items({}), kItems) << "without a cache there is nothing to share";
  spoil_picture();
  EXPECT_EQ(decoded_items(cache()), 0u) << "pictures are not even opened";
  EXPECT_NE(message_of([&] { DatasetSource({}).source(folder()); }).find(kPicture), std::string::npos);
}

TEST_F(Datasets, AreDecodedByOneOfTheProcessesThatWantThemAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(60);
      DatasetSource source(cache());
      const bool same = differences(*source.source(folder()), *read_source_).empty();
      ::_exit(!same ? 9 : source.decoded_items() > 0 ? 1 : 0);
    }
    children.push_back(child);
  }
  int decoders = 0;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    decoders += WEXITSTATUS(status);
  }
  EXPECT_EQ(decoders, 1);
}

TEST_F(Datasets, ShareTheLastSetWithinAProcess) {
  DatasetSource source({});
  const auto first = source.get(folder(), 1);
  EXPECT_EQ(source.get(folder(), 1), first);
  const auto other = source.get(folder(), 2);
  EXPECT_NE(other->info().digest, first->info().digest) << "another split";
  const auto larger = source.get(folder({{"test_share", Value(0.5)}, {"title", Value(std::string("other"))}}), 2);
  EXPECT_NE(larger->info().digest, other->info().digest) << "other shares";
  EXPECT_EQ(source.decoded_items(), kItems) << "splits share the pictures";
  source.get(folder({{"size", Value(Value::List{Value(std::int64_t{8})})}}), 1);
  EXPECT_EQ(source.decoded_items(), 2 * kItems);
  source.get(folder(), 1);
  EXPECT_EQ(source.decoded_items(), 3 * kItems) << "only the last one is kept";
}

TEST_F(Datasets, MayBeMade) {
  DatasetSource source(cache());
  const Value params(Value::Map{{"items", Value(std::int64_t{40})}, {"size", Value(std::int64_t{32})}});
  const ComponentSpec welds{"weld_seams",
                            find_entry(dataset_table(), "weld_seams", "dataset").resolve(params, "dataset")};
  const auto first = source.get(welds, 1);
  EXPECT_EQ(first->info().name, "weld_seams");
  EXPECT_EQ(source.get(welds, 1), first);
  EXPECT_NE(source.get(welds, 2), first);
  EXPECT_EQ(kept(), Names{});
}

TEST_F(Datasets, AreDecodedAgainWhereFilesOrParametersDiffer) {
  decoded_items(cache());
  const auto decoded = [&](Value::Map more) {
    DatasetSource source(cache());
    source.source(folder(std::move(more)));
    return source.decoded_items();
  };
  EXPECT_EQ(decoded({{"mask_threshold", Value(std::int64_t{1})}}), kItems);
  EXPECT_EQ(decoded({{"max_megapixels", Value(2.0)}}), kItems) << "`damaged: skip` goes by it";
  EXPECT_EQ(decoded({{"test_share", Value(0.5)}}), 0u) << "the split is not decoded";
  const fs::path file = files_.root() / kPicture;
  fs::last_write_time(file, fs::last_write_time(file) - std::chrono::seconds(5));
  EXPECT_EQ(decoded({}), kItems) << "another time";
  files_.write("ok/more.png", encode_png(Image(1, 30, 20, 9)));
  EXPECT_EQ(decoded({}), kItems + 1) << "another file";
  fs::remove(files_.root() / "masks/crack/101.png");
  EXPECT_EQ(decoded({}), kItems + 1) << "a mask less";
}

TEST_F(Datasets, DoNotComeFromADamagedCache) {
  decoded_items(cache());
  const fs::path file = kept_set();
  const std::string bytes = read_file(file);
  std::string flipped = bytes;
  flipped[bytes.size() / 2] ^= 1;
  for (const std::string& damaged :
       {std::string(), bytes.substr(0, bytes.size() / 2), flipped, std::string(100, 'x')}) {
    write_text(file, damaged);
    EXPECT_EQ(decoded_items(cache()), kItems);
    EXPECT_EQ(read_file(file), bytes) << "it is written anew";
    EXPECT_EQ(decoded_items(cache()), 0u);
  }
}

TEST_F(Datasets, DoNotComeFromAFolderThatOthersCouldHaveWritten) {
  decoded_items(cache());
  for (const auto who : {fs::perms::group_write, fs::perms::others_write}) {
    fs::permissions(cache(), fs::perms::owner_all | who);
    EXPECT_EQ(decoded_items(cache()), kItems);
  }
  fs::permissions(cache(), fs::perms::owner_all);
  EXPECT_EQ(decoded_items(cache()), 0u);
  fs::create_symlink(cache(), scratch_ / "link");
  EXPECT_EQ(decoded_items(scratch_ / "link"), kItems);
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give the folder away";
  ASSERT_EQ(::chown(cache().c_str(), 12345, 12345), 0);
  EXPECT_EQ(decoded_items(cache()), kItems);
}

TEST_F(Datasets, KeepOthersOutOfTheirCache) {
  decoded_items(cache());
  EXPECT_EQ(fs::status(cache()).permissions(), fs::perms::owner_all);
}

TEST_F(Datasets, DoNotNeedTheirCache) {
  write_text(scratch_ / "plain", "a file");
  EXPECT_EQ(decoded_items(scratch_ / "plain/cache"), kItems) << "the folder cannot be made";
  EXPECT_EQ(decoded_items(scratch_ / "plain"), kItems) << "no folder";
  const int outcome = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 5;
    DatasetSource source(cache());
    return differences(*source.source(folder()), *read_source_).empty() ? 0 : 1;
  });
  EXPECT_EQ(outcome, 0) << "the disk is full";
  EXPECT_EQ(kept(), Names{}) << "and nothing is left of the attempt";
}

TEST_F(Datasets, ThatCannotBeReadFailEachTimeAlike) {
  write_text(files_.root() / kPicture, "no picture");
  const std::string plain = message_of([&] { DatasetSource({}).source(folder()); });
  EXPECT_NE(plain.find(kPicture), std::string::npos) << plain;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(message_of([&] { DatasetSource(cache()).source(folder()); }), plain);
  }
  EXPECT_EQ(kept(), Names{});
}

TEST_F(Datasets, ThatSkipWhatLeadsOutOfTheirFolderAreReadAllTheSame) {
  fs::remove(files_.root() / kPicture);
  write_text(scratch_ / "outside.png", "secret");
  fs::create_symlink(scratch_ / "outside.png", files_.root() / kPicture);
  const ComponentSpec spec = folder({{"damaged", Value(std::string("skip"))}});
  EXPECT_EQ(DatasetSource(cache()).source(spec)->items.size(), kItems - 1);
}

TEST_F(Datasets, LeaveTheMostRecentlyUsedInTheCache) {
  decoded_items(cache());
  const fs::path used = kept_set();
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(used, now - std::chrono::hours(1000));
  decoded_items(cache());  // it is read, and so it is the youngest
  for (std::size_t i = 0; i < NodeCache::kMostSets; ++i) {
    const fs::path older = cache() / fmt::format("older-{}.h5", i);
    write_text(older, "another set");
    fs::last_write_time(older, now - std::chrono::hours(10 + static_cast<int>(i)));
  }
  write_text(cache() / "a.h5.partial-node-1", "being written");
  write_text(cache() / "b.h5.partial-node-2", "left by a dead process");
  fs::last_write_time(cache() / "b.h5.partial-node-2", now - std::chrono::hours(25));
  DatasetSource(cache()).source(folder({{"mask_threshold", Value(std::int64_t{1})}}));
  const Names names = kept();
  EXPECT_EQ(names.size(), NodeCache::kMostSets + 1) << "and what is being written";
  const auto has = [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); };
  EXPECT_TRUE(has(used.filename()));
  EXPECT_TRUE(has("a.h5.partial-node-1"));
  EXPECT_FALSE(has("b.h5.partial-node-2"));
  EXPECT_TRUE(has("older-0.h5"));
  EXPECT_FALSE(has("older-6.h5")) << "the two that were used longest ago went";
  EXPECT_FALSE(has("older-7.h5"));
}

TEST_F(Datasets, MayComeFromAPackedFile) {
  write_packed_set(scratch_ / "set.h5", *read_source_, source_spec(folder()));
  DatasetSource source(cache()), files({});
  EXPECT_EQ(differences(*source.source(packed()), *read_source_), Names{});
  EXPECT_EQ(source.get(packed(), 4)->info().digest, files.get(folder(), 4)->info().digest);
  EXPECT_EQ(source.decoded_items(), 0u);
  EXPECT_EQ(kept(), Names{}) << "it is a file that one can read already";
}

TEST_F(Datasets, AreNotTakenFromAFileThatWasPackedOtherwise) {
  write_packed_set(scratch_ / "set.h5", *read_source_, source_spec(folder()));
  const auto refusal = [&](const ComponentSpec& spec) { return message_of([&] { DatasetSource({}).source(spec); }); };
  const Value other_size(Value::List{Value(std::int64_t{24})});
  EXPECT_EQ(refusal(packed({{"size", other_size}})),
            fmt::format("'{}': 'size' is [24], but the file was packed with [16]: leave it out, or pack the set again",
                        (scratch_ / "set.h5").string()));
  ComponentSpec casting = packed();
  casting.name = "casting";
  EXPECT_NE(refusal(casting).find("'name' is \"casting\", but the file holds the dataset 'image_folder'"),
            std::string::npos)
      << refusal(casting);
  EXPECT_EQ(refusal(packed({{"groups", Value(std::string("near_duplicates"))}, {"max_megapixels", Value(1.0)}})), "");
  fs::remove(scratch_ / "set.h5");
  EXPECT_NE(refusal(packed()).find("there is no such file"), std::string::npos);
}

TEST_F(Datasets, AreCachedWhereTheUserSays) {
  const std::string own = fmt::format("xil-cache-{}", ::geteuid());
  ::setenv("XIL_CACHE", scratch_.path().c_str(), 1);
  EXPECT_EQ(node_cache(), scratch_ / own);
  ::setenv("XIL_CACHE", "none", 1);
  EXPECT_EQ(node_cache(), fs::path());
  ::unsetenv("XIL_CACHE");
  EXPECT_EQ(node_cache(), fs::temp_directory_path() / own);
}

}  // namespace
}  // namespace xil
