#include "tests/fuzz/picture_targets.h"

#include <algorithm>
#include <utility>

#include "framework/data/codecs/idx.h"
#include "tests/fuzz/data/picture_target.h"
#include "tests/support/mutated_files.h"

namespace xil::fuzz {
namespace {

std::string big_endian(std::size_t value) {
  Bytes bytes;
  append_number(bytes, value, 4, true);
  return text_of(bytes);
}

Corpus files_with(const std::vector<std::string>& endings, const std::vector<Bytes>& more,
                  std::vector<std::string> tokens) {
  Corpus all{{}, std::move(tokens)};
  for (const Sample& sample : xil::corpus()) {
    if (std::ranges::find(endings, sample.ending) != endings.end()) all.seeds.push_back(text_of(sample.bytes));
  }
  for (const Bytes& bytes : more) all.seeds.push_back(text_of(bytes));
  return all;
}

/// Chunks are changed, lost, doubled and exchanged, and their checksums are right again; now and then the pixels
/// themselves.
class PngTarget final : public PictureTarget {
 public:
  PngTarget()
      : PictureTarget(files_with({".png"}, more(),
                                 {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "iCCP", "tEXt", "zTXt", "iTXt",
                                  "acTL", "eXIf", "sBIT", "bKGD"})) {}

 private:
  struct Chunk {
    std::string type, data;
  };
  static std::vector<Bytes> more() {
    const Bytes palette = png_chunk("PLTE", {10, 20, 30, 40, 50, 60}), alpha = png_chunk("tRNS", {0, 128});
    return {png({2, 2, 8, kPngRgba}, {{1, 2, 3, 4, 5, 6, 7, 8}, {9, 8, 7, 6, 5, 4, 3, 2}}),
            png({3, 1, 8, kPngGreyAlpha}, {{1, 255, 2, 0, 3, 128}}),
            png({2, 2, 16, kPngRgb}, {Bytes(12, 7), Bytes(12, 200)}),
            png({4, 1, 1, kPngPalette}, {{0b01010000}}, {palette, alpha})};
  }
  static std::vector<Chunk> chunks_of(const std::string& png) {
    std::vector<Chunk> chunks;
    for (std::size_t at = 8; at + 12 <= png.size();) {
      std::size_t length = 0;
      for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(png[at + i]);
      chunks.push_back({png.substr(at + 4, 4), png.substr(at + 8, length)});
      at += 12 + length;
    }
    return chunks;
  }
  std::string spoil(const std::string& seed, Rng& rng) const override {
    std::vector<Chunk> chunks = chunks_of(seed);
    do spoil_chunks(chunks, rng);
    while (rng.bernoulli(0.4));
    std::string out = seed.substr(0, 8);
    for (const Chunk& chunk : chunks) out += text_of(png_chunk(chunk.type, bytes_of(chunk.data)));
    return out;
  }
  void spoil_chunks(std::vector<Chunk>& chunks, Rng& rng) const {
    if (chunks.empty()) return;
    const std::size_t at = draw(rng, chunks.size());
    Chunk& chunk = chunks[at];
    switch (rng.below(8)) {
      case 0:
        chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 1:
        chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(at), Chunk(chunk));
        break;
      case 2:
        std::swap(chunk, chunks[draw(rng, chunks.size())]);
        break;
      case 3:
        chunk.type = rng.bernoulli(0.8) ? one_of(corpus().tokens, rng) : noise(rng, 4);
        chunk.type.resize(4, 'x');
        break;
      case 4:
        chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(at),
                      Chunk{one_of(corpus().tokens, rng), noise(rng, 40)});
        break;
      case 5:
        spoil_header(chunks.front().data, rng);
        break;
      case 6:
        spoil_pixels(chunks, rng);
        break;
      default:
        spoil_bytes(chunk.data, corpus(), rng);
    }
  }
  /// Sizes, depths and kinds that exist, in any combination.
  static void spoil_header(std::string& data, Rng& rng) {
    if (data.size() < 13) return;
    static const std::vector<std::size_t> kSides = {0,  1,    2,    3,     8,          12,        17,
                                                    31, 1000, 2000, 65536, 0x7FFFFFFF, 0xFFFFFFFF};
    static const std::string kDepths("\1\2\4\10\20", 5), kColours("\0\2\3\4\6", 5);
    switch (rng.below(5)) {
      case 0:
        data.replace(0, 4, big_endian(one_of(kSides, rng)));
        break;
      case 1:
        data.replace(4, 4, big_endian(one_of(kSides, rng)));
        break;
      case 2:
        data[8] = kDepths[draw(rng, kDepths.size())];
        break;
      case 3:
        data[9] = kColours[draw(rng, kColours.size())];
        break;
      default:
        data[12] = static_cast<char>(rng.below(3));
    }
  }
  /// Other rows, well compressed: more or fewer than the header says, with any filters.
  static void spoil_pixels(std::vector<Chunk>& chunks, Rng& rng) {
    std::string rows = noise(rng, 700);
    if (rng.bernoulli(0.1)) rows.resize(100'000 + draw(rng, 1'000'000));
    for (std::size_t i = 0; i < rows.size(); i += 1 + draw(rng, 40)) rows[i] = static_cast<char>(rng.below(6));
    const auto is_pixels = [](const Chunk& chunk) { return chunk.type == "IDAT"; };
    const auto found = std::ranges::find_if(chunks, is_pixels);
    if (found != chunks.end()) found->data = text_of(zlib(bytes_of(rows)));
  }
};

/// Segments are lost, doubled, exchanged and given other lengths; sizes, factors and tables are changed where they
/// stand.
class JpegTarget final : public PictureTarget {
 public:
  JpegTarget()
      : PictureTarget(
            files_with({".jpg", ".jpeg"}, {kJpeg420, kJpegGrey},
                       {"\xff\xd8", "\xff\xd9", "\xff\xc0", "\xff\xc2", "\xff\xc4", "\xff\xda", "\xff\xdb", "\xff\xdd",
                        "\xff\xd0", "\xff\xfe", "\xff\xe1", "\xff\xff", "Exif", "JFIF", "Adobe"})) {}

