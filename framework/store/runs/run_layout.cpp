#include <algorithm>
#include <functional>
#include <set>

#include "framework/core/base/value.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_content.h"
#include "framework/store/runs/run_tables.h"

// Writes the groups of a run file in the order of the format page.
namespace xil {
namespace {

void write_header(hid_t file, const RunHeader& header) {
  Value::Map provenance;
  for (const auto& [key, text] : header.provenance) provenance.emplace_back(key, Value(text));
  write_attribute(file, "schema_version", std::int64_t{kSchemaVersion});
  write_attribute(file, "run_id", header.run_id);
  write_attribute(file, "config", header.config);
  write_attribute(file, "status", std::string("complete"));
  write_attribute(file, "provenance", to_json(Value(std::move(provenance))));
  write_attribute(file, "dataset", header.dataset);
  write_attribute(file, "strategy", header.strategy);
  write_attribute(file, "model", header.model);
  write_attribute(file, "explainer", header.explainer);
  write_attribute(file, "seed", header.seed);
}

std::vector<std::int64_t> round_numbers(const RunContent& run) {
  std::vector<std::int64_t> numbers;
  for (const RoundRecord& record : run.rounds) numbers.push_back(record.round);
  return numbers;
}

using NamedValues = std::vector<std::pair<std::string, double>>;

/// Adds a dataset per name that any round has, NaN where a round lacks it.
void add_named(TableWriter& table, const RunContent& run, NamedValues RoundRecord::*values, bool wall_clock,
               std::set<std::string>& known) {
  for (const RoundRecord& first : run.rounds) {
    for (const NamedValues::value_type& value : first.*values) {
      const std::string& name = value.first;
      if (!known.insert(name).second) continue;
      require(name.ends_with("_s") == wall_clock,
              "'{}': names of wall-clock values, and no others, end in _s (framework/store/README.md)", name);
      std::vector<double> column;
      for (const RoundRecord& record : run.rounds) {
        const auto& list = record.*values;
        const auto found = std::find_if(list.begin(), list.end(), [&](const auto& v) { return v.first == name; });
        column.push_back(found == list.end() ? kUndefined : found->second);
      }
      table.column<double>(name, column, {"round"});
    }
  }
}

}  // namespace

void write_rounds(hid_t file, const RunContent& run) {
  TableWriter table(file, "rounds");
  std::vector<std::int64_t> shown, train_size;
  std::vector<double> expert_s;
  for (const RoundRecord& record : run.rounds) {
    shown.push_back(record.shown);
    expert_s.push_back(record.expert_s);
    train_size.push_back(record.train_size);
  }
  table.scale<std::int64_t>("round", round_numbers(run));
  table.column<std::int64_t>("shown", shown, {"round"});
  table.column<double>("expert_s", expert_s, {"round"});
  table.column<std::int64_t>("train_size", train_size, {"round"});
  std::set<std::string> known = {"round", "shown", "expert_s", "train_size"};
  add_named(table, run, &RoundRecord::metrics, false, known);
  add_named(table, run, &RoundRecord::timings, true, known);
}

void write_test(hid_t file, const RunContent& run) {
  TableWriter table(file, "test");
  std::vector<std::int32_t> labels;
  std::vector<float> probability;
  for (const ItemId item : run.test) labels.push_back(run.items.at(item).label);
  for (const RoundRecord& record : run.rounds) {
    const std::vector<float>& values = record.test_probability.values;
    probability.insert(probability.end(), values.begin(), values.end());
  }
  table.scale<std::int64_t>("round", round_numbers(run));
  table.scale<std::uint32_t>("item", run.test);
  table.scale("class", run.dataset.class_names);
  table.column<std::int32_t>("label", labels, {"item"});
  table.column<float>("probability", probability, {"round", "item", "class"});
}

namespace {

/// A column per diagnostic that some look has.
void write_diagnostics(TableWriter& table, const std::vector<ShownRecord>& shown) {
  write_values<std::uint8_t>(table, "explained", shown, &ShownRecord::explained);
  for (const DiagnosticInfo& info : diagnostic_table()) {
    const auto value_of = [&](const ShownRecord& look) { return diagnostic(look.diagnostics, info.name); };
    const auto has = [&](const ShownRecord& look) {
      return std::ranges::find(look.diagnostics, info.name, &Diagnostics::value_type::first) != look.diagnostics.end();
    };
    if (!info.per_look || std::ranges::none_of(shown, has)) continue;
    const std::string name(info.name);
    if (info.is_count) {
      write_values<std::int64_t>(table, name, shown,
                                 [&](const ShownRecord& look) { return has(look) ? value_of(look) : 0.0; });
    } else {
      write_values<double>(table, name, shown, value_of);
    }
  }
}

}  // namespace

void write_shown(hid_t file, const std::vector<ShownRecord>& shown) {
  TableWriter table(file, "shown");
  table.index("row", shown.size());
  write_fields(table, shown);
  write_diagnostics(table, shown);
}

namespace {

std::size_t pixels_of(const DatasetInfo& info) {
  return static_cast<std::size_t>(info.height) * static_cast<std::size_t>(info.width);
}

/// The regions of all corrections, packed one after the other.
std::vector<std::uint8_t> packed_regions(const std::vector<Correction>& corrections, std::size_t pixels) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(corrections.size() * packed_size(pixels));
  for (const Correction& correction : corrections) pack(correction.region(), pixels, bytes);
  return bytes;
}

}  // namespace

