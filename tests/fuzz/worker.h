#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/fuzz/mutations.h"
#include "tests/fuzz/target.h"

namespace xil::fuzz {

/// Exit code of a child that met a fault that has not ended it.
inline constexpr int kFaultFound = 111;

/// What a child tells the process that watches it. It survives the child.
struct Progress {
  std::atomic<std::uint64_t> next{0};  ///< behind the input in hand
  std::atomic<std::uint64_t> accepted{0}, refused{0}, slowest{0};
  std::atomic<double> slowest_s{0};
  std::atomic<double> started{0};  ///< by now()
  std::atomic<bool> reading{false};
  std::atomic<std::size_t> growth{0};  ///< bytes
  std::array<char, 4096> reason{};
  std::size_t size = 0;
  std::array<char, 4 * kMostBytes> bytes{};

  void start(std::uint64_t first);
  void take(std::string_view input);
  std::string_view input() const { return {bytes.data(), size}; }
  void set_reason(std::string_view text);
  static double now();
  double seconds_at_it() const { return reading ? now() - started : 0; }
};

/// A Progress in memory that a process shares with its children.
class SharedProgress {
 public:
  SharedProgress();
  SharedProgress(const SharedProgress&) = delete;
  SharedProgress& operator=(const SharedProgress&) = delete;
  ~SharedProgress();
  Progress& operator*() const { return *progress_; }
  Progress* operator->() const { return progress_; }

 private:
  Progress* progress_;
};

struct Piece {
  enum Kind { Seeds, Mutated } kind = Mutated;
  std::uint64_t first = 0, end = 0;
};

struct Places {
  std::filesystem::path reports;  ///< see write_reports_to()
  std::filesystem::path inputs;   ///< where make() has put them; empty: they are made here
};

/// Reads the inputs of a piece and ends the process.
[[noreturn]] void work(const NamedTarget& named, const Target& target, std::uint64_t seed, const Piece& piece,
                       const Places& places, Progress& progress);

/// Makes the inputs of a piece as files that their numbers name, and ends the process.
[[noreturn]] void make(const NamedTarget& named, const Target& target, std::uint64_t seed, const Piece& piece,
                       const std::filesystem::path& inputs, Progress& progress);

/// Reads one input: empty if it is accepted, else the message with which it is refused. Anything but an Error passes
/// through.
std::string refusal_of(const Target& target, const std::string& input);

}  // namespace xil::fuzz