 private:
  /// Where the markers before the pixels stand, by the lengths of their segments.
  static std::vector<std::size_t> markers_of(const std::string& jpeg) {
    std::vector<std::size_t> places;
    for (std::size_t at = 2; at + 4 <= jpeg.size() && jpeg[at] == '\xff';) {
      places.push_back(at);
      if (jpeg[at + 1] == '\xda') break;
      at += 2 + (static_cast<std::size_t>(static_cast<unsigned char>(jpeg[at + 2])) << 8 |
                 static_cast<unsigned char>(jpeg[at + 3]));
    }
    places.push_back(jpeg.size());
    return places;
  }
  std::string spoil(const std::string& seed, Rng& rng) const override {
    const std::vector<std::size_t> places = markers_of(seed);
    std::vector<std::string> parts = {seed.substr(0, places.front())};
    for (std::size_t i = 0; i + 1 < places.size(); ++i)
      parts.push_back(seed.substr(places[i], places[i + 1] - places[i]));
    do spoil_parts(parts, rng);
    while (rng.bernoulli(0.4));
    std::string out;
    for (const std::string& part : parts) out += part;
    return out;
  }
  void spoil_parts(std::vector<std::string>& parts, Rng& rng) const {
    const std::size_t at = draw(rng, parts.size());
    std::string& part = parts[at];
    switch (rng.below(6)) {
      case 0:
        part.clear();
        break;
      case 1:
        parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(at), std::string(part));
        break;
      case 2:
        std::swap(part, parts[draw(rng, parts.size())]);
        break;
      case 3:
        if (part.size() > 4) part.replace(2, 2, noise(rng, 2));
        break;
      case 4:
        spoil_bytes(part, corpus(), rng);
        break;
      default:
        spoil_frame(parts, rng);
    }
  }
  static void spoil_frame(std::vector<std::string>& parts, Rng& rng) {
    for (std::string& part : parts) {
      const bool frame = part.size() > 12 && part[0] == '\xff' && (part[1] == '\xc0' || part[1] == '\xc2');
      if (frame)
        part[4 + draw(rng, part.size() - 4)] = static_cast<char>(rng.bernoulli(0.5) ? rng.below(256) : rng.below(5));
    }
  }
};

