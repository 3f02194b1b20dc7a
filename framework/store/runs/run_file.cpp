#include "framework/store/runs/run_file.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/base/digest.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_content.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

RunHeader read_header(hid_t file) {
  const std::int64_t version = read_number_attribute(file, "schema_version");
  require(version >= kOldestSchema && version <= kSchemaVersion, "it has the format {}, and this xil reads {} to {}",
          version, kOldestSchema, kSchemaVersion);
  const std::string status = read_text_attribute(file, "status");
  require(status == "complete", "its status is '{}'", status);
  RunHeader header;
  header.run_id = read_text_attribute(file, "run_id");
  header.config = read_text_attribute(file, "config");
  header.dataset = read_text_attribute(file, "dataset");
  header.strategy = read_text_attribute(file, "strategy");
  header.model = read_text_attribute(file, "model");
  header.explainer = read_text_attribute(file, "explainer");
  header.seed = read_number_attribute(file, "seed");
  header.dataset_digest = read_text_attribute(TableReader(file, "items").id(), "dataset_digest");
  const TableReader provenance(file, "provenance");
  for (const std::string& key : attribute_names(provenance.id())) {
    header.provenance.emplace_back(key, read_text_attribute(provenance.id(), key));
  }
  return header;
}

}  // namespace

std::string known_sweeps_of(const RunHeader& header) {
  for (const auto& [key, text] : header.provenance) {
    if (key == kKnownSweepsKey) return text;
  }
  return {};
}

void set_known_sweeps(RunHeader& header, const std::string& digests) {
  std::erase_if(header.provenance, [](const auto& entry) { return entry.first == kKnownSweepsKey; });
  if (!digests.empty()) header.provenance.emplace_back(kKnownSweepsKey, digests);
}

int schema_of(hid_t file) {
  const bool is_run = has_attribute(file, "schema_version");
  return is_run ? static_cast<int>(read_number_attribute(file, "schema_version")) : kSchemaVersion;
}

RoundColumns read_rounds(hid_t file) {
  const TableReader table(file, "rounds");
  RoundColumns rounds;
  for (const std::string& name : member_names(table.id())) {
    rounds.columns.emplace_back(name, table.column<double>(name));
    require(rounds.columns.back().second.size() == rounds.rounds(), "/rounds/{} has {} values where {} are due", name,
            rounds.columns.back().second.size(), rounds.rounds());
  }
  require_round_columns(rounds);
  return rounds;
}

namespace {

/// What is known of a look's map. Files of schema 3 have no column `explained`: there a look with masks was explained,
/// and the columns of RISE stand in every file.
void read_diagnostics(const TableReader& table, std::vector<ShownRecord>& shown) {
  const std::vector<std::string> members = member_names(table.id());
  const auto has = [&](std::string_view name) { return std::ranges::find(members, name) != members.end(); };
  const bool is_old = !has("explained");
  const auto explained = is_old ? std::vector<std::uint8_t>() : table.cells<std::uint8_t>("explained", 0, shown.size());
  const auto masks = is_old ? table.cells<std::int64_t>("masks", 0, shown.size()) : std::vector<std::int64_t>();
  for (std::size_t i = 0; i < shown.size(); ++i) shown[i].explained = is_old ? masks[i] > 0 : explained[i] != 0;
  for (const DiagnosticInfo& info : diagnostic_table()) {
    const std::string name(info.name);
    if (!info.per_look || !has(name)) continue;
    const auto values = table.cells<double>(name, 0, shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i)
      if (shown[i].explained) shown[i].diagnostics.emplace_back(name, values[i]);
  }
}

}  // namespace

std::vector<ShownRecord> read_shown_table(const TableReader& table, int schema) {
  const hsize_t rows = table.shape("round").at(0);
  auto shown = read_fields<ShownRecord>(table, 0, rows, schema);
  if (schema < kCorrectionsSchema) {
    const auto penalised = table.cells<std::uint8_t>("penalised", 0, rows);
    for (std::size_t i = 0; i < shown.size(); ++i) shown[i].region_losses = penalised[i];
  }
  read_diagnostics(table, shown);
  return shown;
}

