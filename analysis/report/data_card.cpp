#include "analysis/report/data_card.h"

#include <fmt/ranges.h>

#include <array>
#include <map>
#include <set>

#include "framework/core/base/text.h"
#include "framework/store/recorded/recorded_source.h"

namespace xil {
namespace {

constexpr std::size_t kSplits = EnumNames<Split>::names.size();
using Counts = std::array<std::size_t, kSplits>;

std::vector<std::string> line_of(const std::string& name, const Counts& counts) {
  std::vector<std::string> line = {name};
  std::size_t all = 0;
  for (const std::size_t count : counts) {
    line.push_back(fmt::format("{}", count));
    all += count;
  }
  line.push_back(fmt::format("{}", all));
  return line;
}

TextTable counts_of(const std::vector<Item>& items, const RunData& run) {
  std::map<int, Counts> of_class;
  Counts all{};
  for (std::size_t label = 0; label < run.classes.size(); ++label) of_class[static_cast<int>(label)] = {};
  for (const Item& item : items) {
    ++of_class[item.label][static_cast<std::size_t>(item.split)];
    ++all[static_cast<std::size_t>(item.split)];
  }
  TextTable table{{"class"}, {}, 1};
  for (const std::string_view split : EnumNames<Split>::names) table.titles.emplace_back(split);
  table.titles.emplace_back("all");
  for (const auto& [label, counts] : of_class) table.lines.push_back(line_of(run.class_name(label), counts));
  table.lines.push_back(line_of("all", all));
  return table;
}

/// "Defect types: crack 57, fray 32."; empty where there are none.
std::string types_of(const std::vector<Item>& items) {
  constexpr std::size_t kMost = 20;
  std::map<std::string, std::size_t> counts;
  for (const Item& item : items) {
    if (!item.type.empty()) ++counts[printable(item.type)];
  }
  std::vector<std::string> parts;
  for (const auto& [type, count] : counts) parts.push_back(fmt::format("{} {}", type, count));
  if (parts.empty()) return {};
  if (parts.size() > kMost) return fmt::format("Defect types: {} different ones.", parts.size());
  return fmt::format("Defect types: {}.", fmt::join(parts, ", "));
}

std::string size_of(const std::filesystem::path& file) {
  if (list_maps(file).empty()) return {};
  const RecordedPictures pictures = read_recorded_pictures(file);
  return fmt::format("The network sees pictures of {} × {} pixels.", pictures.height, pictures.width);
}

}  // namespace

DataCard data_card(const Blocks& blocks) {
  const RunData& run = *blocks.runs.front().front();
  const std::vector<Item> items = read_recorded_items(run.run.file);
  DataCard card{blocks.dataset, counts_of(items, run), {}};
  for (std::string& fact : std::vector{size_of(run.run.file), types_of(items)}) {
    if (!fact.empty()) card.facts.push_back(std::move(fact));
  }
  std::set<std::string> digests;
  for (const RunData* other : blocks.runs.front()) digests.insert(other->summary.header.dataset_digest);
  if (digests.size() > 1)
    card.facts.push_back(fmt::format("Counts and examples are those of seed {}; every seed deals the items anew.",
                                     blocks.units.front().text()));
  return card;
}

}  // namespace xil
