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
#include "tests/scratch_folder.h"

namespace xil::fuzz {

/// A target whose inputs are texts.
class TextTarget : public Target {
 public:
  explicit TextTarget(Corpus corpus) : corpus_(std::move(corpus)) {}
  std::vector<std::string> seeds() const override { return corpus_.seeds; }
  std::string mutated(Rng& rng) const override { return spoiled_text(one_of(corpus_.seeds, rng), corpus_, rng); }

 private:
  Corpus corpus_;
};

/// Ends the process where what must hold does not, whoever would catch an exception.
inline void must(bool condition, const std::string& sentence) {
  if (condition) return;
  fmt::print(stderr, "{}\n", sentence);
  std::abort();
}

inline void write_bytes_to(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace xil::fuzz
