#include "framework/store/runs/run_checks.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/image.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

constexpr std::size_t kMostColumns = 1024, kMostRoundsInFile = 1'000'000;

using Sentences = std::vector<std::string>;

bool is_class(std::int64_t label, std::size_t classes) {
  return label >= 0 && static_cast<std::size_t>(label) < classes;
}

void require_rising(const RoundColumns& rounds, const std::string& name, bool strictly) {
  const std::vector<double>* values = rounds.find(name);
  if (values == nullptr) return;
  for (std::size_t i = 0; i < values->size(); ++i) {
    const double value = (*values)[i];
    require(std::isfinite(value) && value >= 0, "/rounds/{} holds {}", name, value);
    if (i == 0) continue;
    const double before = (*values)[i - 1];
    require(strictly ? value > before : value >= before, "/rounds/{} {}: {} after {}", name,
            strictly ? "does not increase strictly" : "falls", value, before);
  }
}

template <class T, class IsGood>
void check_column(const TableReader& table, const char* name, Sentences& problems, const std::string& what,
                  IsGood&& is_good) {
  const auto values = table.column<T>(name);
  const auto bad = std::ranges::find_if_not(values, is_good);
  if (bad != values.end()) problems.push_back(fmt::format("{} holds {}, {}.", table.path_of(name), *bad, what));
}

void check_labels(hid_t file, std::size_t classes, Sentences& problems) {
  const std::string copies = correction_groups(file).front();  // penalties of earlier versions have no label
  const std::vector<std::pair<std::string, std::vector<const char*>>> holders = {
      {"test", {"label"}}, {"items", {"label"}}, {"shown", {"true_label", "predicted"}}, {copies, {"label"}}};
  for (const auto& [group, names] : holders) {
    const TableReader table(file, group);
    for (const char* name : names) {
      check_column<std::int32_t>(table, name, problems, fmt::format("but there are {} classes", classes),
                                 [&](std::int32_t label) { return is_class(label, classes); });
    }
  }
}

/// A look gave a label, or its item was set aside.
bool is_answered(const ShownRecord& look, std::size_t classes) {
  if (look.verdict != Verdict::Unsure) return is_class(look.given_label, classes);
  return look.given_label == kNoLabel && look.edits == 0 && look.region_losses == 0;
}

/// The looks whose items were set aside, by round and item.
std::set<std::pair<std::int64_t, ItemId>> set_aside(const std::vector<ShownRecord>& looks) {
  std::set<std::pair<std::int64_t, ItemId>> places;
  for (const ShownRecord& look : looks) {
    if (look.verdict == Verdict::Unsure) places.emplace(look.round, look.item);
  }
  return places;
}

void check_given_labels(hid_t file, std::size_t classes, Sentences& problems) {
  const auto looks = read_shown_table(TableReader(file, "shown"), schema_of(file));
  const auto bad = std::ranges::find_if_not(looks, [&](const auto& look) { return is_answered(look, classes); });
  if (bad != looks.end() && bad->verdict != Verdict::Unsure)
    problems.push_back(
        fmt::format("/shown/given_label holds {}, but there are {} classes.", bad->given_label, classes));
  if (bad != looks.end() && bad->verdict == Verdict::Unsure)
    problems.push_back(
        fmt::format("/shown: row {} was set aside, and has a label or corrections.", bad - looks.begin()));
  const auto unsure = set_aside(looks);
  if (unsure.empty()) return;
  if (schema_of(file) < kSessionSchema)
    problems.push_back(
        fmt::format("/shown/verdict holds unsure, which files of schema {} do not have.", schema_of(file)));
  for (const Correction& correction : read_all_corrections(file, false)) {
    if (!unsure.contains({correction.round, correction.item})) continue;
    return problems.push_back(fmt::format("/corrections has one of item {}, which was set aside in round {}.",
                                          correction.item, correction.round));
  }
}