class BmpTarget final : public PictureTarget {
 public:
  BmpTarget() : PictureTarget(files_with({".bmp"}, {}, {"BM"})) {}

 private:
  std::string spoil(const std::string& seed, Rng& rng) const override {
    static const std::vector<std::size_t> kFields = {2, 10, 14, 18, 22, 26, 28, 30, 34, 46, 50};
    static const std::string kDepths("\1\4\10\20\30\40", 6);
    std::string bytes = seed;
    do {
      std::string number = nasty_number(rng);
      number.resize(std::min<std::size_t>(number.size(), 4));
      if (rng.bernoulli(0.3)) number = std::string(1, static_cast<char>(rng.below(64)));
      const std::size_t field = one_of(kFields, rng);
      if (field == 28 && rng.bernoulli(0.7)) number = std::string(1, kDepths[draw(rng, kDepths.size())]);
      bytes.replace(field, number.size(), number);
    } while (rng.bernoulli(0.4));
    if (rng.bernoulli(0.2)) bytes.resize(bytes.size() + draw(rng, 5000));
    return bytes;
  }
};

/// Inputs are arrays before they are compressed, now and then the compressed bytes.
class IdxTarget final : public Target {
 public:
  std::vector<std::string> seeds() const override {
    return {text_of(gzip(idx({2, 3, 4}, Bytes(24, 7)))), text_of(gzip(idx({5, 1, 1}, {1, 2, 3, 4, 5}))),
            text_of(gzip(idx({40, 28, 28}, Bytes(40 * 28 * 28, 3))))};
  }
  // clang-format off
  std::string mutated(Rng& rng) const override {
    const Corpus plain{{text_of(idx({2, 3, 4}, Bytes(24, 7))), text_of(idx({5, 1, 1}, {1, 2, 3, 4, 5}))}, {}}, packed{seeds(), {"\x1f\x8b\x08"}};
    if (rng.bernoulli(0.3)) return spoiled_bytes(one_of(packed.seeds, rng), packed, rng);
    std::string array = one_of(plain.seeds, rng);
    if (rng.bernoulli(0.5)) array.replace(4 + 4 * draw(rng, 3), 4, (nasty_number(rng) + std::string(4, '\0')).substr(0, 4));
    else array = spoiled_bytes(array, plain, rng);
    std::string file = text_of(gzip(bytes_of(array)));
    if (rng.bernoulli(0.1)) file += one_of(packed.seeds, rng);
    return file;
  }
  // clang-format on
  void read(const std::string& input) const override {
    write_bytes_to(file_, input);
    const IdxArray array = read_idx(file_, 3, "put it back");
    must(array.values.size() == array.dims.at(0) * array.dims.at(1) * array.dims.at(2),
         "an array has not the size that its sides say");
  }

 private:
  const ScratchFolder folder_;
  const std::filesystem::path file_ = folder_ / "array.gz";
};

}  // namespace

std::unique_ptr<Target> png_target() { return std::make_unique<PngTarget>(); }
std::unique_ptr<Target> jpeg_target() { return std::make_unique<JpegTarget>(); }
std::unique_ptr<Target> bmp_target() { return std::make_unique<BmpTarget>(); }
std::unique_ptr<Target> idx_target() { return std::make_unique<IdxTarget>(); }

}  // namespace xil::fuzz
