#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "framework/core/base/error.h"
#include "tests/fuzz/campaign.h"
#include "tests/fuzz/worker.h"

// Throws inputs at every reader of files of strangers. Built with sanitizers in every build.

// An allocation of xil's own beyond the bound of memory ends the program, one of a library in C fails; freed memory is
// soon given back.
extern "C" const char* __asan_default_options() {
  return "max_allocation_size_mb=2048:allocator_may_return_null=1:quarantine_size_mb=16:handle_abort=1";
}
extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1"; }

namespace xil::fuzz {
namespace {

constexpr const char* kUsage =
    "usage: xil-fuzz --list\n"
    "       xil-fuzz --are TARGET ...                                            whether these are all\n"
    "       xil-fuzz TARGET [--count N] [--first K] [--seed S] [--kept FOLDER]   inputs K to K + N - 1 of a target\n"
    "       xil-fuzz --replay TARGET FILE                                        one input, in this process\n"
    "       xil-fuzz --make TARGET K [--seed S]                                  that input, on standard output\n"
    "       xil-fuzz --seeds TARGET FOLDER                                       the whole inputs, as files\n";

std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  refuse_unless(code == std::errc() && end == text.data() + text.size(), "'{}' is no number", text);
  return value;
}

using Words = std::vector<std::string>;

Campaign read_flags(const Words& words, std::size_t begin) {
  Campaign campaign;
  campaign.count = 1000;
  for (std::size_t i = begin; i < words.size(); i += 2) {
    refuse_unless(i + 1 < words.size(), "{} needs a value", words[i]);
    if (words[i] == "--count")
      campaign.count = number(words[i + 1]);
    else if (words[i] == "--first")
      campaign.first = number(words[i + 1]);
    else if (words[i] == "--seed")
      campaign.seed = number(words[i + 1]);
    else if (words[i] == "--kept")
      campaign.kept = words[i + 1];
    else
      refuse("unknown flag {}", words[i]);
  }
  return campaign;
}

int list() {
  for (const NamedTarget& named : targets()) fmt::print("{:<12} {}\n", named.name, named.summary);
  return 0;
}

int replay(const NamedTarget& named, const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  refuse_unless(stream.good(), "{}: cannot be read", file);
  const std::string message = refusal_of(*named.make(), {std::istreambuf_iterator<char>(stream), {}});
  fmt::print("{}\n", message.empty() ? "accepted" : "refused: " + message);
  return 0;
}

int write_seeds(const NamedTarget& named, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& seed : named.make()->seeds())
    std::ofstream(folder / fmt::format("seed-{}", number++), std::ios::binary) << seed;
  return 0;
}

int campaign(const NamedTarget& named, const Campaign& campaign) {
  const Tally tally = run_campaign(named, campaign);
  fmt::print(
      "{}\t{} inputs\t{} accepted\t{} refused\t{} faults\t{:.0f}/s\tslowest {:.3f} s (input {})\tgrowth {} MiB\n",
      named.name, tally.inputs, tally.accepted, tally.refused, tally.faults,
      static_cast<double>(tally.inputs) / tally.seconds, tally.slowest_s, tally.slowest, tally.growth >> 20);
  return tally.faults == 0 ? 0 : 1;
}

/// Whether these are all targets: a test run that forgets one would be silent about it.
int compare_names(Words words) {
  Words names;
  for (const NamedTarget& named : targets()) names.emplace_back(named.name);
  std::ranges::sort(names);
  std::ranges::sort(words);
  refuse_unless(words == names, "the targets are {}", fmt::join(names, " "));
  return 0;
}

int run(const Words& words) {
  if (words.size() == 1 && words[0] == "--list") return list();
  if (!words.empty() && words[0] == "--are") return compare_names({words.begin() + 1, words.end()});
  if (words.size() == 3 && words[0] == "--replay") return replay(find_target(words[1]), words[2]);
  if (words.size() == 3 && words[0] == "--seeds") return write_seeds(find_target(words[1]), words[2]);
  if (words.size() >= 3 && words[0] == "--make") {
    const NamedTarget& named = find_target(words[1]);
    fmt::print("{}", make_input(named, *named.make(), read_flags(words, 3).seed, number(words[2])));
    return 0;
  }
  refuse_unless(!words.empty() && !words[0].starts_with("--"), "{}", kUsage);
  return campaign(find_target(words[0]), read_flags(words, 1));
}

}  // namespace
}  // namespace xil::fuzz

int main(int count, char** words) {
  // Files in memory, where there is such a folder: a million of them.
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
  try {
    return xil::fuzz::run({words + 1, words + count});
  } catch (const xil::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return error.exit_code();
  }
}
