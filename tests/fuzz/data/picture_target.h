#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/scale.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/text_target.h"
#include "tests/support/mutated_files.h"

namespace xil::fuzz {

inline std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }
inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// A target whose inputs are pictures; `spoil` knows the format.
class PictureTarget : public Target {
 public:
  explicit PictureTarget(Corpus corpus) : corpus_(std::move(corpus)) {}
  std::vector<std::string> seeds() const override { return corpus_.seeds; }
  std::string mutated(Rng& rng) const override {
    const std::string& seed = one_of(corpus_.seeds, rng);
    return rng.bernoulli(0.4) ? spoiled_bytes(seed, corpus_, rng) : spoil(seed, rng);
  }
  void read(const std::string& input) const override {
    const Bytes bytes = bytes_of(input);
    SourceParams params;
    params.size = {7, 9};
    params.max_megapixels = 4;
    const PictureHeader header = read_header(bytes, "picture", params.max_megapixels);
    const Image image = decode_picture(bytes, "picture", params);
    must(image.height == header.height && image.width == header.width && image.pixels.size() == image.size(),
         "a picture has not the size that its header says");
    scale_image(image, params);
    thumbnail(image);
    scale_region(decode_mask(bytes, "mask", params), params);
  }

 protected:
  virtual std::string spoil(const std::string& seed, Rng& rng) const = 0;
  const Corpus& corpus() const { return corpus_; }

 private:
  Corpus corpus_;
};

}  // namespace xil::fuzz