void check_rounds_named(hid_t file, Sentences& problems) {
  const auto known = TableReader(file, "rounds").column<std::int64_t>("round");
  const std::set<std::int64_t> rounds(known.begin(), known.end());
  std::vector<std::string> groups = correction_groups(file);
  groups.insert(groups.end(), {"shown", "saliency"});
  for (const std::string& group : groups) {
    check_column<std::int64_t>(TableReader(file, group), "round", problems, "which is no round of /rounds",
                               [&](std::int64_t round) { return rounds.contains(round); });
  }
}

void check_items(hid_t file, Sentences& problems) {
  const TableReader items(file, "items"), test(file, "test");
  const auto ids = items.column<std::uint32_t>("id");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == i) continue;
    problems.push_back(fmt::format("/items/id is not 0, 1, ...: it holds {} in row {}.", ids[i], i));
    break;
  }
  const auto splits = items.codes<Split>("split");
  const auto labels = items.column<std::int32_t>("label"), tested = test.column<std::int32_t>("label");
  const auto tests = test.column<std::uint32_t>("item");
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const std::uint32_t item = tests[i];
    if (splits.at(item) == Split::Test && labels.at(item) == tested.at(i)) continue;
    problems.push_back(
        fmt::format("/test names item {} with the label {}, which is not an item of the test split with that label.",
                    item, tested[i]));
    break;
  }
  check_column<std::uint8_t>(items, "initial", problems, "which is neither 0 nor 1",
                             [](std::uint8_t flag) { return flag < 2; });
}

/// Rounding leaves a sum of 1 a little beside it.
bool is_probability(double value) { return std::isnan(value) || (value >= 0 && value <= 1.001); }

void check_numbers(hid_t file, Sentences& problems) {
  check_column<float>(TableReader(file, "test"), "probability", problems, "which is no probability", is_probability);
  check_column<double>(TableReader(file, "shown"), "probability", problems, "which is no probability", is_probability);
  const TableReader saliency(file, "saliency");
  const auto scales = saliency.column<double>("scale"), offsets = saliency.column<double>("offset");
  for (std::size_t i = 0; i < scales.size(); ++i) require_map_scale({offsets[i], scales.at(i), {}});
  check_column<std::uint8_t>(saliency, "region", problems, "which is neither 0 nor 1",
                             [](std::uint8_t flag) { return flag < 2; });
}

void check_rounds_finite(const RoundColumns& rounds, Sentences& problems) {
  for (const auto& [name, values] : rounds.columns) {
    const auto bad = std::ranges::find_if(values, [](double value) { return std::isinf(value); });
    if (bad != values.end()) problems.push_back(fmt::format("/rounds/{} holds {}, which no metric is.", name, *bad));
  }
}

/// The one metric that everybody works out: a file in which it was edited betrays itself.
void check_accuracy(hid_t file, const RoundColumns& rounds, Sentences& problems) {
  const std::vector<double>* accuracy = rounds.find("accuracy");
  const TableReader test(file, "test");
  const auto labels = test.column<std::int32_t>("label");
  const auto probabilities = test.column<float>("probability");
  if (accuracy == nullptr || labels.empty()) return;
  const std::size_t classes = probabilities.size() / labels.size() / rounds.rounds();
  for (std::size_t r = 0; r < rounds.rounds(); ++r) {
    std::size_t correct = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::span row(&probabilities[(r * labels.size() + i) * classes], classes);
      correct += argmax(row) == static_cast<std::size_t>(labels[i]) ? 1 : 0;
    }
    const double due = static_cast<double>(correct) / static_cast<double>(labels.size());
    if (std::abs((*accuracy)[r] - due) < 1e-9) continue;
    return problems.push_back(fmt::format("/rounds/accuracy is {} in row {}, and /test/probability and label give {}.",
                                          (*accuracy)[r], r, due));
  }
}

std::string misfit_of_looks(const RunContent& past, const Dataset& dataset) {
  const std::size_t classes = dataset.info().class_names.size();
  for (const ShownRecord& look : past.shown) {
    const bool fits = look.item < dataset.size() && look.of < dataset.size() && is_answered(look, classes) &&
                      is_class(look.true_label, classes) && is_class(look.predicted, classes);
    if (!fits)
      return fmt::format("item {} was looked at, with the labels {} and {}", look.item, look.given_label,
                         look.predicted);
  }
  return {};
}

