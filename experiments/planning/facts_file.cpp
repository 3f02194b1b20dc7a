#include "experiments/planning/facts_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "framework/core/base/csv.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/core/catalogue/metrics.h"
#include "framework/store/files/files.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

constexpr std::string_view kTitle = "facts\t2";
constexpr std::uintmax_t kMostFileBytes = std::uintmax_t{1} << 27;

/// The counts of a line, in their order.
constexpr std::array kCounts = {
    &RunFacts::judged,     &RunFacts::wrong_reasons,    &RunFacts::shown, &RunFacts::explained,
    &RunFacts::empty_maps, &RunFacts::corrections,      &RunFacts::pool,  &RunFacts::left,
    &RunFacts::classes,    &RunFacts::predicted_classes};
constexpr std::size_t kRunId = 0, kStamp = 1, kFirstCount = 2, kUndefinedOnes = kFirstCount + kCounts.size(),
                      kUnread = kUndefinedOnes + 1, kCells = kUnread + 1;

bool read_count(std::string_view text, std::int64_t& count) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), count);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size() && count >= 0;
}

std::optional<std::pair<std::string, KeptFacts>> read_line(std::string_view line) {
  const auto cells = parts_between(line, '\t');
  if (cells.size() != kCells) return std::nullopt;
  KeptFacts kept;
  kept.stamp = std::string(cells[kStamp]);
  kept.unread = std::string(cells[kUnread]);
  for (std::size_t i = 0; i < kCounts.size(); ++i) {
    if (!read_count(cells[kFirstCount + i], kept.facts.*kCounts[i])) return std::nullopt;
  }
  for (const std::string_view name : parts_between(cells[kUndefinedOnes], ',')) {
    if (find_metric(name) != nullptr) kept.facts.undefined.emplace_back(name);
  }
  return std::pair(std::string(cells[kRunId]), std::move(kept));
}

std::string line_of(const std::string& run_id, const KeptFacts& kept) {
  std::string line = fmt::format("{}\t{}", run_id, kept.stamp);
  for (const auto count : kCounts) line += fmt::format("\t{}", kept.facts.*count);
  return line + fmt::format("\t{}\t{}\n", fmt::join(kept.facts.undefined, ","), printable(kept.unread));
}

OwnPath facts_path(const std::filesystem::path& out) { return {out / "scalars" / "facts.tsv", 2}; }

}  // namespace

std::string stamp_of(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return {};
  return fmt::format("{}.{}.{}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

FactsFile read_facts_file(const std::filesystem::path& out) try {
  FactsFile facts;
  const auto file = find_own_file(facts_path(out));
  if (!file) return facts;
  const std::string text = read_own_file(*file, facts_path(out).path, kMostFileBytes);
  const auto lines = parts_between(text, '\n');
  if (lines.front() != kTitle) return facts;
  for (const std::string_view line : lines) {
    if (auto kept = read_line(line)) facts.insert(std::move(*kept));
  }
  return facts;
} catch (const Error&) {
  return {};
}

void keep_facts_file(const std::filesystem::path& out, const FactsFile& facts) try {
  std::string text = std::string(kTitle) + "\n";
  for (const auto& [run_id, kept] : facts) text += line_of(run_id, kept);
  make_own_folder({out / "scalars", 1});
  write_file_atomically(facts_path(out), text);
} catch (const Error&) {
  // A folder that cannot be written costs time only.
}

}  // namespace xil
