#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/fuzz/mutations.h"
#include "tests/fuzz/target.h"
#include "tests/support/scratch_folder.h"

namespace xil::fuzz {

/// A target whose inputs are texts.
class TextTarget : public Target {
 public:
  /// Of the seeds the first `quick` are spoilt, and seldom one of the others, from which pieces are taken; 0: all
  /// alike.
  explicit TextTarget(Corpus corpus, std::size_t quick = 0)
      : corpus_(std::move(corpus)), quick_(quick == 0 ? corpus_.seeds.size() : quick) {}
  std::vector<std::string> seeds() const override { return corpus_.seeds; }
  std::string mutated(Rng& rng) const override {
    const std::size_t among = rng.bernoulli(0.98) ? quick_ : corpus_.seeds.size();
    return spoiled_text(corpus_.seeds[draw(rng, among)], corpus_, rng);
  }

 private:
  Corpus corpus_;
  std::size_t quick_;
};

/// Ends the process where what must hold does not, whoever would catch an exception.
inline void must(bool condition, const std::string& sentence) {
  if (condition) return;
  fmt::print(stderr, "{}\n", sentence);
  std::abort();
}

inline void write_bytes_to(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace xil::fuzz