std::string misfit_of_corrections(const RunContent& past, const Dataset& dataset) {
  const DatasetInfo& info = dataset.info();
  const auto is_whole = [&](const Region& region) {
    return region.height == info.height && region.width == info.width;
  };
  const auto unsure = set_aside(past.shown);
  for (const Correction& correction : past.corrections) {
    const Edit* edit = correction.edit();
    const bool needs_region = edit == nullptr || edit->info().edits_region;
    const bool fits = correction.item < dataset.size() && !unsure.contains({correction.round, correction.item}) &&
                      is_class(correction.label, info.class_names.size()) &&
                      (edit == nullptr || edit->donor < dataset.size()) &&
                      (needs_region ? is_whole(correction.region()) : correction.region().values.empty());
    if (!fits) return fmt::format("a correction of item {} with the label {}", correction.item, correction.label);
  }
  return {};
}

}  // namespace

std::vector<std::string> correction_groups(hid_t file) {
  if (schema_of(file) < kCorrectionsSchema) return {"refutations", "penalties"};
  return {"corrections"};
}

int picture_length(std::int64_t length, const std::string& path, std::int64_t most) {
  require(0 < length && length <= most, "{} is {}, and pictures have 1 to {}", path, length, most);
  return static_cast<int>(length);
}

PictureShape picture_shape(const std::vector<hsize_t>& lengths, const std::string& path) {
  constexpr hsize_t kMostChannels = 4, kMostSide = 1 << 16;
  const bool good = lengths.size() == 4 && 0 < lengths[1] && lengths[1] <= kMostChannels && 0 < lengths[2] &&
                    lengths[2] <= kMostSide && 0 < lengths[3] && lengths[3] <= kMostSide;
  require(good, "{} has the shape {}, not that of pictures: rows x channels x height x width", path,
          fmt::join(lengths, " x "));
  return {static_cast<int>(lengths[1]), static_cast<int>(lengths[2]), static_cast<int>(lengths[3])};
}

void require_round_columns(const RoundColumns& rounds) {
  require(rounds.columns.size() <= kMostColumns, "/rounds has {} datasets", rounds.columns.size());
  require(rounds.find("round") != nullptr && rounds.rounds() > 0, "/rounds has no rounds");
  require(rounds.rounds() <= kMostRoundsInFile, "/rounds has {} rounds", rounds.rounds());
  require_rising(rounds, "round", true);
  for (const char* name : {"shown", "expert_s"}) require_rising(rounds, name, false);
  if (const auto* sizes = rounds.find("train_size")) {
    for (const double size : *sizes) require(std::isfinite(size) && size >= 0, "/rounds/train_size holds {}", size);
  }
}

void require_map_scale(const QuantisedMap& map) {
  if (std::isnan(map.scale) && std::isnan(map.offset)) return;
  const double most = std::fabs(map.offset) + 255 * std::fabs(map.scale);
  require(map.scale >= 0 && most <= static_cast<double>(std::numeric_limits<float>::max()),
          "/saliency/scale and offset hold {} and {}, which give no map", map.scale, map.offset);
}

std::string misfit(const RunContent& past, const Dataset& dataset) {
  const DatasetInfo& info = dataset.info();
  const auto pixels = static_cast<std::size_t>(info.height) * static_cast<std::size_t>(info.width);
  for (const RunContent::SavedRow& row : past.maps) {
    if (row.item >= dataset.size() || row.map.pixels.size() != pixels) return fmt::format("a map of item {}", row.item);
  }
  const std::string looks = misfit_of_looks(past, dataset);
  return looks.empty() ? misfit_of_corrections(past, dataset) : looks;
}

void check_values(hid_t file, Sentences& problems) {
  const std::size_t classes = TableReader(file, "test").texts("class").size();
  check_labels(file, classes, problems);
  check_given_labels(file, classes, problems);
  check_rounds_named(file, problems);
  check_items(file, problems);
  check_numbers(file, problems);
  const RoundColumns rounds = read_rounds(file);
  check_rounds_finite(rounds, problems);
  check_accuracy(file, rounds, problems);
}

}  // namespace xil
