#include "tests/data/tiff/tiff_files.h"
#include "tests/fuzz/data/picture_target.h"
#include "tests/fuzz/picture_targets.h"

namespace xil::fuzz {
namespace {

Corpus tiff_corpus() {
  Corpus corpus{{}, {"II*\0", "MM\0*", std::string("\1\1\3\0", 4), std::string("\x11\1\4\0", 4)}};
  for (const auto& bytes : tiff_samples()) corpus.seeds.push_back(text_of(bytes));
  return corpus;
}

/// Tags, types, counts and values of the directory are changed where they stand.
class TiffTarget final : public PictureTarget {
 public:
  TiffTarget() : PictureTarget(tiff_corpus()) {}

 private:
  static std::size_t number_at(const std::string& bytes, std::size_t at, std::size_t width) {
    std::size_t value = 0;
    for (std::size_t i = width; i > 0 && at + i <= bytes.size(); --i)
      value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
  }

  std::string spoil(const std::string& seed, Rng& rng) const override {
    static const std::vector<std::size_t> kTags = {254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278,
                                                   279, 284, 317, 320, 322, 323, 324, 325, 338, 339, 347};
    std::string bytes = seed;
    do {
      const std::size_t directory = number_at(bytes, 4, 4), entries = number_at(bytes, directory, 2);
      const std::size_t entry = directory + 2 + 12 * draw(rng, std::max<std::size_t>(entries, 1));
      if (entry + 16 > bytes.size()) return bytes;
      std::string number = nasty_number(rng);
      switch (rng.below(5)) {
        case 0:
          bytes[entry] = static_cast<char>(one_of(kTags, rng));
          bytes[entry + 1] = 1;
          break;
        case 1:
          bytes[entry + 2] = static_cast<char>(rng.below(19));
          break;
        case 2:
          number.resize(4);
          bytes.replace(entry + 4, 4, number);
          break;
        case 3:
          number.resize(4);
          bytes.replace(entry + 8, 4, number);
          break;
        default:
          bytes[entry + 8] = static_cast<char>(rng.below(10));
      }
    } while (rng.bernoulli(0.4));
    return bytes;
  }
};

}  // namespace

std::unique_ptr<Target> tiff_target() { return std::make_unique<TiffTarget>(); }

}  // namespace xil::fuzz
