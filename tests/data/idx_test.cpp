#include "framework/data/codecs/idx.h"

#include <gtest/gtest.h>

#include <functional>

#include "framework/core/base/error.h"
#include "framework/core/numeric/rng.h"
#include "tests/support/idx_files.h"
#include "tests/support/scratch_folder.h"

namespace xil {
namespace {

constexpr std::string_view kMend = "put it back";

// Python: gzip.compress(header of 2 x 3 x 4 unsigned bytes + bytes((i*i) % 7 for i in range(24)),
// 9, mtime=0)
const Bytes kFromPython = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xe0, 0x60,
                           0x66, 0x60, 0x60, 0x60, 0x02, 0x62, 0x10, 0xcd, 0xc2, 0xc0, 0xc8, 0xc2, 0xc4, 0xc4,
                           0xc2, 0x88, 0x41, 0x01, 0x00, 0xdd, 0xb2, 0xdc, 0xa5, 0x28, 0x00, 0x00, 0x00};

Bytes squares_mod_7() {
  Bytes values;
  for (int i = 0; i < 24; ++i) values.push_back(static_cast<std::uint8_t>(i * i % 7));
  return values;
}

class Idx : public testing::Test {
 protected:
  IdxArray read(const Bytes& bytes, std::size_t rank) const {
    write_bytes(file_, bytes);
    return read_idx(file_, rank, kMend);
  }
  /// The message with which the bytes are rejected.
  std::string rejection(const Bytes& bytes, std::size_t rank) const {
    write_bytes(file_, bytes);
    return rejection_of_file(rank);
  }
  std::string rejection_of_file(std::size_t rank) const {
    try {
      read_idx(file_, rank, kMend);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), 1);
      return error.what();
    }
    return "accepted";
  }
  /// Every message is one line that begins with the file and ends with what to do.
  void expect_rejection(const Bytes& bytes, std::size_t rank, const std::string& reason) const {
    const std::string message = rejection(bytes, rank);
    EXPECT_TRUE(message.starts_with(file_.string() + ": " + reason)) << message;
    EXPECT_TRUE(message.ends_with("; put it back")) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }

  ScratchFolder folder_;
  std::filesystem::path file_ = folder_.path() / "a.gz";
};

TEST_F(Idx, ReadsWhatPythonCompressed) {
  const IdxArray array = read(kFromPython, 3);
  EXPECT_EQ(array.dims, (std::vector<std::size_t>{2, 3, 4}));
  EXPECT_EQ(array.values, squares_mod_7());
}

TEST_F(Idx, ReadsOneDimensionAndSeveralStoredBlocks) {
  Bytes values(200000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i * 7);
  const IdxArray array = read(gzip(idx({200000}, values)), 1);
  EXPECT_EQ(array.dims, std::vector<std::size_t>{200000});
  EXPECT_EQ(array.values, values);
}

TEST_F(Idx, ReadsSeveralGzipMembersAsOneStream) {
  const Bytes whole = idx({2, 3, 4}, squares_mod_7());
  Bytes bytes = gzip(Bytes(whole.begin(), whole.begin() + 9));
  const Bytes second = gzip(Bytes(whole.begin() + 9, whole.end()));
  bytes.insert(bytes.end(), second.begin(), second.end());
  EXPECT_EQ(read(bytes, 3).values, squares_mod_7());
}

TEST_F(Idx, RejectsAMissingFileAndAFolder) {
  EXPECT_EQ(rejection_of_file(1), file_.string() + ": no such file; put it back");
  std::filesystem::create_directory(file_);
  EXPECT_EQ(rejection_of_file(1), file_.string() + ": not a file; put it back");
}

TEST_F(Idx, RejectsOtherFormats) {
  expect_rejection({}, 1, "truncated gzip file");
  expect_rejection({'h', 'e', 'l', 'l', 'o'}, 1, "damaged gzip file (incorrect header check)");
  expect_rejection(idx({3}, {1, 2, 3}), 1, "damaged gzip file (incorrect header check)");
  expect_rejection(gzip({1, 2, 3, 4, 5}), 1, "no IDX file (it begins with 01 02 03 04)");
  expect_rejection(gzip(idx({3}, {1, 2, 3}, 13)), 1, "holds IDX type 0x0d");
  expect_rejection(gzip(idx({3}, {1, 2, 3})), 3, "has 1 dimensions, 3 are expected");
}

TEST_F(Idx, RejectsTooFewAndTooManyValues) {
  expect_rejection(gzip({0, 0}), 1, "truncated IDX header");
  expect_rejection(gzip({0, 0, 8, 3, 0, 0, 0, 2, 0}), 3, "truncated IDX header");
  expect_rejection(gzip(idx({4}, {1, 2, 3})), 1, "truncated: 3 of 4 values");
  expect_rejection(gzip(idx({2}, {1, 2, 3})), 1, "has bytes after its 2 values");
}

TEST_F(Idx, RejectsAbsurdDimensionsBeforeAllocatingThem) {
  expect_rejection(gzip(idx({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, {1})), 3, "absurd dimensions");
  expect_rejection(gzip(idx({0x10000, 0x10000, 0x10000}, {1})), 3, "absurd dimensions");
  expect_rejection(gzip(idx({5, 0, 5}, {})), 3, "absurd dimensions 5 x 0 x 5");
  expect_rejection(gzip(idx({1 << 30}, {1})), 1, "truncated: too short for 1073741824 values");
}

TEST_F(Idx, RejectsWhatFollowsTheGzipStreamAndAWrongChecksum) {
  Bytes trailing = kFromPython;
  trailing.push_back(0);
  expect_rejection(trailing, 3, "truncated gzip file");
  trailing.insert(trailing.end(), {1, 2, 3});
  expect_rejection(trailing, 3, "damaged gzip file (incorrect header check)");
  Bytes checksum = kFromPython;
  checksum[checksum.size() - 6] ^= 1;
  expect_rejection(checksum, 3, "damaged gzip file (incorrect data check)");
}

TEST_F(Idx, RejectsEveryTruncation) {
  for (const Bytes& whole : {kFromPython, gzip(idx({2, 3, 4}, squares_mod_7()))}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      expect_rejection(part, 3, "truncated");
    }
  }
}

TEST_F(Idx, RejectsOrReadsRightlyWhateverBytesAreFlipped) {
  Rng rng(1, {Purpose::Test});
  for (int trial = 0; trial < 4000; ++trial) {
    Bytes bytes = trial % 2 == 0 ? kFromPython : gzip(idx({2, 3, 4}, squares_mod_7()));
    const auto flips = 1 + rng.below(3);
    for (std::uint64_t i = 0; i < flips; ++i) {
      bytes[rng.below(bytes.size())] ^= static_cast<std::uint8_t>(1 + rng.below(255));
    }
    try {
      EXPECT_EQ(read(bytes, 3).values, squares_mod_7()) << "trial " << trial;
    } catch (const Error& error) {
      EXPECT_TRUE(std::string_view(error.what()).ends_with("; put it back")) << error.what();
    }
  }
}

}  // namespace
}  // namespace xil