namespace {

std::vector<SavedMap> read_map_rows(const TableReader& table, hsize_t first, hsize_t count) {
  const auto [channels, height, width] = picture_shape(table.shape("image"), "/saliency/image");
  const Image blank(channels, height, width);
  const Region empty(height, width);
  const auto rounds = table.rows<std::int64_t>("round", first, count);
  const auto items = table.rows<std::uint32_t>("item", first, count);
  const auto scales = table.rows<double>("scale", first, count), offsets = table.rows<double>("offset", first, count);
  const auto maps = table.rows<std::uint8_t>("map", first, count),
             images = table.rows<std::uint8_t>("image", first, count),
             regions = table.rows<std::uint8_t>("region", first, count);
  require(maps.size() == count * empty.values.size() && regions.size() == maps.size() &&
              images.size() == count * blank.pixels.size(),
          "the maps and regions of /saliency have not the size of its pictures");
  std::vector<SavedMap> saved;
  const auto slice = [](const std::vector<std::uint8_t>& all, std::size_t row, std::size_t size) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(row * size);
    return std::vector<std::uint8_t>(begin, begin + static_cast<std::ptrdiff_t>(size));
  };
  for (std::size_t i = 0; i < count; ++i) {
    SavedMap row{rounds.at(i), items.at(i), {}, blank, empty};
    const QuantisedMap stored{offsets.at(i), scales.at(i), slice(maps, i, empty.values.size())};
    require_map_scale(stored);
    row.map = restore(stored, height, width);
    row.image.pixels = slice(images, i, blank.pixels.size());
    row.region.values = slice(regions, i, empty.values.size());
    saved.push_back(std::move(row));
  }
  return saved;
}

}  // namespace

const std::vector<double>* RoundColumns::find(const std::string& name) const {
  for (const auto& [known, values] : columns) {
    if (known == name) return &values;
  }
  return nullptr;
}

RunSummary read_summary(hid_t file) {
  RunHeader header = read_header(file);
  return {std::move(header), read_rounds(file)};
}

/// Of two runs one would stand in the place of the other, without a word.
void require_own_name(const RunHeader& header, const std::filesystem::path& path) {
  if (header.run_id == path.stem().string()) return;
  const std::filesystem::path own = path.parent_path() / (header.run_id + path.extension().string());
  std::error_code code;
  const bool is_copy = std::filesystem::exists(own, code);
  fail("'{}' holds run {}, not the one of its name: it was {}", path.string(), header.run_id,
       is_copy ? fmt::format("copied; {}", kRunAgain)
               : fmt::format("renamed; give it its name back, {}", own.filename().string()));
}

void require_not_being_written(const std::filesystem::path& file, int own_parts) {
  require_not_being_written(open_own_file({file, own_parts}), file);
}

RunHeader read_header(const std::filesystem::path& path) {
  RunHeader header = reading({path, 2}, [&](hid_t file) { return read_header(file); });
  require_own_name(header, path);
  return header;
}

RunSummary read_summary(const std::filesystem::path& path) {
  RunSummary summary = reading({path, 2}, [](hid_t file) { return read_summary(file); });
  require_own_name(summary.header, path);
  return summary;
}

std::string read_start_digest(hid_t file) {
  const TableReader items(file, "items"), test(file, "test");
  Digest digest;
  digest.add(read_text_attribute(items.id(), "dataset_digest"));
  digest.add(items.column<std::uint8_t>("initial"));
  digest.add(fmt::format("{} {}", fmt::join(test.column<std::uint32_t>("item"), ","),
                         fmt::join(test.column<std::int32_t>("label"), ",")));
  return digest.hex();
}

std::string read_start_digest(const std::filesystem::path& path) {
  return reading({path, 2}, [](hid_t file) { return read_start_digest(file); });
}

std::vector<ShownRecord> read_shown(const std::filesystem::path& path) {
  return reading({path, 2}, [&](hid_t file) { return read_shown_table(TableReader(file, "shown"), schema_of(file)); });
}

std::vector<SavedMap> read_maps(const std::filesystem::path& path, std::size_t first, std::size_t count) {
  return reading({path, 2}, [&](hid_t file) { return read_map_rows(TableReader(file, "saliency"), first, count); });
}

namespace {

std::vector<std::pair<std::int64_t, ItemId>> list_maps(hid_t file) {
  const TableReader table(file, "saliency");
  const auto rounds = table.column<std::int64_t>("round");
  const auto items = table.column<std::uint32_t>("item");
  require(rounds.size() == items.size(), "the datasets of /saliency differ in length");
  std::vector<std::pair<std::int64_t, ItemId>> rows;
  for (std::size_t i = 0; i < rounds.size(); ++i) rows.emplace_back(rounds[i], items[i]);
  return rows;
}

}  // namespace

std::vector<std::pair<std::int64_t, ItemId>> list_maps(const std::filesystem::path& path) {
  return reading({path, 2}, [](hid_t file) { return list_maps(file); });
}

void try_first_rows(hid_t file) {
  try_corrections(file);
  read_map_rows(TableReader(file, "saliency"), 0, std::min<hsize_t>(1, list_maps(file).size()));
}

}  // namespace xil
