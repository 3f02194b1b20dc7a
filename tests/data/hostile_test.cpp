#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/files/dataset_root.h"
#include "tests/support/image_files.h"
#include "tests/support/mutated_files.h"

// Built with sanitizers in every build. One allocation of the largest picture allowed (64 million pixels in three
// colours) passes, a larger one ends the program; freed memory is soon given back, so that the peak is that of xil.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=200:quarantine_size_mb=8"; }

namespace xil {
namespace {

constexpr std::uint32_t kFilesPerMutation = 250;

/// The picture; nothing if it is refused, for which the message must name the file and be one line.
std::optional<Image> decode_or_refuse(const DatasetRoot& root, const std::string& name) {
  try {
    const Bytes bytes = root.read(name);
    const PictureHeader header = read_header(bytes, name, SourceParams().max_megapixels);
    const Image image = decode_picture(bytes, name, {});
    EXPECT_EQ(decode_picture(bytes, name, {}), image) << name << " decodes differently the second time";
    EXPECT_EQ(image.height, header.height) << name;
    EXPECT_EQ(image.width, header.width) << name;
    EXPECT_EQ(image.channels, 3) << name;
    return image;
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_EQ(error.exit_code(), 1) << message;
    EXPECT_TRUE(message.starts_with(name + ": ")) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    return std::nullopt;
  }
}

void expect_whole(const Sample& sample, const std::optional<Image>& image, const std::string& name) {
  ASSERT_TRUE(image.has_value()) << name;
  EXPECT_EQ(image->size(), sample.image.size()) << name;
  EXPECT_TRUE(!sample.lossless || *image == sample.image) << name;
}

void expect_refused(const DatasetRoot& root, const std::string& name, const std::string& reason) {
  try {
    decode_picture(root.read(name), name, {});
    ADD_FAILURE() << name << " was accepted";
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_TRUE(message.starts_with(name + ": ")) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
  }
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Hostile : public testing::Test {
 protected:
  Hostile() { files_.write("whole.png", encode_png(Image(1, 2, 2))); }
  DatasetRoot root() const { return DatasetRoot(files_.root()); }
  /// Every test: nothing is printed by a library, and the peak of memory grows by less than one large picture.
  void SetUp() override {
    peak_before_ = peak_megabytes();
    testing::internal::CaptureStderr();
  }
  void TearDown() override {
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    const double growth = peak_megabytes() - peak_before_;
    RecordProperty("peak_growth_mb", std::to_string(growth));
    EXPECT_LT(growth, 100);
  }

  ImageFiles files_;
  double peak_before_ = 0;
};

TEST_F(Hostile, WholeFilesDecodeUnderAnyName) {
  for (const Sample& sample : corpus()) {
    for (const char* name : {"a.png", "a.jpg", "a.bmp"}) {
      files_.write(name, sample.bytes);
      expect_whole(sample, decode_or_refuse(root(), name), name);
    }
  }
}

TEST_F(Hostile, EveryBeginningOfAFileIsRefused) {
  for (const Sample& sample : corpus()) {
    for (std::size_t kept = 0; kept < sample.bytes.size(); ++kept) {
      const std::string name = "a" + sample.ending;
      EXPECT_THROW(decode_picture(ByteView(sample.bytes).first(kept), name, {}), Error)
          << kept << " of " << sample.bytes.size() << " bytes of " << name;
    }
  }
}

/// Number in kMutations.
class MutatedFiles : public Hostile, public testing::WithParamInterface<std::uint32_t> {};

TEST_P(MutatedFiles, AreRefusedByNameOrDecodeAsTheirHeaderSays) {
  const Mutation& mutation = kMutations[GetParam()];
  const std::vector<Sample> samples = corpus();
  int accepted = 0, refused = 0, unchanged = 0;
  for (std::uint32_t i = 0; i < kFilesPerMutation; ++i) {
    Rng rng(4, {.purpose = Purpose::Test, .round = GetParam(), .item = i});
    const Sample& sample = samples[i % samples.size()];
    const Bytes bytes = mutation.apply(sample.bytes, samples[place(rng, samples.size())], rng);
    const std::string name = std::string(mutation.name) + std::to_string(i) + sample.ending;
    files_.write(name, bytes);
    const std::optional<Image> image = decode_or_refuse(root(), name);
    ++(bytes == sample.bytes ? unchanged : image ? accepted : refused);
    const Fate fate = bytes == sample.bytes ? Fate::Same : sample.is_png() ? mutation.png : mutation.others;
    EXPECT_FALSE(fate == Fate::Refused && image.has_value()) << name;
    if (fate == Fate::Same) expect_whole(sample, image, name);
  }
  RecordProperty("refused", refused);
  RecordProperty("accepted", accepted);
  RecordProperty("unchanged", unchanged);
}

INSTANTIATE_TEST_SUITE_P(Hostile, MutatedFiles, testing::Range<std::uint32_t>(0, kMutations.size()),
                         [](const auto& tested) { return std::string(kMutations[tested.param].name); });

TEST_F(Hostile, FilesThatUnpackToHugePicturesAreRefusedUnopened) {
  const Bytes huge = png_of_zeros(20000, 20000);
  EXPECT_LT(huge.size(), 400'000U);
  files_.write("huge.png", huge);
  expect_refused(root(), "huge.png", "20000 x 20000 pixels are more than max_megapixels: 64 allows");
  Bytes header_only = huge;
  header_only.resize(kPngSecondChunk);
  files_.write("header.png", header_only);
  expect_refused(root(), "header.png", "20000 x 20000 pixels are more than max_megapixels");
  files_.write("long.png", png_of_zeros(70000, 1));
  expect_refused(root(), "long.png", "70000 x 1 pixels");
  files_.write("small.png", png_of_zeros(700, 500));  // what the huge one would be, if it were small
  EXPECT_EQ(decode_or_refuse(root(), "small.png"), Image(3, 500, 700, 0));
}

TEST_F(Hostile, HeadersThatClaimMorePixelsThanThereAreCostNoMemory) {
  constexpr std::uint32_t kSide = 7999;  // 64 megapixels: just allowed
  files_.write("claims.png", png_of_chunks({kSide, kSide, 8, kPngRgb}, {png_chunk("IDAT", zlib(Bytes(50)))}));
  expect_refused(root(), "claims.png", "its pixels end too early");
  Bytes bmp = encode_bmp(Image(1, 4, 4));
  bmp[19] = bmp[23] = kSide / 256;
  files_.write("claims.bmp", bmp);
  expect_refused(root(), "claims.bmp", "truncated BMP");
  for (const Bytes& whole : {kJpeg420, kJpegGrey, kJpegProgressive}) {
    Bytes jpeg = whole;
    const Bytes size = {8, 0, 13, 0, 19};  // bits, height, width
    const auto at = std::ranges::search(jpeg, size).begin();
    at[1] = at[3] = kSide / 256;
    files_.write("claims.jpg", jpeg);
    expect_refused(root(), "claims.jpg", "truncated or damaged JPEG");
    at[1] = at[3] = 0xFF;
    files_.write("huge.jpg", jpeg);
    expect_refused(root(), "huge.jpg", "65299 x 65293 pixels are more than max_megapixels");
  }
}

TEST_F(Hostile, WhatIsNoFileOfTheSetIsRefused) {
  std::filesystem::create_directory(files_.root() / "folder.png");
  ASSERT_EQ(::mkfifo((files_.root() / "pipe.png").c_str(), 0600), 0);
  const ImageFiles elsewhere;
  elsewhere.write("secret.png", encode_png(Image(1, 2, 2)));
  std::filesystem::create_symlink(elsewhere.root() / "secret.png", files_.root() / "link.png");
  expect_refused(root(), "folder.png", "not a regular file");
  expect_refused(root(), "pipe.png", "not a regular file");
  expect_refused(root(), "link.png", "leads out of the dataset's root");
}

}  // namespace
}  // namespace xil
