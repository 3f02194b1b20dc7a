#include "tests/fuzz/worker.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>

#include "framework/core/base/error.h"
#include "tests/fuzz/campaign.h"
#include "tests/fuzz/reports.h"

// Of the leak sanitizer; not there without it.
extern "C" __attribute__((weak)) int __lsan_do_recoverable_leak_check();

namespace xil::fuzz {
namespace {

std::size_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::size_t memory() {
  std::ifstream stream("/proc/self/statm");
  std::size_t total = 0, pages = 0;
  stream >> total >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

[[noreturn]] void end_with(Progress& progress, std::string_view reason) {
  progress.set_reason(reason);
  ::_exit(kFaultFound);
}

/// An input that make() has made; it is removed.
std::string made_input(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string input{std::istreambuf_iterator<char>(stream), {}};
  std::filesystem::remove(file);
  return input;
}

/// The child that tries HDF5 files may break, but only where HDF5 does.
void check_trial(const std::string& message, const std::filesystem::path& reports, Progress& progress) {
  if (message.find("HDF5 itself breaks") == std::string::npos) return;
  const std::string report = take_reports(reports);
  if (!tells_of_hdf5(report))
    end_with(progress, fmt::format("breaks xil itself where it is tried: {} {}", message, report.substr(0, 3000)));
}

void read_one(const Target& target, const std::string& input, const Piece& piece, const std::filesystem::path& reports,
              Progress& progress) {
  std::string message;
  try {
    message = refusal_of(target, input);
  } catch (const std::exception& error) {
    end_with(progress, fmt::format("threw what is no Error: {}", error.what()));
  }
  if (message.empty()) {
    ++progress.accepted;
    return;
  }
  if (piece.kind == Piece::Seeds) end_with(progress, fmt::format("is refused: {}", message));
  if (message.find('\n') != std::string::npos)
    end_with(progress, fmt::format("has a message of several lines: {}", message));
  check_trial(message, reports, progress);
  ++progress.refused;
}

}  // namespace

void Progress::start(std::uint64_t first) {
  next = first;
  accepted = refused = slowest = 0;
  slowest_s = 0;
  reading = false;
  growth = 0;
  set_reason("");
}

void Progress::take(std::string_view input) {
  size = std::min(input.size(), bytes.size());
  std::copy_n(input.data(), size, bytes.data());
  started = now();
  reading = true;
}

void Progress::set_reason(std::string_view text) {
  const std::size_t length = std::min(text.size(), reason.size() - 1);
  std::copy_n(text.data(), length, reason.data());
  reason[length] = '\0';
}

double Progress::now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

SharedProgress::SharedProgress() {
  void* const memory =
      ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  require(memory != MAP_FAILED, "no memory to share");
  progress_ = new (memory) Progress;
}

SharedProgress::~SharedProgress() { ::munmap(progress_, sizeof(Progress)); }

std::string refusal_of(const Target& target, const std::string& input) {
  try {
    target.read(input);
  } catch (const Error& error) {
    const std::string message = error.what();
    return message.empty() ? "no message" : message;
  }
  return {};
}

void make(const NamedTarget& named, const Target& target, std::uint64_t seed, const Piece& piece,
          const std::filesystem::path& inputs, Progress& progress) {
  for (std::uint64_t index = piece.first; index < piece.end; ++index) {
    progress.next = index;  // where to go on if this process ends here
    progress.take("");
    const std::filesystem::path file = inputs / std::to_string(index);
    std::ofstream(file, std::ios::binary).flush();
    std::ofstream(file, std::ios::binary) << make_input(named, target, seed, index);
  }
  progress.next = piece.end;
  ::_exit(0);
}

void work(const NamedTarget& named, const Target& target, std::uint64_t seed, const Piece& piece, const Places& places,
          Progress& progress) {
  write_reports_to(places.reports);
  const std::vector<std::string> seeds = target.seeds();
  const std::size_t before = memory();
  for (std::uint64_t index = piece.first; index < piece.end; ++index) {
    progress.next = index + 1;
    const std::string input = piece.kind == Piece::Seeds ? seeds[index]
                              : places.inputs.empty()    ? make_input(named, target, seed, index)
                                                         : made_input(places.inputs / std::to_string(index));
    progress.take(input);
    read_one(target, input, piece, places.reports, progress);
    const double seconds = progress.seconds_at_it();
    progress.reading = false;
    if (seconds > progress.slowest_s) {
      progress.slowest_s = seconds;
      progress.slowest = index;
    }
    const std::size_t peak = peak_memory();
    progress.growth = peak - std::min(before, peak);
    if (progress.growth > kMostGrowth) {
      progress.reading = true;
      end_with(progress, fmt::format("grew by {} MiB", progress.growth >> 20));
    }
  }
  if (!named.is_hdf5 && __lsan_do_recoverable_leak_check != nullptr && __lsan_do_recoverable_leak_check() != 0) {
    end_with(progress, "and those before it left memory behind");
  }
  ::_exit(0);
}

}  // namespace xil::fuzz
