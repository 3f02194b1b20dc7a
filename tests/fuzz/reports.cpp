#include "tests/fuzz/reports.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

// Of the sanitizers; not there without them.
extern "C" __attribute__((weak)) void __sanitizer_set_report_path(const char* path);

namespace xil::fuzz {
namespace {

bool holds_one_of(std::string_view line, auto&& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return line.find(word) != std::string_view::npos; });
}

}  // namespace

void write_reports_to(const std::filesystem::path& prefix) {
  if (__sanitizer_set_report_path != nullptr) __sanitizer_set_report_path(prefix.c_str());
}

std::string take_reports(const std::filesystem::path& prefix) {
  std::string all;
  const std::string start = prefix.filename().string() + ".";
  for (const auto& entry : std::filesystem::directory_iterator(prefix.parent_path())) {
    if (!entry.path().filename().string().starts_with(start)) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(stream), {});
    std::filesystem::remove(entry.path());
  }
  return all;
}

bool tells_of_hdf5(const std::string& report) {
  static constexpr std::array<std::string_view, 3> kNoMemory = {"failed to allocate", "Failed to mmap",
                                                                "out of memory"};
  static constexpr std::array<std::string_view, 5> kOthers = {"libsanitizer", "sysdeps", "libasan", "libc.so",
                                                              "__interceptor"};
  if (__sanitizer_set_report_path == nullptr || holds_one_of(report, kNoMemory)) return true;
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    const bool place = line.find("    #") == 0;
    if (place && !holds_one_of(line, kOthers)) return line.find("libhdf5") != std::string::npos;
  }
  return false;
}

}  // namespace xil::fuzz
