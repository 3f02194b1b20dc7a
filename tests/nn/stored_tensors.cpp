#include <fmt/format.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <numeric>
#include <optional>

#include "framework/core/base/error.h"
#include "tests/support/mutated_weights.h"
#include "tests/support/read_weights.h"

// Reads a state dict, and what became of it, for nn_weights_test.py. Built with sanitizers in every build.
//   stored_tensors dump FILE          a line per tensor: name, shape and the bytes of its floats in hexadecimal
//   stored_tensors flips FILE N       N files of one wrong bit each, evenly spread
//   stored_tensors prefixes FILE N    N beginnings of the file
//   stored_tensors mutations FILE N   N files of each of kWeightMutations
//   stored_tensors script FILE N      a TorchScript archive, N files of one wrong bit each, and its beginnings
// The last four count what was refused, and fail where something else than a refusal in one line came of it.

// One allocation beyond any of these small files' needs ends the program; freed memory is soon given back.
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=64:quarantine_size_mb=8"; }

namespace xil {
namespace {

using Tensors = std::vector<ReadTensor>;

bool same(const Tensors& a, const Tensors& b) {
  const auto same_bits = [](float x, float y) {
    return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
  };
  return std::ranges::equal(a, b, [&](const ReadTensor& x, const ReadTensor& y) {
    return x.name == y.name && x.shape == y.shape && std::ranges::equal(x.values, y.values, same_bits);
  });
}

/// What `read` gives; nothing where it refuses as it should.
auto or_refused(auto&& read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const Error& error) {
    const std::string_view message = error.what();
    require(message.starts_with("'file.pth' ") && message.find('\n') == std::string_view::npos && message.size() < 1000,
            "a refusal that is not one line with the file's name: {}", message);
    return std::nullopt;
  }
}

std::optional<Tensors> read_or_refuse(const std::string& bytes) {
  return or_refused([&] {
    Tensors tensors = read_state_dict(bytes, "file.pth");
    std::size_t total = 0;
    for (const ReadTensor& tensor : tensors) {
      const auto count =
          std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::int64_t{1}, std::multiplies<>());
      require(static_cast<std::size_t>(count) == tensor.values.size(), "{} values of a tensor", tensor.values.size());
      total += tensor.values.size();
    }
    require(total <= bytes.size(), "{} values of {} bytes", total, bytes.size());
    return tensors;
  });
}

struct Counts {
  int refused = 0, same = 0, other = 0;

  void add(const std::optional<Tensors>& read, const Tensors& whole) {
    ++(!read ? refused : xil::same(*read, whole) ? same : other);
  }
  void print(std::string_view name) const { fmt::print("{} {} {} {}\n", name, refused, same, other); }
};

void dump(const Tensors& tensors) {
  for (const ReadTensor& tensor : tensors) {
    std::string line = tensor.name + "\t";
    for (const std::int64_t side : tensor.shape) line += fmt::format("{},", side);
    line += "\t";
    for (const float value : tensor.values) {
      fmt::format_to(std::back_inserter(line), "{:08x}", std::bit_cast<std::uint32_t>(value));
    }
    fmt::print("{}\n", line);
  }
}

/// The file with one wrong bit, in the i-th of `count` equal stretches.
std::string flipped(std::string bytes, std::uint32_t i, std::uint32_t count) {
  Rng rng(1, {.purpose = Purpose::Test, .item = i});
  const std::size_t bits = 8 * bytes.size();
  const std::size_t first = bits * i / count, at = first + place(rng, bits * (i + 1) / count - first);
  bytes[at / 8] = static_cast<char>(bytes[at / 8] ^ (1 << (at % 8)));
  return bytes;
}

void flips(const std::string& whole, std::uint32_t count) {
  const Tensors right = read_state_dict(whole, "file.pth");
  Counts counts;
  for (std::uint32_t i = 0; i < count; ++i) counts.add(read_or_refuse(flipped(whole, i, count)), right);
  counts.print("flips");
}

bool script_accepted(const std::string& bytes) {
  const auto check = [&] {
    check_script_archive(bytes, "file.pth");
    return true;
  };
  return or_refused(check).has_value();
}

void script(const std::string& whole, std::uint32_t count) {
  check_script_archive(whole, "file.pth");
  std::uint32_t flips_refused = 0, prefixes_refused = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    flips_refused += script_accepted(flipped(whole, i, count)) ? 0 : 1;
    prefixes_refused += script_accepted(whole.substr(0, whole.size() * i / count)) ? 0 : 1;
  }
  fmt::print("script {} {}\n", flips_refused, prefixes_refused);
}

void prefixes(const std::string& whole, std::uint32_t count) {
  Counts counts;
  for (std::uint32_t i = 0; i < count; ++i) counts.add(read_or_refuse(whole.substr(0, whole.size() * i / count)), {});
  counts.print("prefixes");
}

/// Of this program; getrusage() would count what its parent had.
long peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
  }
  fail("the peak of memory is unknown");
}

void mutations(const std::string& whole, std::uint32_t count) {
  const Tensors right = read_state_dict(whole, "file.pth");
  for (std::uint32_t kind = 0; kind < kWeightMutations.size(); ++kind) {
    Counts counts;
    for (std::uint32_t i = 0; i < count; ++i) {
      Rng rng(2, {.purpose = Purpose::Test, .round = kind, .item = i});
      counts.add(read_or_refuse(kWeightMutations[kind].apply(whole, rng)), right);
    }
    require(!kWeightMutations[kind].refused || counts.refused == static_cast<int>(count), "{}: {} accepted",
            kWeightMutations[kind].name, counts.same + counts.other);
    counts.print(kWeightMutations[kind].name);
  }
  fmt::print("peak_megabytes {}\n", peak_megabytes());
}

int run(const std::string& command, const std::filesystem::path& file, std::uint32_t count) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  if (command == "dump")
    dump(read_state_dict(bytes, file.filename()));
  else if (command == "flips")
    flips(bytes, count);
  else if (command == "prefixes")
    prefixes(bytes, count);
  else if (command == "mutations")
    mutations(bytes, count);
  else if (command == "script")
    script(bytes, count);
  else
    fail("no such command: {}", command);
  return 0;
}

}  // namespace
}  // namespace xil

int main(int count, char** arguments) {
  try {
    xil::require(count >= 3, "stored_tensors dump|flips|prefixes|mutations FILE [N]");
    return xil::run(arguments[1], arguments[2], count > 3 ? static_cast<std::uint32_t>(std::stoul(arguments[3])) : 0);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 1;
  }
}
