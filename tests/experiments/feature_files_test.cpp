#include "experiments/data/feature_files.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "experiments/data/file_lock.h"
#include "framework/core/base/error.h"
#include "framework/store/sets/feature_file.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

Matrix table_of(float first) {
  Matrix table(7, 3);
  for (std::size_t i = 0; i < table.values.size(); ++i) table.values[i] = first + static_cast<float>(i) / 3;
  return table;
}

class FeatureFolder : public testing::Test {
 protected:
  FeatureCache::Table get(FeatureCache& cache, const std::string& key, float first = 1) {
    return cache.get(key, [&] {
      ++made_;
      return table_of(first);
    });
  }
  std::filesystem::path only_file() const {
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "features")) {
      if (entry.path().extension() == ".h5") file = entry.path();
    }
    return file;
  }

  ScratchFolder folder_;
  int made_ = 0;
};

TEST_F(FeatureFolder, GivesEveryProcessWhatOneHasMade) {
  FeatureFiles one(folder_ / "features"), other(folder_ / "features");
  EXPECT_EQ(*get(one, "key"), table_of(1));
  EXPECT_EQ(*get(other, "key", 5), table_of(1));
  EXPECT_EQ(*get(other, "key", 5), table_of(1));
  EXPECT_EQ(made_, 1);
  EXPECT_EQ(*get(other, "other key", 5), table_of(5));
  EXPECT_EQ(made_, 2);
}

TEST_F(FeatureFolder, LetsOneMakeWhileOthersWait) {
  std::atomic<int> made = 0;
  std::vector<std::thread> processes;
  for (int i = 0; i < 4; ++i) {
    processes.emplace_back([&] {
      FeatureFiles own(folder_ / "features");
      own.get("key", [&] {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return table_of(2);
      });
    });
  }
  for (std::thread& process : processes) process.join();
  EXPECT_EQ(made, 1);
}

TEST_F(FeatureFolder, MakesAgainWhatIsDamaged) {
  FeatureFiles one(folder_ / "features");
  get(one, "key");
  const auto file = only_file();
  std::string bytes;
  std::getline(std::ifstream(file, std::ios::binary), bytes, '\0');
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  EXPECT_THROW(check_feature_file(file), Error);
  FeatureFiles other(folder_ / "features");
  EXPECT_EQ(*get(other, "key", 3), table_of(3));
  EXPECT_NO_THROW(check_feature_file(file)) << "replaced by a good one";
}

TEST_F(FeatureFolder, NeverGivesTheFeaturesOfAnotherKey) {
  FeatureFiles one(folder_ / "features");
  get(one, "key");
  EXPECT_THROW(read_feature_file(only_file(), "other key"), Error);
}

TEST_F(FeatureFolder, OnlySavesTimeAndFailsNoRun) {
  std::ofstream(folder_ / "features") << "a file where the folder should be";
  FeatureFiles cache(folder_ / "features");
  EXPECT_EQ(*get(cache, "key"), table_of(1));
  EXPECT_EQ(*get(cache, "key", 4), table_of(1)) << "kept in memory";
}

TEST_F(FeatureFolder, WaitsForALockNoLongerThanItIsPatient) {
  const auto file = folder_ / "lock";
  const auto seconds = [](auto duration) { return std::chrono::duration<double>(duration).count(); };
  const auto begin = std::chrono::steady_clock::now();
  const FileLock held(file);
  const FileLock other(file, std::chrono::milliseconds(100));  // flock's locks belong to open files, not to processes
  EXPECT_GE(seconds(std::chrono::steady_clock::now() - begin), 0.1);
}

}  // namespace
}  // namespace xil