void write_corrections(hid_t file, const RunContent& run) {
  static const Edit kNoEdit;
  static const RegionLoss kNoLoss;
  const std::vector<Correction>& all = run.corrections;
  const std::size_t pixels = pixels_of(run.dataset);
  const auto edit_of = [](const Correction& c) -> const Edit& { return c.edit() != nullptr ? *c.edit() : kNoEdit; };
  TableWriter table(file, "corrections");
  table.index("row", all.size());
  table.index("byte", packed_size(pixels));
  write_fields(table, all);
  write_values<std::uint8_t>(table, kCorrectedBy, all,
                             [](const Correction& correction) { return correction.what.index(); });
  table.meanings(kCorrectedBy, kCorrectionNames);
  write_fields<EditRecipe>(table, all, [&](const Correction& c) -> const EditRecipe& { return edit_of(c).recipe; });
  write_fields<Edit>(table, all, edit_of);
  write_fields<RegionLoss>(
      table, all, [](const Correction& c) -> const RegionLoss& { return c.loss() != nullptr ? *c.loss() : kNoLoss; });
  table.column<std::uint8_t>("region", packed_regions(all, pixels), {"row", "byte"});
  if (run.edited.size() == all.size() * packed_size(pixels))
    table.column<std::uint8_t>("edited", run.edited, {"row", "byte"});
}

namespace {

/// One block of bytes per kept map, one after the other.
template <class Field>
std::vector<std::uint8_t> joined(const std::vector<RunContent::SavedRow>& maps, Field field) {
  std::vector<std::uint8_t> bytes;
  for (const auto& row : maps) {
    const std::vector<std::uint8_t>& block = std::invoke(field, row);
    bytes.insert(bytes.end(), block.begin(), block.end());
  }
  return bytes;
}

}  // namespace

void write_saliency(hid_t file, const RunContent& run, bool with_pictures) {
  using Row = RunContent::SavedRow;
  TableWriter table(file, "saliency");
  table.index("row", run.maps.size());
  if (with_pictures) table.index("channel", static_cast<std::size_t>(run.dataset.channels));
  table.index("y", static_cast<std::size_t>(run.dataset.height));
  table.index("x", static_cast<std::size_t>(run.dataset.width));
  table.column<std::uint8_t>("map", joined(run.maps, [](const Row& row) { return row.map.pixels; }), {"row", "y", "x"});
  write_values<double>(table, "scale", run.maps, [](const Row& row) { return row.map.scale; });
  write_values<double>(table, "offset", run.maps, [](const Row& row) { return row.map.offset; });
  write_values<std::int64_t>(table, "round", run.maps, &Row::round);
  write_values<std::uint32_t>(table, "item", run.maps, &Row::item);
  write_values<double>(table, "baseline", run.maps, &Row::baseline);
  if (!with_pictures) return;
  table.column<std::uint8_t>("image", joined(run.maps, &Row::image), {"row", "channel", "y", "x"});
  table.column<std::uint8_t>("region", joined(run.maps, &Row::region), {"row", "y", "x"});
  table.column<std::uint8_t>("confounder", joined(run.maps, &Row::confounder), {"row", "y", "x"});
}

namespace {

void write_items(hid_t file, const RunHeader& header, const RunContent& run) {
  TableWriter table(file, "items");
  std::vector<std::uint32_t> ids(run.items.size());
  std::vector<std::string> paths, types;
  std::vector<std::uint8_t> splits;
  std::vector<std::int32_t> labels;
  for (const Item& item : run.items) {
    ids[paths.size()] = static_cast<std::uint32_t>(paths.size());
    paths.push_back(item.path);
    types.push_back(item.type);
    splits.push_back(static_cast<std::uint8_t>(item.split));
    labels.push_back(item.label);
  }
  table.scale<std::uint32_t>("id", ids);
  table.column("path", paths, {"id"});
  table.column<std::uint8_t>("split", splits, {"id"});
  table.column<std::int32_t>("label", labels, {"id"});
  table.column<std::uint8_t>("initial", run.initial, {"id"});
  table.column("type", types, {"id"});
  table.meanings("split", EnumNames<Split>::names);
  write_attribute(table.id(), "dataset_digest", header.dataset_digest);
  if (!run.source_digest.empty()) write_attribute(table.id(), "source_digest", run.source_digest);
}

/// The entries of the attribute of the same name, one attribute each.
void write_provenance(hid_t file, const RunHeader& header) {
  const TableWriter group(file, "provenance");
  for (const auto& [key, text] : header.provenance) write_attribute(group.id(), key, text);
}

}  // namespace

std::string run_file_bytes(const RunHeader& header, const RunContent& content) {
  MemoryFile file;
  write_header(file.id(), header);
  write_rounds(file.id(), content);
  write_test(file.id(), content);
  write_shown(file.id(), content.shown);
  write_corrections(file.id(), content);
  write_saliency(file.id(), content, true);
  write_items(file.id(), header, content);
  if (content.session) write_session(file.id(), content);
  if (content.replay) write_replay(file.id(), *content.replay);
  write_provenance(file.id(), header);
  return std::string(file.close());
}

}  // namespace xil
